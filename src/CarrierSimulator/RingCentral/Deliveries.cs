using System.Net;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>Tells subscribers what happens to messages: a customer's text with all of it, anything else only that something changed.</summary>
internal sealed class Deliveries(PhoneNetwork network, Subscriptions subscriptions, RingOutConductor ringOuts, RingInConductor ringIns, Twilio.OwnAddress address, TimeProvider clock)
{
    public const string TokenHeader = "Verification-Token";

    public void Listen()
    {
        network.Received += ReportInbound;
        ringOuts.Moved += ReportCall;
        ringIns.Moved += ReportInboundCall;
        network.Moved += message => ReportChange(message, isNew: false);
    }

    private void ReportInbound(Message message, OwnNumber number, OptOutWord word)
    {
        if (network.Accounts.Find(number.AccountSid) is not { App: not null } account)
            return;
        if (message.CallbackFaults.HasFlag(CallbackFaults.Drop))
            network.NoteWebhookAnswer(message.Sid, "webhook dropped");
        subscriptions.Post(account.Sid, message.Sid, IsInstant, MessageRecords.ForEvent(message, account, address.Of("")), message.CallbackFaults, answer => network.NoteWebhookAnswer(message.Sid, answer.Status switch
        {
            null => "no answer from the webhook",
            >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices => "webhook received",
            { } status => $"webhook answered {(int)status}",
        }));
        ReportChange(message, isNew: true);
    }

    private void ReportChange(Message message, bool isNew)
    {
        if (network.Accounts.Find(message.AccountSid) is not { App: not null } account)
            return;
        subscriptions.Post(account.Sid, message.Sid, IsStore, new
        {
            ExtensionId = RingCentralApi.Text(RingCentralApi.Id(account.Sid)),
            LastUpdated = RingCentralApi.Time(message.UpdatedAt),
            Changes = new[] { new { Type = "SMS", NewCount = isNew ? 1 : 0, UpdatedCount = isNew ? 0 : 1 } },
        }, message.CallbackFaults);
    }

    private void ReportCall(RingOutConductor.RingOut ringOut, bool? isRecording)
    {
        if (network.Accounts.Find(ringOut.Agent.Call.AccountSid) is not { App: not null } account)
            return;
        var (id, agent, customer) = (RingCentralApi.Text(RingCentralApi.Id(ringOut.Agent.Call.Sid) ^ 1), ringOut.Agent.Call, ringOut.Customer!.Call);
        object[] recorded = isRecording is { } active ? [new { Id = id, Active = active }] : [];
        subscriptions.Post(account.Sid, agent.Sid, f => f.Contains("/telephony/sessions", StringComparison.Ordinal), new
        {
            Sequence = agent.Version + customer.Version, SessionId = id, TelephonySessionId = $"s-{id}", EventTime = RingCentralApi.Time(clock.GetUtcNow()), Origin = new { Type = "RingOut" },
            Parties = new[] { Party(agent, 1, recorded), Party(customer, 2, recorded) },
        }, agent.CallbackFaults);
    }

    private void ReportInboundCall(Call call)
    {
        if (network.Accounts.Find(call.AccountSid) is not { App: not null } account)
            return;
        var id = RingCentralApi.Text(RingCentralApi.Id(call.Sid) ^ 1);
        subscriptions.Post(account.Sid, call.Sid, f => f.Contains("/telephony/sessions", StringComparison.Ordinal), new
        {
            Sequence = call.Version, SessionId = id, TelephonySessionId = $"s-{id}", EventTime = RingCentralApi.Time(clock.GetUtcNow()), Origin = new { Type = "Call" }, Parties = new[] { Party(call, 1, []) },
        }, call.CallbackFaults);
    }

    private static object Party(Call call, int number, object[] recordings) => new
    {
        Id = $"p-{number}", Direction = call.Direction is CallDirection.Inbound ? "Inbound" : "Outbound", From = new Party(call.From), To = new Party(call.To), MissedCall = call is { Direction: CallDirection.Inbound, IsOver: true, StartedAt: null }, Recordings = recordings,
        Status = new { Code = call.Status switch { CallStatus.Queued => "Setup", CallStatus.Ringing => "Proceeding", CallStatus.InProgress => "Answered", _ => "Disconnected" } },
    };

    private static bool IsInstant(string filter) => filter.Contains("/message-store/instant", StringComparison.Ordinal);

    private static bool IsStore(string filter) => filter.EndsWith("/message-store", StringComparison.Ordinal);
}
