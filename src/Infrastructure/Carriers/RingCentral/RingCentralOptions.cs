using System.ComponentModel.DataAnnotations;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>Where RingCentral is and how long it may take. Applications, their secrets and JWTs belong to the numbers, not to the settings.</summary>
public sealed class RingCentralOptions
{
    public const string Section = "RingCentral";

    [Required]
    public Uri BaseAddress { get; set; } = new("https://platform.ringcentral.com");

    /// <summary>The host that has recordings; no other gets the token.</summary>
    [Required]
    public Uri MediaAddress { get; set; } = new("https://media.ringcentral.com");

    /// <summary>How many days the account keeps recordings before RingCentral deletes them; its plan tells.</summary>
    [Range(1, 3650)]
    public int RecordingDays { get; set; } = 90;

    /// <summary>For a whole call; a send without an answer by then is uncertain.</summary>
    [Range(1, 120)]
    public int TimeoutSeconds { get; set; } = 15;
}
