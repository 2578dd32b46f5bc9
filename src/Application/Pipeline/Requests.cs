using EscalationCqrs.Domain.Escalations;
using MediatR;

namespace EscalationCqrs.Application.Pipeline;

/// <summary>Changes something. One command is one transaction, one save, one audit entry.</summary>
public interface ICommand<out TResult> : IRequest<TResult>;

/// <summary>Changes something and answers nothing.</summary>
public interface ICommand : ICommand<Unit>;

/// <summary>Reads; runs in a read-only transaction of its tenant.</summary>
public interface IQuery<out TResult> : IRequest<TResult>;

/// <summary>Names the thing a command is about, for its audit entry.</summary>
public interface IAbout
{
    /// <summary>For example <c>("escalation", id)</c>.</summary>
    (string Type, Guid? Id) Resource { get; }
}

/// <summary>Says how urgent a request for a person is and how the customer wishes to be reached, for log lines.</summary>
public interface IWeighed
{
    Priority Priority { get; }

    ContactMethod? PreferredMethod { get; }
}

/// <summary>Carries the reason that the actor gave; the audit entry keeps its length, the event its words.</summary>
public static class RequestNames
{
    /// <summary>Use cases are static classes with nested requests: the outer name is the one that logs and audit entries use.</summary>
    public static string Of(Type request) => request.DeclaringType?.Name ?? request.Name;
}
