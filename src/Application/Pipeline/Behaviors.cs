using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Application.Pipeline;

/// <summary>Outermost: one activity and one duration per request type; log lines written below carry its name and the id of what it is about.</summary>
internal sealed class TraceBehavior<TRequest, TResult>(ILogger<TraceBehavior<TRequest, TResult>> logger) : IPipelineBehavior<TRequest, TResult> where TRequest : IRequest<TResult>
{
    private static readonly string Name = RequestNames.Of(typeof(TRequest));

    public async Task<TResult> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResult> next)
    {
        using var activity = DeskTelemetry.Source.StartActivity(Name);
        using var scope = logger.BeginScope(Facts(request));
        var started = Stopwatch.GetTimestamp();
        var outcome = "ok";
        try
        {
            return await next();
        }
        catch (Exception e)
        {
            outcome = e is Refusal refusal ? refusal.Code : e is ValidationException ? "invalid" : "fault";
            activity?.SetStatus(ActivityStatusCode.Error, outcome);
            throw;
        }
        finally
        {
            DeskTelemetry.RequestSeconds.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("request", Name), new("outcome", outcome));
        }
    }

    /// <summary>Ids and words of a register only.</summary>
    private static List<KeyValuePair<string, object?>> Facts(TRequest request)
    {
        List<KeyValuePair<string, object?>> facts = [new("Request", Name)];
        if (request is IAbout { Resource: { Id: { } id } resource })
            facts.Add(new($"{resource.Type}Id", id));
        if (request is IWeighed weighed)
            facts.AddRange([new("Priority", weighed.Priority), new("Method", weighed.PreferredMethod)]);
        return facts;
    }
}

/// <summary>Audits what signed-in actors were refused, in a transaction of its own; anonymous refusals are only counted.</summary>
internal sealed class RefusalsBehavior<TRequest, TResult>(IActor actor, IAuditLog audit) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResult> next)
    {
        try
        {
            return await next();
        }
        catch (Exception e) when (request is ICommand<TResult> && e is not OperationCanceledException)
        {
            var (outcome, code) = e switch
            {
                PermissionDenied denied => (AuditOutcome.Denied, denied.Code),
                Refusal refusal => (AuditOutcome.Refused, refusal.Code),
                ValidationException => (AuditOutcome.Invalid, "invalid"),
                _ => (AuditOutcome.Failed, "fault"),
            };
            DeskTelemetry.Refusals.Add(1, new("request", RequestNames.Of(typeof(TRequest))), new("code", code));
            if (actor.Kind is ActorKind.Staff or ActorKind.Platform or ActorKind.Bot && actor.TenantId != Guid.Empty)
                await audit.Refused(RequestNames.Of(typeof(TRequest)), (request as IAbout)?.Resource, outcome, code);
            throw;
        }
    }
}

/// <summary>Fails closed: without an attribute that names a permission or a reason nothing runs.</summary>
internal sealed class AuthoriseBehavior<TRequest, TResult>(IActor actor) : IPipelineBehavior<TRequest, TResult> where TRequest : IRequest<TResult>
{
    private static readonly string? Permission = typeof(TRequest).GetCustomAttribute<RequiresAttribute>()?.Permission;
    private static readonly bool Free = typeof(TRequest).IsDefined(typeof(NoPermissionNeededAttribute));
    private static readonly bool SystemOnly = typeof(TRequest).IsDefined(typeof(SystemOnlyAttribute));

    public async Task<TResult> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResult> next)
    {
        if (actor.Kind != ActorKind.System && !Free)
            Authorise();
        return await next();
    }

    private void Authorise()
    {
        if (SystemOnly || Permission is null)
            throw new PermissionDenied("system");
        if (actor.Id is null)
            throw new NotSignedIn();
        actor.Demand(Permission);
    }
}

/// <summary>The shape of the input. Uniqueness belongs to the database, rules to the aggregate.</summary>
internal sealed class ValidateBehavior<TRequest, TResult>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResult>
    where TRequest : IRequest<TResult>
{
    public async Task<TResult> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResult> next)
    {
        var failures = validators.SelectMany(v => v.Validate(request).Errors).ToList();
        if (failures.Count > 0)
            throw new ValidationException(failures);
        return await next();
    }
}

/// <summary>Innermost: one transaction of the tenant around the handler, with its audit entry and its events.</summary>
internal sealed class UnitOfWorkBehavior<TRequest, TResult>(IUnitOfWork work) : IPipelineBehavior<TRequest, TResult> where TRequest : IRequest<TResult>
{
    private static readonly bool Writes = typeof(TRequest).GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>));
    private static readonly bool Audited = Writes ? !typeof(TRequest).IsDefined(typeof(NotAuditedAttribute)) : typeof(TRequest).IsDefined(typeof(AuditedAttribute));
    private static readonly bool NoTransaction = typeof(TRequest).IsDefined(typeof(OwnTransactionsAttribute));

    public Task<TResult> Handle(TRequest request, CancellationToken ct, RequestHandlerDelegate<TResult> next) =>
        NoTransaction ? next() : work.Run(new WorkKind(RequestNames.Of(typeof(TRequest)), Writes, Audited, (request as IAbout)?.Resource), () => next(), ct);
}

/// <summary>The handler uses ports that keep their own transactions (accounts, carrier calls); nothing is opened around it.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OwnTransactionsAttribute(string reason) : Attribute
{
    public string Reason { get; } = reason;
}

/// <summary>The desk's own instruments; names are part of <c>docs/metrics.md</c>.</summary>
public static class DeskTelemetry
{
    public const string Name = "Escalation";

    public static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    public static readonly Histogram<double> RequestSeconds = Meter.CreateHistogram<double>("desk_request_seconds", "s", "Duration of commands and queries");

    public static readonly Counter<long> Refusals = Meter.CreateCounter<long>("desk_refusals_total", null, "Commands refused or failed");

    public static readonly Counter<long> EscalationsCreated = Meter.CreateCounter<long>("escalations_created_total", null, "Escalations opened");

    public static readonly Histogram<double> ResolutionSeconds = Meter.CreateHistogram<double>("escalation_resolution_seconds", "s", "From request to resolution");

    public static readonly Counter<long> SmsSent = Meter.CreateCounter<long>("sms_sent_total", null, "SMS accepted by a carrier");

    public static readonly Counter<long> MailSent = Meter.CreateCounter<long>("mail_sent_total", null, "E-mails taken by a mail server");

    public static readonly Counter<long> MailFailures = Meter.CreateCounter<long>("mail_failures_total", null, "E-mails refused, failed, returned or suppressed");

    public static readonly Counter<long> MailDiscarded = Meter.CreateCounter<long>("mail_discarded_total", null, "E-mails to us that no person wrote, or that would go round in circles");

    public static readonly Counter<long> SmsFailures = Meter.CreateCounter<long>("sms_failures_total", null, "SMS refused, failed, undelivered or suppressed");
}
