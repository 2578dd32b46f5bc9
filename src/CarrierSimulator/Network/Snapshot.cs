namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>All of the network that outlives a start.</summary>
public sealed record Snapshot(
    IReadOnlyList<Account> Accounts,
    IReadOnlyList<OwnNumber> Numbers,
    IReadOnlyList<OptOuts.Pair> OptOuts,
    IReadOnlyDictionary<string, Outcome> Outcomes,
    IReadOnlyList<Message> Messages,
    IReadOnlyList<Call>? Calls = null,
    IReadOnlyList<Recording>? Recordings = null)
{
    private const int KeptMessages = 5000, KeptCalls = 2000;

    public static Snapshot Of(PhoneNetwork network, Switchboard board, Recordings recordings)
    {
        var messages = network.Messages.Newest(KeptMessages);
        messages.Reverse();
        return new Snapshot(
            [.. network.Accounts.All],
            network.Accounts.Numbers,
            [.. network.OptOuts.All],
            new Dictionary<string, Outcome>(network.Outcomes.Chosen),
            messages,
            board.Newest(KeptCalls),
            recordings.All);
    }
}
