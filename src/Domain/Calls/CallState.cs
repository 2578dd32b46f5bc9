namespace EscalationCqrs.Domain.Calls;

/// <summary>How far a call is. A call moves only up, since carriers report late, twice and out of order.</summary>
public enum CallState
{
    /// <summary>To be placed.</summary>
    Queued,

    /// <summary>A node is asking the carrier to place it.</summary>
    Dispatching,

    /// <summary>The carrier may or may not place it: never asked again, settled by what the carrier reports.</summary>
    Uncertain,

    /// <summary>The agent's telephone rings, or an inbound call looks for an agent.</summary>
    RingingAgent,

    /// <summary>The agent is on the line, the customer's telephone rings.</summary>
    RingingCustomer,

    /// <summary>Both talk.</summary>
    Connected,

    Ended,
}

/// <summary>What came of a call.</summary>
public enum CallOutcome
{
    Answered,

    /// <summary>The agent did not pick up, or pressed no key: their own voicemail must not reach the customer.</summary>
    AgentNotReached,

    NoAnswer,

    Busy,

    Failed,

    /// <summary>Ended by us before the customer answered.</summary>
    Cancelled,

    /// <summary>Inbound, and nobody answered.</summary>
    Missed,

    /// <summary>Inbound, and the customer left a message.</summary>
    Voicemail,

    /// <summary>Never placed, because nothing permits it any more.</summary>
    Suppressed,
}

/// <summary>Whom an inbound call looks for, one after the other.</summary>
public enum CallStage
{
    /// <summary>The caller chooses from the number's menu.</summary>
    Menu,

    /// <summary>The owner of the request rings.</summary>
    Owner,

    /// <summary>Everybody of the team who can take it rings at once.</summary>
    Team,

    /// <summary>Nobody answered: the caller can leave a message.</summary>
    Voicemail,
}

/// <summary>One party's connection in a call.</summary>
public enum CallLeg { Agent, Customer }
