namespace EscalationCqrs.Application.Ports;

/// <summary>Keeps the audio of recordings. Which one is used, the configuration says; each row remembers which one has it.</summary>
public interface IRecordingStore
{
    /// <summary><c>disk</c> or <c>s3</c>.</summary>
    string Name { get; }

    /// <summary>Stores a file and makes sure that it is there as a whole.</summary>
    /// <param name="key">Path-like, made of ids; replaced if it exists.</param>
    /// <returns>The bucket or folder that has it now.</returns>
    /// <exception cref="StoreUnavailable">It could not be stored, or is not what was sent.</exception>
    Task<string> Put(string key, string file, AudioFacts facts, CancellationToken ct);

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
public interface IRecordingStores
{
    IRecordingStore Current { get; }

    /// <exception cref="StoreUnavailable">It is not configured here any more.</exception>
    IRecordingStore Of(string name);
}

/// <summary>The store cannot do it now.</summary>
public sealed class StoreUnavailable(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What is known of a file after reading it once.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Seconds">Null where the format does not tell.</param>
/// <param name="Peaks">For each channel the loudness of equal stretches, 0 to 127, one channel after the other; empty where the format does not give them.</param>
public sealed record AudioFacts(long Length, string Sha256, string ContentType, int? Seconds, int Channels, byte[] Peaks);

/// <summary>Lets one person hear one recording, and nothing else; as long as their listening session goes on.</summary>
public interface IListeningKeys
{
    string Issue(Guid recordingId, Guid accessId, Guid listenerId);

    /// <returns>The session that the key belongs to; null if it is not one for this recording and listener.</returns>
    Guid? Read(string key, Guid recordingId, Guid listenerId);
}
