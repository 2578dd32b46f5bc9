using EscalationCqrs.Application.Operations;
using EscalationCqrs.Application.Ports;
using MediatR;

namespace EscalationCqrs.Web.Api;

/// <summary>Work in the background: what repeats, what runs, what failed, what waits.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/jobs").WithTags("Jobs").RequireAuthorization();
        api.MapGet("/", (IMediator m, CancellationToken ct) => m.Send(new ListJobs.Query(), ct)).WithSummary("Queues, what repeats, what runs, what failed, and what waits for a person");
        api.MapGet("/runs", (string? job, string? kind, int? limit, IMediator m, CancellationToken ct) =>
                m.Send(new ListJobRuns.Query(job, QueryWords.Word<JobRunKind>("kind", kind) ?? JobRunKind.All, limit ?? 20), ct))
            .WithSummary("What jobs did lately, newest first");
        api.MapGet("/runs/{id:guid}", (Guid id, IMediator m, CancellationToken ct) => m.Send(new GetJobRun.Query(id), ct)).WithSummary("One run with the lines it wrote");
        api.MapPost("/runs/{id:guid}/retry", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new RetryJob.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Do what a failed run was to do once more");
        api.MapPost("/runs/{id:guid}/dismiss", async (Guid id, IMediator m, CancellationToken ct) => { await m.Send(new DismissJob.Command(id), ct); return TypedResults.NoContent(); })
            .WithSummary("Take a failed run off the list");
    }
}
