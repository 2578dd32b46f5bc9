namespace EscalationCqrs.Domain.Escalations;

/// <summary>Where an escalation stands. Unread, breached and urgent are attributes, never states.</summary>
public enum EscalationState { Pending, Assigned, InProgress, WaitingOnCustomer, Resolved, Cancelled }

/// <summary>Urgency. The order of the values is the order of work.</summary>
public enum Priority { Low, Medium, High, Urgent }

/// <summary>How the customer wishes to be reached.</summary>
public enum ContactMethod { Sms, Call, Email }

/// <summary>How an owner came to be.</summary>
public enum AssignmentCause { Claim, Assign, Reassign, FirstReply, Automatic, Reopen }

/// <summary>How an assignment ended.</summary>
public enum AssignmentEnd { Released, Reassigned, Resolved, Cancelled, Expired }

/// <summary>Who chose the team; a weaker source never overwrites a stronger one.</summary>
public enum RoutingSource { AutoMatch, Intent, Manual }

/// <summary>What opened an escalation.</summary>
public enum EscalationOrigin { Customer, Staff, Rule, InboundSms, InboundCall, InboundChat, InboundEmail }

public static class EscalationStates
{
    /// <summary>Neither resolved nor cancelled.</summary>
    public static readonly IReadOnlyList<EscalationState> Open =
        [EscalationState.Pending, EscalationState.Assigned, EscalationState.InProgress, EscalationState.WaitingOnCustomer];

    public static bool IsOpen(this EscalationState state) => state < EscalationState.Resolved;
}
