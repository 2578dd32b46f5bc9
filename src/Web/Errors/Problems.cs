using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using FluentValidation;
using FluentValidation.Results;
using Microsoft.AspNetCore.Diagnostics;

namespace EscalationCqrs.Web.Errors;

/// <summary>The one table from exceptions to answers: status, stable code, sentence, fields.</summary>
public static class Problems
{
    public sealed record Problem(int Status, string Code, string Title, IReadOnlyDictionary<string, string[]>? Fields = null, TimeSpan? RetryAfter = null);

    public static Problem Of(Exception e, Texts texts) => e switch
    {
        ValidationException invalid => new(422, "validation", texts.Find("errors.validation") ?? "Some fields need attention.", Fields(invalid, texts)),
        FieldRefused field => new(422, field.Code, Sentence(field, texts), new Dictionary<string, string[]> { [field.Field] = [Sentence(field, texts)] }),
        NotSignedIn => new(401, "unauthenticated", Sentence((Refusal)e, texts)),
        NotFound => new(404, "not_found", Sentence((Refusal)e, texts)),
        PermissionDenied denied => new(403, denied.Code, Sentence(denied, texts)),
        TooMany many => new(429, many.Code, Sentence(many, texts), RetryAfter: many.RetryAfter),
        RuleViolation rule => new(409, rule.Code, Sentence(rule, texts)),
        DatabaseAway => new(503, "database_away", texts.Find("errors.database_away") ?? "The desk cannot reach its database. Try again in a moment.", RetryAfter: TimeSpan.FromSeconds(2)),
        StoreUnavailable => new(503, "store_unavailable", texts.Find("errors.store_unavailable") ?? "The store of files does not answer now. Try again in a moment.", RetryAfter: TimeSpan.FromSeconds(10)),
        CarrierUnavailable carrier => new(502, "carrier_unavailable", $"{texts.Find("errors.carrier_unavailable")} {carrier.Message}"),
        BadHttpRequestException { StatusCode: 413 } => new(413, "too_large", texts.Find("errors.too_large") ?? "The request is larger than is taken here."),
        BadHttpRequestException => new(400, "malformed", texts.Find("errors.malformed") ?? "The request cannot be read: is it valid JSON with the right types?"),
        _ => new(500, "fault", texts.Find("errors.fault") ?? "Something went wrong on our side."),
    };

    /// <summary>The translated sentence of a refusal; the English one of the domain where no translation exists.</summary>
    public static string Sentence(Refusal refusal, Texts texts)
    {
        // The refusal itself speaks English, and may say the same code in words that fit the occasion.
        if (texts.Language == "en" || texts.Find($"errors.{refusal.Code}") is not { } sentence)
            return refusal.Message;
        return Filled(sentence, refusal.Args.Select(a => (a.Key, (object?)a.Value)));
    }

    /// <summary>The key of an objection's sentence: its own code, or one of those for the shapes that need no words of their own.</summary>
    public static string KeyOf(string code) => "errors." + code switch
    {
        "NotEmptyValidator" or "NotNullValidator" => "required",
        "MaximumLengthValidator" => "longer_than",
        "MinimumLengthValidator" => "shorter_than",
        "EnumValidator" => "unknown_choice",
        "InclusiveBetweenValidator" => "outside",
        "GreaterThanOrEqualValidator" => "less_than",
        "EmailValidator" => "bad_email",
        _ => code,
    };

    private static string Sentence(ValidationFailure objection, Texts texts) => texts.Find(KeyOf(objection.ErrorCode)) is { } sentence
        ? Filled(sentence, objection.FormattedMessagePlaceholderValues.Select(p => (p.Key, (object?)p.Value))) : objection.ErrorMessage;

    private static string Filled(string sentence, IEnumerable<(string Name, object? Value)> places) => places.Aggregate(sentence,
        (text, place) => text.Replace($"{{{place.Name}}}", Convert.ToString(place.Value, System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private static Dictionary<string, string[]> Fields(ValidationException invalid, Texts texts) =>
        invalid.Errors.GroupBy(f => Camel(f.PropertyName)).ToDictionary(g => g.Key, g => g.Select(f => Sentence(f, texts)).Distinct().ToArray());

    public static string Camel(string name) =>
        string.Join('.', name.Split('.').Select(part => part.Length == 0 ? part : char.ToLowerInvariant(part[0]) + part[1..]));
}

/// <summary>Answers API calls with ProblemDetails; pages are left to the error page.</summary>
internal sealed class ProblemHandler(IProblemDetailsService problems, ILogger<ProblemHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext http, Exception exception, CancellationToken ct)
    {
        if (exception is OperationCanceledException && http.RequestAborted.IsCancellationRequested)
            return true;
        var problem = Problems.Of(exception, http.Texts());
        if (problem.Status == 500)
            Fault.Log(log, exception, http.TraceIdentifier);
        http.Response.StatusCode = problem.Status;
        if (problem.RetryAfter is { } after)
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        // By now the request's own path is that of the error page.
        if (!new PathString(http.Features.Get<IExceptionHandlerFeature>()?.Path).StartsWithSegments("/api"))
            return false;

        return await problems.TryWriteAsync(new() { HttpContext = http, Exception = exception, ProblemDetails = Details(problem) });
    }

    internal static Microsoft.AspNetCore.Mvc.ProblemDetails Details(Problems.Problem problem)
    {
        var details = new Microsoft.AspNetCore.Mvc.ProblemDetails { Status = problem.Status, Title = problem.Title };
        details.Extensions["code"] = problem.Code;
        if (problem.Fields is not null)
            details.Extensions["errors"] = problem.Fields;
        return details;
    }
}

internal static partial class Fault
{
    [LoggerMessage(LogLevel.Error, "Unhandled fault, trace {TraceId}")]
    public static partial void Log(ILogger log, Exception exception, string traceId);
}

public static class ErrorsModule
{
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddExceptionHandler<ProblemHandler>();
        services.AddProblemDetails(o => o.CustomizeProblemDetails = c =>
        {
            c.ProblemDetails.Extensions["traceId"] = c.HttpContext.TraceIdentifier;
            // Refusals that the framework itself makes (401, 404, 405, 415 …) carry a code too.
            c.ProblemDetails.Extensions.TryAdd("code", c.ProblemDetails.Status switch
            {
                400 => "malformed",
                401 => "unauthenticated",
                403 => "permission_denied",
                404 => "not_found",
                405 => "method_not_allowed",
                413 => "too_large",
                415 => "unsupported_media_type",
                429 => "rate_limited",
                _ => "fault",
            });
        });
        return services;
    }
}
