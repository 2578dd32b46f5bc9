using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Conversations;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Who permitted what, and the proof of it. Addresses travel in bodies: addresses of requests are logged.</summary>
internal static class ConsentEndpoints
{
    public static void MapConsents(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Consent").RequireAuthorization();
        api.MapGet("/escalations/{id:guid}/consents", (Guid id, IMediator m, CancellationToken ct) => m.Send(new ListConsents.Query(id), ct)).WithSummary("What the customer has permitted and taken back");
        api.MapPost("/escalations/{id:guid}/consents", async (Guid id, ConsentBody b, IMediator m, CancellationToken ct) =>
            {
                await m.Send(new RecordConsent.Command(id, b.Channel, b.Given, b.Evidence), ct);
                return await m.Send(new ListConsents.Query(id), ct);
            })
            .WithSummary("Write down what the customer said about being reached; a withdrawal is lifted by the customer's own message only");
        api.MapPost("/consents/proof", (ProofBody b, IMediator m, CancellationToken ct) => m.Send(new GetConsentProof.Query(b.Address), ct))
            .WithSummary("Every permission of one address, and every message and call of ours with the one that allowed it");
        api.MapPost("/consents/proof.csv", async (ProofBody b, IMediator m, CancellationToken ct) => ConsentCsv.File(await m.Send(new GetConsentProof.Query(b.Address), ct)))
            .Produces<string>(200, "text/csv").WithSummary("The same as a file");
        api.MapPut("/settings/quiet-hours", async (SetQuietHours.Command c, IMediator m, CancellationToken ct) => { await m.Send(c, ct); return TypedResults.NoContent(); })
            .WithSummary("When customers are not texted, in their own zone; nulls for never");
        api.MapPut("/customers/{id:guid}/time-zone", async (Guid id, ZoneBody b, IMediator m, CancellationToken ct) => { await m.Send(new CorrectTimeZone.Command(id, b.TimeZone), ct); return TypedResults.NoContent(); })
            .WithSummary("Correct where a customer is: quiet hours are reckoned in that zone");
    }

    /// <param name="TimeZone">IANA name such as <c>Asia/Ho_Chi_Minh</c>; null where it is not known.</param>
    public sealed record ZoneBody(string? TimeZone);

    public sealed record ConsentBody(Channel Channel, bool Given, string Evidence);

    /// <param name="Address">A telephone number or an e-mail address.</param>
    public sealed record ProofBody(string Address);
}
