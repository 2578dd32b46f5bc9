using System.Text;
using EscalationCqrs.Infrastructure.Telephony;

namespace EscalationCqrs.Web.Webhooks;

/// <summary>Where this installation calls itself under its public address, to see whether carriers would arrive.</summary>
internal static class ProbeEndpoint
{
    public static void MapProbe(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/webhooks/probe/{question}", (string question, ProbeTokens tokens) => tokens.Answer(question) is { } answer ? Results.Text(answer, "text/plain", Encoding.ASCII) : Results.NotFound())
            .WithTags("Webhooks").AllowAnonymous().DisableAntiforgery().Produces<string>(200, "text/plain").ProducesProblem(404)
            .WithSummary("Answers a question that this desk asked itself under its public address, within a minute");
}
