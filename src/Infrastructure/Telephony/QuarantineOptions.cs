using System.ComponentModel.DataAnnotations;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>How much is kept, for each number, of webhooks that were refused or could not be worked on.</summary>
public sealed class QuarantineOptions
{
    public const string Section = "Quarantine";

    /// <summary>Webhooks that the carrier did not sign; the oldest are dropped first.</summary>
    [Range(1, 100_000)]
    public int MaxRefused { get; set; } = 100;

    [Range(1, 365)]
    public int RefusedDays { get; set; } = 7;

    /// <summary>More of them in a minute are not stored at all, so that a flood costs no writes.</summary>
    [Range(1, 10_000)]
    public int RefusedPerMinute { get; set; } = 60;

    /// <summary>Webhooks that the carrier signed and the desk could not work on.</summary>
    [Range(1, 1_000_000)]
    public int MaxFailed { get; set; } = 10_000;

    [Range(1, 3650)]
    public int FailedDays { get; set; } = 90;

    /// <summary>Longer bodies of refused ones are cut.</summary>
    [Range(1, 64)]
    public int MaxBodyKilobytes { get; set; } = 16;

    internal QuarantineLimits Limits => new(MaxRefused, TimeSpan.FromDays(RefusedDays), RefusedPerMinute, MaxFailed, TimeSpan.FromDays(FailedDays), MaxBodyKilobytes * 1024);
}
