using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Web.Pages.Settings;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Our telephone numbers.</summary>
internal static class NumberEndpoints
{
    public static void MapNumbers(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1/numbers").WithTags("Settings").RequireAuthorization()
            .MapPost("/{id:guid}/check", async (Guid id, HttpContext http, IMediator m, CancellationToken ct) => Checked.Of(await m.Send(new CheckNumber.Command(id), ct), http.Texts()))
            .WithSummary("Try out what a number needs: credentials, permissions, where its carrier reports, and whether the public address leads here");

    /// <param name="Passed">Whether all that a number needs works.</param>
    public sealed record Checked(Guid NumberId, string Number, string Carrier, DateTimeOffset CheckedAt, bool Passed, IReadOnlyList<Check> Checks)
    {
        internal static Checked Of(CheckNumber.Result result, Texts texts) => new(result.NumberId, result.E164, result.Carrier, result.CheckedAt, result.Checks.All(c => c.Outcome == CheckOutcome.Passed),
            [.. result.Checks.Select(c => new Check(c.Need, c.Outcome, c.Reason, texts.Why(c, result.Carrier), texts.Advice(c, result.Carrier), c.Code, c.Detail))]);
    }

    /// <param name="Reason">A stable word for why it did not pass, or what is to be remarked.</param>
    /// <param name="Why">The same as a sentence in the reader's language.</param>
    /// <param name="Advice">What to do about it.</param>
    /// <param name="Code">The carrier's code, or an HTTP status.</param>
    /// <param name="Detail">What the reason speaks of.</param>
    public sealed record Check(NumberNeed Need, CheckOutcome Outcome, CheckReason? Reason, string? Why, string? Advice, string? Code, string? Detail);
}
