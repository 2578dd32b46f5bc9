namespace EscalationCqrs.Web.Pages.Recordings;

/// <summary>What is told of recordings, in the viewer's language.</summary>
public static class RecordingWords
{
    /// <summary>Why a recording is not here; null where nothing went wrong. What a carrier calls it is shown as it is.</summary>
    public static string? WhyNotStored(this Texts t, string? error) => error switch
    {
        null => null,
        "absent" => t.Recording.WhyAbsent,
        "truncated" => t.Recording.WhyTruncated,
        "too_large" => t.Recording.WhyTooLarge,
        "too_short" or "not_audio" or "no_format" or "bad_format" or "no_sound" => t.Recording.WhyNotAudio,
        "carrier_unavailable" => t.Recording.WhyCarrier,
        "store_unavailable" => t.Recording.WhyStore,
        "disk" => t.Recording.WhyDisk,
        "credentials_unreadable" => t.Recording.WhyCredentials,
        _ => t.Recording.WhyCode(error),
    };
}
