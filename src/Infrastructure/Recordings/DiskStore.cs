using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Keeps files in a folder. A file appears under its name only when it is whole.</summary>
internal sealed class DiskStore(IOptions<RecordingOptions> options) : IFileStore
{
    /// <summary>Rows do not remember where on a machine the folder is: it may move as a whole.</summary>
    private const string Folder = "recordings";

    private string Root => Path.GetFullPath(options.Value.Path);

    public string Name => "disk";

    public async Task<string> Put(string key, Stream content, FileFacts facts, CancellationToken ct)
    {
        try
        {
            var target = At(Root, key);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var next = target + ".next";
            await using (var to = new FileStream(next, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous }))
            {
                await content.CopyToAsync(to, ct);
                await to.FlushAsync(ct);
                to.Flush(flushToDisk: true);
            }

            File.Move(next, target, overwrite: true);
            return Folder;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailable($"The folder of files cannot be written: {failure.GetType().Name}.", failure);
        }
    }

    public Task<Stream?> Open(string container, string key, long from, long length, CancellationToken ct)
    {
        try
        {
            var stream = new FileStream(At(Root, key), new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete, Options = FileOptions.Asynchronous });
            stream.Position = from;
            return Task.FromResult<Stream?>(new Part(stream, length));
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailable($"The folder of files cannot be read: {failure.GetType().Name}.", failure);
        }
    }

    public Task Delete(string container, string key, CancellationToken ct)
    {
        try
        {
            File.Delete(At(Root, key));
        }
        catch (DirectoryNotFoundException)
        {
            // Gone already.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreUnavailable($"The folder of files cannot be changed: {failure.GetType().Name}.", failure);
        }

        return Task.CompletedTask;
    }

    /// <summary>Keys are made of our own ids; one that leads elsewhere is a fault of ours.</summary>
    private static string At(string root, string key)
    {
        var path = Path.GetFullPath(Path.Combine(root, key));
        return path.StartsWith(root.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? path : throw new InvalidOperationException("The key leads out of the folder.");
    }
}
