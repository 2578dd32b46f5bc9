using System.ComponentModel.DataAnnotations;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Where Twilio is and how long it may take. Accounts and their tokens belong to the numbers, not to the settings.</summary>
public sealed class TwilioOptions
{
    public const string Section = "Twilio";

    [Required]
    public Uri BaseAddress { get; set; } = new("https://api.twilio.com");

    /// <summary>For a whole call; a send without an answer by then is uncertain.</summary>
    [Range(1, 120)]
    public int TimeoutSeconds { get; set; } = 15;
}
