using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Infrastructure.Recordings;
using MediatR;
using Microsoft.Net.Http.Headers;

namespace EscalationCqrs.Web.Api;

/// <summary>Recordings of calls: what is known of them, their sound, how long they are kept.</summary>
internal static class RecordingEndpoints
{
    public static void MapRecordings(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/recordings").WithTags("Recordings").RequireAuthorization();
        api.MapGet("/", ([AsParameters] ListQuery q, IMediator m, CancellationToken ct) => m.Send(q.ToQuery(), ct)).WithSummary("Recordings of what the caller sees, newest first");
        api.MapGet("/{id:guid}", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetRecording.Query(id), ct)).WithSummary("One recording, who listened to it, and the notes on it");
        api.MapPost("/{id:guid}/listen", (Guid id, ListenBody? b, HttpContext http, IMediator m, CancellationToken ct) =>
                m.Send(new BeginListening.Command(id, b?.Use ?? RecordingUse.Listen, http.Connection.RemoteIpAddress?.ToString()), ct))
            .WithSummary("Begin to listen, or to download: one access for each session, and a key for the audio");
        api.MapMethods("/{id:guid}/audio", [HttpMethods.Get, HttpMethods.Head], Audio).Produces(200, contentType: "audio/wav").Produces(206, contentType: "audio/wav").Produces(416)
            .WithSummary("The sound, whole or in ranges; without a key it begins a listening session by itself");
        api.MapPost("/{id:guid}/notes", async (Guid id, NoteBody b, IMediator m, CancellationToken ct) => Results.Created((string?)null, await m.Send(new AddRecordingNote.Command(id, b.AtSecond, b.Text), ct)))
            .Produces<AddRecordingNote.Result>(201).WithSummary("Write a note on a moment");
        api.MapPut("/{id:guid}/retention", async (Guid id, KeepBody b, IMediator m, CancellationToken ct) => { await m.Send(new KeepRecording.Command(id, b.RetentionDays, b.LegalHold, b.ExternalReference), ct); return TypedResults.NoContent(); })
            .WithSummary("How long it is kept, and whether a legal hold keeps it beyond that");
        api.MapPost("/{id:guid}/fetch", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new FetchAgain.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Try again to copy one that was given up");
        api.MapPost("/{id:guid}/set-aside", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new SetRecordingAside.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Take one that was given up off the list of what waits for a person");
        api.MapGet("/missing", (string? cursor, int? limit, IMediator m, CancellationToken ct) => m.Send(new ListMissingRecordings.Query(cursor, limit ?? 50), ct))
            .WithSummary("What the hourly comparison with the carrier found missing, newest first");
        api.MapDelete("/{id:guid}", async (Guid id, string? reason, IMediator m, CancellationToken ct) => { await m.Send(new DeleteRecording.Command(id, reason ?? "requested"), ct); return TypedResults.NoContent(); })
            .WithSummary("Delete the sound here and at the carrier; a tombstone with a certificate stays");
    }

    /// <summary>For pages, whose media elements send no token but the cookie.</summary>
    public static void MapRecordingPages(this IEndpointRouteBuilder routes) =>
        routes.MapMethods("/recordings/{id:guid}/audio", [HttpMethods.Get, HttpMethods.Head], Audio).RequireAuthorization().ExcludeFromDescription();

    /// <summary>For the API and for pages, which differ in how one is known.</summary>
    public static async Task<IResult> Audio(Guid id, string? key, bool? download, HttpContext http, IMediator m, IFileStores stores, CancellationToken ct)
    {
        var use = download == true ? RecordingUse.Download : RecordingUse.Listen;
        key ??= (await m.Send(new BeginListening.Command(id, use, http.Connection.RemoteIpAddress?.ToString()), ct)).Key;
        var found = await m.Send(new OpenAudio.Query(id, key, use), ct);
        if (found.IsNews)
            await m.Send(new GoOnListening.Command(id, key), ct);
        http.Response.Headers.CacheControl = "private, no-store";
        var name = use == RecordingUse.Download ? $"recording-{id:n}{(found.ContentType == "audio/mpeg" ? ".mp3" : ".wav")}" : null;
        return Results.File(new StoredFile(stores.Of(found.Store), found.Container, found.Key, found.SizeBytes), found.ContentType, name, found.StoredAt, new EntityTagHeaderValue($"\"{found.Sha256}\""), enableRangeProcessing: true);
    }

    /// <param name="State">One of the states of a recording.</param>
    /// <param name="Q">Words that were said or names of agent and customer.</param>
    /// <param name="HoldOnly">Only those that a legal hold keeps.</param>
    public sealed record ListQuery(string? State, Guid? AgentId, string? Q, bool? HoldOnly, string? Cursor, int? Limit)
    {
        public ListRecordings.Query ToQuery() => new(QueryWords.Word<RecordingState>("state", State), AgentId, Q, HoldOnly ?? false, Cursor, Limit ?? 50);
    }

    public sealed record ListenBody(RecordingUse Use);

    public sealed record NoteBody(int AtSecond, string Text);

    /// <param name="LegalHold">Why it must be kept; empty lifts the hold.</param>
    public sealed record KeepBody(int RetentionDays, string? LegalHold, string? ExternalReference);
}
