using System.Security.Cryptography;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Recordings;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Web.Tests.Recordings;

/// <summary>What every store of files does.</summary>
public abstract class StoreContract : IDisposable
{
    private const string Key = "0123456789abcdef/2026/11/fedcba9876543210";

    protected abstract IFileStore Store { get; }

    public virtual void Dispose() => GC.SuppressFinalize(this);

    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(6_000_000)]
    public async Task What_is_stored_comes_back_byte_for_byte_whole_and_in_parts(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        var container = await Put(bytes);

        Assert.Equal(bytes, await Read(container, 0, length));
        var (from, count) = (length / 3, length - (length / 3));
        Assert.Equal(bytes[from..], await Read(container, from, count));
        Assert.Equal(bytes[from..(from + 1)], await Read(container, from, 1));
    }

    [Fact]
    public async Task Storing_again_replaces()
    {
        await Put([1, 2, 3]);
        var container = await Put([4, 5]);
        Assert.Equal([4, 5], await Read(container, 0, 2));
    }

    [Fact]
    public async Task What_is_deleted_is_gone_and_deleting_it_again_is_fine()
    {
        var container = await Put([1, 2, 3]);
        await Store.Delete(container, Key, default);
        Assert.Null(await Store.Open(container, Key, 0, 3, default));
        await Store.Delete(container, Key, default);
    }

    protected async Task<string> Put(byte[] bytes)
    {
        using var content = new MemoryStream(bytes);
        return await Store.Put(Key, content, new(bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), "audio/wav"), default);
    }

    private async Task<byte[]> Read(string container, long from, long length)
    {
        await using var stream = await Store.Open(container, Key, from, length, default);
        using var all = new MemoryStream();
        await stream!.CopyToAsync(all);
        return all.ToArray();
    }
}

public sealed class DiskStoreTests : StoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("store-").FullName;

    protected override IFileStore Store => new DiskStore(Options.Create(new RecordingOptions { Path = _folder }));

    public override void Dispose()
    {
        base.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_key_that_leads_out_of_the_folder_is_refused() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Store.Open("recordings", "../../etc/hostname", 0, 1, default));

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_a_store_that_is_away()
    {
        var file = Path.Combine(_folder, "in-the-way");
        await File.WriteAllTextAsync(file, "");
        var store = new DiskStore(Options.Create(new RecordingOptions { Path = file }));
        await Assert.ThrowsAsync<StoreUnavailable>(() => store.Put("a/b", Stream.Null, new(0, "", "audio/wav"), default));
    }
}

public sealed class S3StoreTests(S3Server server) : StoreContract, IClassFixture<S3Server>
{
    private readonly S3Store _store = new(Options.Create(With(server, S3Server.SecretKey)));

    protected override IFileStore Store => _store;

    public override void Dispose()
    {
        base.Dispose();
        _store.Dispose();
    }

    [Fact]
    public async Task Objects_are_encrypted_at_rest_and_carry_their_hash()
    {
        await Put([1, 2, 3]);
        var put = server.Requests.Last(r => r.Method == "PUT");
        Assert.Equal("AES256", put.Headers["x-amz-server-side-encryption"]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([1, 2, 3])), put.Headers["x-amz-meta-sha256"]);
        Assert.DoesNotContain("aws-chunked", put.Headers.GetValueOrDefault("content-encoding", ""), StringComparison.Ordinal);
        Assert.StartsWith($"/{S3Server.Bucket}/", put.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_secret_is_refused_and_told_by_its_word()
    {
        using var store = new S3Store(Options.Create(With(server, "another-secret")));
        var refused = await Assert.ThrowsAsync<StoreUnavailable>(() => store.Delete(S3Server.Bucket, "a/b", default));
        Assert.Contains("SignatureDoesNotMatch", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_is_away_is_a_store_that_is_away()
    {
        var options = With(server, S3Server.SecretKey);
        options.S3Endpoint = new Uri("http://127.0.0.1:9");
        using var store = new S3Store(Options.Create(options));
        await Assert.ThrowsAsync<StoreUnavailable>(() => store.Open(S3Server.Bucket, "a/b", 0, 1, default));
    }

    private static RecordingOptions With(S3Server server, string secret) => new()
    {
        Store = "s3", S3Endpoint = server.Address, S3Region = S3Server.Region, S3Bucket = S3Server.Bucket, S3AccessKey = S3Server.AccessKey, S3SecretKey = secret,
    };
}
