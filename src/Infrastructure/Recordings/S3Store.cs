using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Keeps files in a bucket of any service that speaks S3.</summary>
internal sealed class S3Store(IOptions<RecordingOptions> options) : IFileStore, IDisposable
{
    private readonly AmazonS3Client _client = Client(options.Value);

    private RecordingOptions Options => options.Value;

    public string Name => "s3";

    public async Task<string> Put(string key, Stream content, FileFacts facts, CancellationToken ct)
    {
        var request = new PutObjectRequest
        {
            BucketName = Options.S3Bucket, Key = key, InputStream = content, AutoCloseStream = false, ContentType = facts.ContentType,
            // Not every service that speaks S3 understands chunks with signatures of their own: some store the framing with the file.
            UseChunkEncoding = false,
            ServerSideEncryptionMethod = Options.S3Encryption switch { "none" => null, "aws:kms" => ServerSideEncryptionMethod.AWSKMS, _ => ServerSideEncryptionMethod.AES256 },
        };
        request.Metadata["sha256"] = facts.Sha256;
        return await Asked(async () =>
        {
            await _client.PutObjectAsync(request, ct);
            return Options.S3Bucket!;
        });
    }

    public async Task<Stream?> Open(string container, string key, long from, long length, CancellationToken ct) => await Asked(async () =>
    {
        try
        {
            var answer = await _client.GetObjectAsync(new GetObjectRequest { BucketName = container, Key = key, ByteRange = new ByteRange(from, from + length - 1) }, ct);
            // A service that does not know ranges sends the whole.
            if (answer.HttpStatusCode == HttpStatusCode.OK && from > 0)
                await Skip(answer.ResponseStream, from, ct);
            return (Stream?)new Part(answer.ResponseStream, length);
        }
        catch (AmazonS3Exception gone) when (gone.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    });

    public async Task Delete(string container, string key, CancellationToken ct) => await Asked(async () => await _client.DeleteObjectAsync(container, key, ct));

    public void Dispose() => _client.Dispose();

    private static AmazonS3Client Client(RecordingOptions options)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = options.S3Region, ForcePathStyle = options.S3Endpoint is not null, MaxErrorRetry = 3, Timeout = TimeSpan.FromMinutes(30),
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED, ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (options.S3Endpoint is { } endpoint)
            (config.ServiceURL, config.UseHttp) = (endpoint.AbsoluteUri, endpoint.Scheme == Uri.UriSchemeHttp);
        else
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(options.S3Region);
        return new(new BasicAWSCredentials(options.S3AccessKey, options.S3SecretKey), config);
    }

    private static async Task<T> Asked<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (AmazonServiceException refused)
        {
            throw new StoreUnavailable($"The bucket of files refused: {refused.ErrorCode ?? refused.StatusCode.ToString()}.", refused);
        }
        catch (Exception failure) when (failure is AmazonClientException or HttpRequestException or IOException)
        {
            throw new StoreUnavailable("The bucket of files cannot be reached.", failure);
        }
    }

    private static async Task Skip(Stream stream, long bytes, CancellationToken ct)
    {
        var buffer = new byte[81_920];
        while (bytes > 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, bytes)), ct);
            if (read == 0)
                return;
            bytes -= read;
        }
    }
}
