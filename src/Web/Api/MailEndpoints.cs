using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Infrastructure.Recordings;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>The tenant's mailbox, and the files that came with customers' e-mails.</summary>
internal static class MailEndpoints
{
    public static void MapMail(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").RequireAuthorization();
        var settings = api.MapGroup("/settings/mail").WithTags("Settings");
        settings.MapGet("/", (IMediator m, CancellationToken ct) => m.Send(new GetMailbox.Query(), ct)).WithSummary("The tenant's mailbox, and where its mail is delivered; no password and no secret");
        settings.MapPut("/", async (SaveMailbox.Command c, IMediator m, CancellationToken ct) => { await m.Send(c, ct); return TypedResults.NoContent(); })
            .WithSummary("Set up or change the mailbox; without a password the present one stays");
        settings.MapPost("/secret", (IMediator m, CancellationToken ct) => m.Send(new RenewMailboxSecret.Command(), ct))
            .WithSummary("A new secret for whoever delivers mail, in this answer only; the old one ends at once");
        settings.MapPost("/test", async (SendTestMail.Command c, IMediator m, CancellationToken ct) => TypedResults.Accepted((string?)null, await m.Send(c, ct)))
            .WithSummary("Send a test message the way customers get theirs");
        settings.MapGet("/test/{id:guid}", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetTestMessage.Query(id), ct)).WithSummary("How one's own test message fares");
        api.MapGet("/attachments/{id:guid}", Download).WithTags("Escalations").Produces(200, contentType: "application/octet-stream")
            .WithSummary("A file that came with an e-mail; each time it is taken is an entry of the audit");
    }

    /// <summary>For links on pages, which send no token but the cookie.</summary>
    public static void MapAttachmentPages(this IEndpointRouteBuilder routes) => routes.MapGet("/attachments/{id:guid}", Download).RequireAuthorization().ExcludeFromDescription();

    /// <summary>Always as a file to be saved: what strangers sent is never shown within the desk.</summary>
    private static async Task<IResult> Download(Guid id, HttpContext http, IMediator m, IFileStores stores, CancellationToken ct)
    {
        var found = await m.Send(new DownloadAttachment.Query(id), ct);
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.File(new StoredFile(stores.Of(found.Store), found.Container, found.Key, found.Length), found.ContentType, found.Name);
    }
}
