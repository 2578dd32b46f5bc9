using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;

namespace EscalationCqrs.Domain.Escalations;

/// <content>From opened to ended and back.</content>
public sealed partial class Escalation
{
    public void Start(Actor by, DateTimeOffset now)
    {
        Guard(EscalationState.Assigned, EscalationState.WaitingOnCustomer);
        var from = State;
        LeavePause(now);
        State = EscalationState.InProgress;
        Tell(EventTypes.Started, by, now, new { from, to = State });
    }

    /// <summary>Stops the clock until the customer answers.</summary>
    public void Wait(Actor by, DateTimeOffset now)
    {
        Guard(EscalationState.InProgress);
        State = EscalationState.WaitingOnCustomer;
        Mark(SlaMarkKind.Paused, now);
        Tell(EventTypes.Waiting, by, now, new { from = EscalationState.InProgress, to = State });
    }

    public void Resolve(string? notes, bool resumeBot, Conversation conversation, Actor by, DateTimeOffset now)
    {
        GuardOpen();
        var from = State;
        EndAssignment(AssignmentEnd.Resolved, now);
        (State, ResolvedAt, ResolvedById, ResolvedByName, ResolutionNotes, Unread) = (EscalationState.Resolved, now, by.Id, by.Name, notes?.Trim(), 0);
        Mark(SlaMarkKind.Ended, now);
        Tell(EventTypes.Resolved, by, now, new { from, to = State, resumeBot, notes = ResolutionNotes });
        if (resumeBot)
            conversation.ResumeBot(Id, by, now);
    }

    /// <summary>It is a duplicate, spam or needs no answer; the bot resumes.</summary>
    public void Cancel(string reason, Conversation conversation, Actor by, DateTimeOffset now) => End(reason.Trim(), conversation, by, now);

    /// <summary>The customer needs no person any more; the bot resumes.</summary>
    public void Withdraw(Conversation conversation, DateTimeOffset now) => End(null, conversation, Actor.Customer, now);

    private void End(string? reason, Conversation conversation, Actor by, DateTimeOffset now)
    {
        GuardOpen();
        var from = State;
        EndAssignment(AssignmentEnd.Cancelled, now);
        (State, CancelledAt, CancelReason, Unread) = (EscalationState.Cancelled, now, reason, 0);
        Mark(SlaMarkKind.Ended, now);
        Tell(EventTypes.Cancelled, by, now, new { from, to = State, reason, withdrawn = reason is null });
        conversation.ResumeBot(Id, by, now);
    }

    public bool CanReopen(TimeSpan window, DateTimeOffset now) => State == EscalationState.Resolved && now - ResolvedAt <= window;

    /// <summary>Staff take the work up again: with the last owner if available, else in the queue.</summary>
    /// <param name="lastOwner">Null if the last owner cannot take it.</param>
    public void Reopen(string reason, TimeSpan window, StaffMember? lastOwner, Conversation conversation, Actor by, DateTimeOffset now) =>
        TakeUp(reason, null, window, lastOwner, conversation, by, now);

    /// <summary>The customer got in touch again, which takes the work up again.</summary>
    /// <param name="channel">How the customer came.</param>
    public void ComeBack(Channel channel, TimeSpan window, StaffMember? lastOwner, Conversation conversation, DateTimeOffset now) =>
        TakeUp(null, channel, window, lastOwner, conversation, Actor.Customer, now);

    private void TakeUp(string? reason, Channel? channel, TimeSpan window, StaffMember? lastOwner, Conversation conversation, Actor by, DateTimeOffset now)
    {
        Guard(EscalationState.Resolved);
        if (!CanReopen(window, now))
            throw new RuleViolation("reopen_window_passed", $"It was resolved more than {window.TotalHours:0} hours ago; open a new request instead.", ("hours", window.TotalHours));

        (State, ResolvedAt, ResolvedById, ResolvedByName) = (EscalationState.Pending, null, null, null);
        (OwnerId, OwnerName, OwnerEmail, AssignedAt) = (null, null, null, null);
        Reopenings++;
        Epoch++;
        Mark(SlaMarkKind.Reopened, now);
        // A new cycle with time left can be missed anew; one that begins with none left has been counted.
        if (ResolutionDueAt > now)
            ResolutionBreachedAt = null;
        Tell(EventTypes.Reopened, by, now, new { from = EscalationState.Resolved, to = State, reason, channel });
        conversation.PauseBot(Id, by, now);
        if (lastOwner is { IsActive: true })
            Own(lastOwner, AssignmentCause.Reopen, by, reason, now);
    }

    public void ChangePriority(Priority priority, SlaTargets targets, Actor by, DateTimeOffset now)
    {
        GuardOpen();
        if (priority == Priority)
            return;
        // What was missed under the old targets stays missed, also when the job is late.
        RecordBreaches(now);
        var from = Priority;
        (Priority, Targets) = (priority, targets);
        Recompute(now);
        Tell(EventTypes.PriorityChanged, by, now, new { fromPriority = from, toPriority = priority });
    }

    /// <summary>The customer wrote; whoever waited for that goes on.</summary>
    public void CustomerWrote(Message message, DateTimeOffset now)
    {
        HearFromCustomer(now);
        Tell(EventTypes.CustomerMessage, Actor.Customer, now, new { messageId = message.Id, message.Channel });
    }

    /// <summary>Others opened it, and this is when the customer last wrote in its conversation.</summary>
    public void LastHeardAt(DateTimeOffset? at) => LastCustomerMessageAt ??= at;

    /// <summary>The customer called and reached nobody: that waits for an answer like a message.</summary>
    public void CustomerCalled(DateTimeOffset now)
    {
        if (IsOpen)
            HearFromCustomer(now);
    }

    private void HearFromCustomer(DateTimeOffset now)
    {
        (LastCustomerMessageAt, Unread) = (now, Unread + 1);
        if (State != EscalationState.WaitingOnCustomer)
            return;
        State = EscalationState.InProgress;
        Mark(SlaMarkKind.Resumed, now);
        Tell(EventTypes.Resumed, Actor.Customer, now, new { from = EscalationState.WaitingOnCustomer, to = State });
    }

    /// <summary>The owner wrote to the customer: the first time answers the request, and starts assigned work.</summary>
    public void StaffWrote(Message message, Actor by, DateTimeOffset now)
    {
        GuardAnswerBy(by);
        if (message.Channel == Channel.Sms)
            SmsSent++;
        Answer(by, now);
        Tell(EventTypes.StaffMessage, by, now, new { messageId = message.Id, message.Channel });
    }

    /// <summary>Agent and customer are on the line: an answer like a written one. A request that ended meanwhile stays as it is.</summary>
    public void Spoke(Actor by, DateTimeOffset now)
    {
        LastCustomerMessageAt = now;
        if (IsOpen)
            Answer(by, now);
    }

    /// <summary>Only the owner answers.</summary>
    public void GuardAnswerBy(Actor by)
    {
        GuardOpen();
        if (!IsOwnedBy(by.Id))
            GuardUnowned();
    }

    private void Answer(Actor by, DateTimeOffset now)
    {
        if (State == EscalationState.Assigned)
            Start(by, now);
        (LastContactAt, Unread) = (now, 0);
        if (FirstRespondedAt is not null)
            return;
        FirstRespondedAt = now;
        Mark(SlaMarkKind.Responded, now);
    }

    public Note AddNote(string text, Actor by, DateTimeOffset now)
    {
        var note = new Note(this, by, text, now);
        Tell(EventTypes.NoteAdded, by, now, new { noteId = note.Id });
        return note;
    }

    /// <summary>The owner has seen the customer's messages.</summary>
    public void MarkRead(Actor by, DateTimeOffset now)
    {
        if (Unread == 0)
            return;
        Unread = 0;
        Tell(EventTypes.Read, by, now);
    }

    /// <summary>The number the customer is texted from, once it is known.</summary>
    public void TextFrom(Guid numberId) => NumberId ??= numberId;

    /// <summary>Sets a number that staff learnt, where the customer left none.</summary>
    public void ReachAt(string phone) => Phone ??= phone;

    private void Guard(params ReadOnlySpan<EscalationState> allowed)
    {
        if (!allowed.Contains(State))
            throw new RuleViolation("wrong_state", $"This is not possible while the request is {Words(State)}.", ("state", State));
    }

    private static string Words(EscalationState state) => state switch
    {
        EscalationState.InProgress => "in progress",
        EscalationState.WaitingOnCustomer => "waiting on the customer",
        _ => state.ToString().ToLowerInvariant(),
    };
}
