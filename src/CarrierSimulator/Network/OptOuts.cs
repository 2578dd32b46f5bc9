using System.Collections.Concurrent;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>What a word of the customer means to the carrier.</summary>
public enum OptOutWord
{
    None,
    Stop,
    Start,
    Help,
}

/// <summary>The pairs of numbers that the carrier keeps apart because the customer said so.</summary>
public sealed class OptOuts
{
    private static readonly Dictionary<string, OptOutWord> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["STOP"] = OptOutWord.Stop,
        ["STOPALL"] = OptOutWord.Stop,
        ["UNSUBSCRIBE"] = OptOutWord.Stop,
        ["CANCEL"] = OptOutWord.Stop,
        ["END"] = OptOutWord.Stop,
        ["QUIT"] = OptOutWord.Stop,
        ["REVOKE"] = OptOutWord.Stop,
        ["OPTOUT"] = OptOutWord.Stop,
        ["START"] = OptOutWord.Start,
        ["YES"] = OptOutWord.Start,
        ["UNSTOP"] = OptOutWord.Start,
        ["HELP"] = OptOutWord.Help,
        ["INFO"] = OptOutWord.Help,
    };

    private readonly ConcurrentDictionary<Pair, bool> _blocked = [];

    /// <summary>A number of the carrier's account and the customer who wants nothing more from it.</summary>
    public sealed record Pair(string Own, string Customer);

    public IEnumerable<Pair> All => _blocked.Keys;

    /// <summary>The word counts only if it is the whole message.</summary>
    public static OptOutWord WordOf(string body) => Words.GetValueOrDefault(body.Trim());

    public bool IsBlocked(string own, string customer) => _blocked.ContainsKey(new Pair(own, customer));

    /// <summary>Obeys the word and returns the automatic reply, null if the carrier stays silent.</summary>
    public string? Obey(OptOutWord word, string own, string customer) => word switch
    {
        OptOutWord.Stop when _blocked.TryAdd(new Pair(own, customer), true) =>
            "You are unsubscribed and will receive no more messages from this number. Reply START to subscribe again.",
        OptOutWord.Start when _blocked.TryRemove(new Pair(own, customer), out _) =>
            "You are subscribed again. Reply HELP for help, STOP to unsubscribe.",
        OptOutWord.Help => "Reply STOP to unsubscribe. Message and data rates may apply.",
        _ => null,
    };

    public void Restore(IEnumerable<Pair> pairs)
    {
        foreach (var pair in pairs)
            _blocked[pair] = true;
    }

    public void Clear() => _blocked.Clear();
}
