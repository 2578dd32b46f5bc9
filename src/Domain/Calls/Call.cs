using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Calls;

/// <summary>
/// A telephone call between an agent and a customer. An outbound one is a row of the outbox first: the agent's telephone rings, a key press connects the customer.
/// </summary>
public sealed class Call : Aggregate
{
    /// <summary>A call in a node's hands for longer than this was left behind by a node that died.</summary>
    public static readonly TimeSpan DispatchLease = TimeSpan.FromSeconds(30);

    /// <summary>Of a call that the carrier has not reported on by then nobody will hear again.</summary>
    public static readonly TimeSpan UnknownAfter = TimeSpan.FromMinutes(2);

    /// <summary>No carrier keeps two people connected for longer: a call that began before, and of which the carrier cannot be asked, is over.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromHours(4);

    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1), AskUnreportedEvery = TimeSpan.FromSeconds(3);

    private Call() { }

    private Call(Escalation escalation, Direction direction, Number number, string customerPhone, DateTimeOffset now) : base(escalation.TenantId, Guid.CreateVersion7(now))
    {
        (ConversationId, EscalationId, CustomerId, Direction) = (escalation.ConversationId, escalation.Id, escalation.CustomerId, direction);
        (NumberId, CustomerPhone, CreatedAt, NextAttemptAt) = (number.Id, customerPhone, now, now);
    }

    public Guid ConversationId { get; private set; }

    public Guid EscalationId { get; private set; }

    public Guid CustomerId { get; private set; }

    public Direction Direction { get; private set; }

    public CallState State { get; private set; }

    /// <summary>Null until it has ended.</summary>
    public CallOutcome? Outcome { get; private set; }

    /// <summary>The carrier's code or a word of ours, where it failed.</summary>
    public string? Reason { get; private set; }

    /// <summary>Our number that the customer sees.</summary>
    public Guid NumberId { get; private set; }

    /// <summary>E.164.</summary>
    public string CustomerPhone { get; private set; } = "";

    /// <summary>The agent's telephone, E.164.</summary>
    public string? AgentPhone { get; private set; }

    public Guid? AgentId { get; private set; }

    public string? AgentName { get; private set; }

    /// <summary>The carrier's id of the leg that it calls the parent: the agent's of an outbound call, the customer's of an inbound one.</summary>
    public string? CarrierCallId { get; private set; }

    /// <summary>The ownership under which it was placed.</summary>
    public int Epoch { get; private set; }

    /// <summary>The permission under which it was placed; null until then, and for the customer's own calls.</summary>
    public Guid? ConsentId { get; private set; }

    /// <summary>What the client called its request; a repeat finds the call instead of placing it twice.</summary>
    public Guid? ClientRequestId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? DispatchedAt { get; private set; }

    /// <summary>When both were on the line.</summary>
    public DateTimeOffset? ConnectedAt { get; private set; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Seconds that both were on the line.</summary>
    public int? DurationSeconds { get; private set; }

    /// <summary>When the carrier is asked how the call stands, unless it says so itself; null when it is over.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>When the notice of the recording was played to the customer; without it nothing is recorded.</summary>
    public DateTimeOffset? NoticePlayedAt { get; private set; }

    /// <summary>Of an inbound call: whom it looks for now.</summary>
    public CallStage? Stage { get; private set; }

    /// <summary>When whoever placed it wanted it ended; it is, as soon as the carrier's id of it is known.</summary>
    public DateTimeOffset? HangUpWantedAt { get; private set; }

    public bool IsOver => State == CallState.Ended;

    /// <summary>Queues a call that rings the agent first; it is placed after the commit.</summary>
    public static Call ToCustomer(Escalation escalation, StaffMember agent, Number from, string to, Guid? clientRequestId, Actor by, DateTimeOffset now)
    {
        var call = new Call(escalation, Direction.Outbound, from, to, now)
        {
            AgentId = agent.Id, AgentName = agent.Name, AgentPhone = agent.Phone ?? throw new FieldRefused("phone", "no_agent_phone", "Enter your own telephone number in your profile first."),
            Epoch = escalation.Epoch, ClientRequestId = clientRequestId,
        };
        call.Tell(EventTypes.CallPlaced, escalation, by, now, new { callId = call.Id, call.Direction });
        return call;
    }

    /// <summary>A customer calls one of our numbers; the call looks for somebody who takes it.</summary>
    public static Call FromCustomer(Escalation escalation, Number to, string from, string carrierCallId, DateTimeOffset now)
    {
        var call = new Call(escalation, Direction.Inbound, to, from, now) { State = CallState.RingingAgent, CarrierCallId = carrierCallId, Epoch = escalation.Epoch, NextAttemptAt = now + AskEvery };
        call.Tell(EventTypes.CallReceived, escalation, Actor.Customer, now, new { callId = call.Id, call.Direction });
        return call;
    }

    /// <summary>The carrier's own call handling took the customer's call, and it is over.</summary>
    /// <param name="answeredBy">Who did, as the carrier names them; they need not be known here.</param>
    public void Handled(CallOutcome outcome, string? answeredBy, int seconds, Escalation escalation, DateTimeOffset now)
    {
        if (IsOver)
            return;
        if (outcome is CallOutcome.Answered)
        {
            AgentName = answeredBy;
            Connect(escalation, now);
        }

        End(outcome, seconds, null, escalation, now);
    }

    /// <summary>Looks further; never back, since carriers ask twice.</summary>
    public void LookFor(CallStage stage) => Stage = Stage is { } present && present > stage ? present : stage;

    /// <summary>An agent takes a customer's call: the two are connected, and the request is the agent's.</summary>
    /// <returns>False if it is over or another agent has it.</returns>
    public bool TakenBy(StaffMember agent, Escalation escalation, DateTimeOffset now)
    {
        if (IsOver || (AgentId is not null && AgentId != agent.Id))
            return false;
        (AgentId, AgentName, AgentPhone) = (agent.Id, agent.Name, agent.Phone);
        Connect(escalation, now);
        return true;
    }

    /// <summary>The customer's message is with the carrier. It may become known after the end of the call.</summary>
    public void LeftMessage(Escalation escalation, DateTimeOffset now)
    {
        if (!IsOver)
            End(CallOutcome.Voicemail, null, null, escalation, now);
        else if (Outcome is CallOutcome.Missed)
            Outcome = CallOutcome.Voicemail;
    }

    /// <summary>Whoever placed it wants it ended. What no carrier has yet ends at once.</summary>
    public void WantHangUp(Escalation escalation, DateTimeOffset now)
    {
        HangUpWantedAt ??= now;
        if (State == CallState.Queued)
            End(CallOutcome.Cancelled, null, null, escalation, now);
    }

    /// <summary>A node is about to ask the carrier, under a standing consent.</summary>
    /// <returns>False if another node has it.</returns>
    public bool Dispatch(Guid consentId, DateTimeOffset now)
    {
        if (State != CallState.Queued)
            return false;
        (State, ConsentId, DispatchedAt, NextAttemptAt) = (CallState.Dispatching, consentId, now, now + DispatchLease);
        return true;
    }

    /// <summary>The carrier may have taken it: never asked again, ended if nothing is heard of it.</summary>
    public void LoseSight(string reason, DateTimeOffset now)
    {
        if (State == CallState.Dispatching)
            (State, Reason, NextAttemptAt) = (CallState.Uncertain, reason, now + UnknownAfter);
    }

    /// <summary>Reports get lost: a call of which nothing was heard for a while is asked about; soon, where the carrier reports nothing.</summary>
    public void AskAgainLater(bool reports, DateTimeOffset now) => NextAttemptAt = IsOver ? null : now + (reports ? AskEvery : AskUnreportedEvery);

    /// <summary>The carrier has taken it; a report may have overtaken this answer.</summary>
    public void Accept(string carrierCallId, Escalation escalation, DateTimeOffset now)
    {
        CarrierCallId ??= carrierCallId;
        Reach(CallState.RingingAgent, escalation, now);
    }

    /// <summary>The agent pressed the key: the customer is called now.</summary>
    public void AgentIsReady(Escalation escalation, DateTimeOffset now) => Reach(CallState.RingingCustomer, escalation, now);

    public void NoticePlayed(DateTimeOffset now) => NoticePlayedAt ??= now;

    /// <summary>Both are on the line. For the request it is an answer like a written one.</summary>
    public void Connect(Escalation escalation, DateTimeOffset now)
    {
        if (!Reach(CallState.Connected, escalation, now))
            return;
        ConnectedAt = now;
        escalation.Spoke(new Actor(ActorKind.Staff, AgentId, AgentName ?? ""), now);
    }

    /// <param name="seconds">As the carrier counted; null where it does not say.</param>
    public void End(CallOutcome outcome, int? seconds, string? reason, Escalation escalation, DateTimeOffset now)
    {
        if (IsOver)
            return;
        if (HangUpWantedAt is not null && outcome == CallOutcome.AgentNotReached)
            outcome = CallOutcome.Cancelled;
        (State, Outcome, Reason, EndedAt, NextAttemptAt) = (CallState.Ended, outcome, reason, now, null);
        DurationSeconds = ConnectedAt is { } since ? seconds ?? (int)(now - since).TotalSeconds : 0;
        Tell(EventTypes.CallEnded, escalation, Actor.Carrier, now, new { callId = Id, outcome, seconds = DurationSeconds, reason });
        if (outcome is CallOutcome.Missed or CallOutcome.Voicemail)
            escalation.CustomerCalled(now);
    }

    private bool Reach(CallState state, Escalation escalation, DateTimeOffset now)
    {
        if (state <= State)
            return false;
        // What is to end is seen to at once.
        (State, Reason, NextAttemptAt) = (state, null, HangUpWantedAt is null ? now + AskEvery : now);
        Tell(EventTypes.CallProgressed, escalation, Actor.Carrier, now, new { callId = Id, state });
        return true;
    }

    private void Tell(string type, Escalation escalation, Actor by, DateTimeOffset now, object data) =>
        Raise(new DeskEvent(TenantId, ConversationId, EscalationId, type, now, by, data).Concerning(escalation.TeamId, escalation.OwnerId, escalation.Advance(now)));
}
