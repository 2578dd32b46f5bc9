namespace EscalationCqrs.Application.Ports;

/// <summary>What is known of a recording after reading it once.</summary>
/// <param name="Seconds">Null where the format does not tell.</param>
/// <param name="Peaks">For each channel the loudness of equal stretches, 0 to 127, one channel after the other; empty where the format does not give them.</param>
public sealed record AudioFacts(long Length, string Sha256, string ContentType, int? Seconds, int Channels, byte[] Peaks) : FileFacts(Length, Sha256, ContentType);

/// <summary>Lets one person hear one recording, and nothing else; as long as their listening session goes on.</summary>
public interface IListeningKeys
{
    string Issue(Guid recordingId, Guid accessId, Guid listenerId);

    /// <returns>The session that the key belongs to; null if it is not one for this recording and listener.</returns>
    Guid? Read(string key, Guid recordingId, Guid listenerId);
}
