using System.ComponentModel.DataAnnotations;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>How hard one node works at sending.</summary>
public sealed class DispatchOptions
{
    public const string Section = "Dispatch";

    /// <summary>Whether this node sends, settles and works on what carriers report.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>Messages being posted at once.</summary>
    [Range(1, 1000)]
    public int InFlight { get; set; } = 48;

    /// <summary>How often to look for what other nodes have queued.</summary>
    [Range(10, 60_000)]
    public int PollMilliseconds { get; set; } = 500;
}
