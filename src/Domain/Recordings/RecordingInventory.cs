using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Recordings;

/// <summary>How one account's list of recordings at the carrier compared with ours when it was last looked through. What is missing stands on the recordings themselves.</summary>
public sealed class RecordingInventory : Entity
{
    private RecordingInventory() { }

    /// <param name="number">One of the account's numbers; it gives the inventory its id.</param>
    public RecordingInventory(Number number) : base(number.TenantId, number.Id) { }

    public DateTimeOffset TakenAt { get; private set; }

    /// <summary>Recordings made since then were compared.</summary>
    public DateTimeOffset Since { get; private set; }

    /// <summary>Finished recordings of our calls that the carrier has.</summary>
    public int Listed { get; private set; }

    /// <summary>Those of them of which the desk knew nothing, or that it had given up: fetched now.</summary>
    public int Found { get; private set; }

    /// <summary>Recordings in the account that belong to no call of this desk.</summary>
    public int OfNoCall { get; private set; }

    /// <summary>Ours that the carrier should have and has not.</summary>
    public int Gone { get; private set; }

    /// <summary>Why the list could not be looked through to its end; the counts are then those of the last time.</summary>
    public string? Error { get; private set; }

    public void Take(DateTimeOffset since, int listed, int found, int ofNoCall, int gone, DateTimeOffset now) =>
        (Since, Listed, Found, OfNoCall, Gone, TakenAt, Error) = (since, listed, found, ofNoCall, gone, now, null);

    public void Fail(string error, DateTimeOffset now) => (Error, TakenAt) = (error, now);
}
