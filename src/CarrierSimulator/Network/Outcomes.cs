using System.Collections.Concurrent;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>Decides what becomes of a message by the number it goes to.</summary>
public sealed class Outcomes
{
    /// <summary>Outcomes chosen by the last digits. 555-01xx numbers belong to nobody.</summary>
    public static readonly IReadOnlyDictionary<string, Outcome> BySuffix = new Dictionary<string, Outcome>
    {
        ["5550193"] = new(MessageStatus.Undelivered, 30003),
        ["5550194"] = new(MessageStatus.Undelivered, 30004),
        ["5550195"] = new(MessageStatus.Undelivered, 30005),
        ["5550196"] = new(MessageStatus.Failed, 30006),
        ["5550197"] = new(MessageStatus.Undelivered, 30007),
        ["5550198"] = new(MessageStatus.Undelivered, 30008),
        ["5550199"] = new(MessageStatus.Sent),
    };

    private readonly ConcurrentDictionary<string, Outcome> _chosen = [];

    public IReadOnlyDictionary<string, Outcome> Chosen => _chosen;

    public Outcome For(string to) =>
        _chosen.TryGetValue(to, out var chosen) ? chosen
        : BySuffix.TryGetValue(to[^Math.Min(7, to.Length)..], out var bySuffix) ? bySuffix
        : Outcome.Delivered;

    public void Choose(string to, Outcome outcome) => _chosen[to] = outcome;

    public void Clear() => _chosen.Clear();
}
