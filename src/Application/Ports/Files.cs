namespace EscalationCqrs.Application.Ports;

/// <summary>Keeps files: the audio of recordings, and what came with e-mails. Which store is used, the configuration says; each row remembers which one has its file.</summary>
public interface IFileStore
{
    /// <summary><c>disk</c> or <c>s3</c>.</summary>
    string Name { get; }

    /// <summary>Stores a file and makes sure that it is there as a whole.</summary>
    /// <param name="key">Path-like, made of ids; replaced if it exists.</param>
    /// <param name="content">Can be read from its beginning as often as the store needs.</param>
    /// <returns>The bucket or folder that has it now.</returns>
    /// <exception cref="StoreUnavailable">It could not be stored, or is not what was sent.</exception>
    Task<string> Put(string key, Stream content, FileFacts facts, CancellationToken ct);

    /// <summary>Opens a part of a file; null if it is not there.</summary>
    /// <param name="from">First byte.</param>
    /// <param name="length">How many bytes, within the file.</param>
    /// <exception cref="StoreUnavailable">The store does not answer.</exception>
    Task<Stream?> Open(string container, string key, long from, long length, CancellationToken ct);

    /// <summary>Deletes a file. One that is gone already counts as deleted.</summary>
    /// <exception cref="StoreUnavailable">The store does not answer.</exception>
    Task Delete(string container, string key, CancellationToken ct);
}

/// <summary>All stores that are configured, and the one for what is new.</summary>
public interface IFileStores
{
    IFileStore Current { get; }

    /// <exception cref="StoreUnavailable">It is not configured here any more.</exception>
    IFileStore Of(string name);
}

/// <summary>The store cannot do it now.</summary>
public sealed class StoreUnavailable(string message, Exception? inner = null) : Exception(message, inner);

/// <param name="Sha256">Lower-case hexadecimal.</param>
public record FileFacts(long Length, string Sha256, string ContentType);
