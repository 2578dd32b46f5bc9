using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Web.Api;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Audit;

/// <summary>Who did what to which thing when, and whether the record is whole.</summary>
public sealed class AuditModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid? ActorId { get; set; }

    /// <summary>Called <c>what</c> in the address: <c>action</c> is a word of the router's own.</summary>
    [BindProperty(SupportsGet = true)]
    public string? What { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? ResourceId { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Outcome { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Severity { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public ListAuditEntries.Result Entries { get; private set; } = null!;

    /// <summary>Only after the button was pressed.</summary>
    public VerifyAudit.Result? Verdict { get; private set; }

    /// <summary>Of the platform's administrators who are here now.</summary>
    public IReadOnlyList<ListPlatformVisits.Row> Visits { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct)
    {
        Visits = (await mediator.Send(new ListPlatformVisits.Query(RunningOnly: true), ct)).Items;
        if (!ModelState.IsValid || !await this.Accepted(async () => Entries = await mediator.Send(Query(), ct)))
            Entries = await mediator.Send(new ListAuditEntries.Query(), ct);
    }

    public async Task OnPostVerifyAsync(CancellationToken ct)
    {
        Verdict = await mediator.Send(new VerifyAudit.Query(), ct);
        await OnGetAsync(ct);
    }

    private ListAuditEntries.Query Query() => new(ActorId, What, null, ResourceId, QueryWords.Word<AuditOutcome>("outcome", Outcome),
        QueryWords.Word<AuditSeverity>("severity", Severity), From, To, Cursor);
}
