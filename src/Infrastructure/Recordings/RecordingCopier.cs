using System.Security.Cryptography;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Copies a recording from the carrier into the store: by way of a temporary file, so that nothing is stored that is not whole and no audio is held in memory.</summary>
internal sealed class RecordingCopier(IEnumerable<ICallCarrier> carriers, IFileStores stores, IOptions<RecordingOptions> options, TimeProvider clock)
{
    private const int Chunk = 64 * 1024;

    /// <summary>A carrier that sends nothing for so long has hung.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(2);

    /// <param name="advanced">Told now and then how many bytes have come.</param>
    /// <exception cref="CarrierUnavailable">The carrier does not give it now.</exception>
    /// <exception cref="StoreUnavailable">The store does not take it now, or gives back something else.</exception>
    /// <exception cref="BadAudio">What came is no recording, or not the whole of it.</exception>
    public async Task<RecordFetch.Copy> Copy(BeginFetch.Source from, Func<long, Task> advanced, CancellationToken ct)
    {
        var file = Path.Combine(Path.GetTempPath(), $"recording-{Guid.NewGuid():n}");
        try
        {
            var sha256 = await Fetch(from, file, advanced, ct);
            var facts = await AudioFile.Read(file, sha256, ct);
            var store = stores.Current;
            var container = await Put(store, from.Key, file, facts, ct);
            await Verify(store, container, from.Key, facts, ct);
            return new(store.Name, container, from.Key, facts);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<string> Fetch(BeginFetch.Source from, string file, Func<long, Task> advanced, CancellationToken ct)
    {
        await using var source = await carriers.First(c => c.Carrier == from.Carrier).OpenRecording(from.Id, from.Uri, from.Channels, from.Account, ct);
        await using var target = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous });
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, total, told) = (new byte[Chunk], 0L, clock.GetTimestamp());
        while (await Next(source.Audio, buffer, ct) is > 0 and var read)
        {
            total += read;
            if (total > options.Value.MaxMegabytes * 1024L * 1024)
                throw new BadAudio("too_large");
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), ct);
            if (clock.GetElapsedTime(told) < TellEvery)
                continue;
            await advanced(total);
            told = clock.GetTimestamp();
        }

        if (source.Length is { } announced && announced != total)
            throw new BadAudio("truncated");
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private async Task<int> Next(Stream audio, byte[] buffer, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(Silence, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await audio.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new CarrierUnavailable("The carrier stopped sending.");
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw new CarrierUnavailable("The connection to the carrier broke.", failure);
        }
    }

    private static async Task<string> Put(IFileStore store, string key, string file, FileFacts facts, CancellationToken ct)
    {
        await using var content = File.OpenRead(file);
        return await store.Put(key, content, facts, ct);
    }

    /// <summary>Reads back what was stored: the carrier's copy may be deleted on the strength of it.</summary>
    private static async Task Verify(IFileStore store, string container, string key, AudioFacts facts, CancellationToken ct)
    {
        await using var stored = await store.Open(container, key, 0, facts.Length, ct) ?? throw new StoreUnavailable("What was stored is not there.");
        var (buffer, total) = (new byte[Chunk], 0L);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            while (await stored.ReadAsync(buffer, ct) is > 0 and var read)
            {
                total += read;
                hash.AppendData(buffer, 0, read);
            }
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException)
        {
            throw new StoreUnavailable("What was stored cannot be read back.", failure);
        }

        if (total != facts.Length || Convert.ToHexStringLower(hash.GetHashAndReset()) != facts.Sha256)
            throw new StoreUnavailable("What was stored is not what was sent.");
    }
}
