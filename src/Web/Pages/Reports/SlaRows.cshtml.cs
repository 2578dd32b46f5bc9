using EscalationCqrs.Application.Reports;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Web.Api;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Reports;

/// <summary>The rows behind one count of the SLA report.</summary>
public sealed class SlaRowsModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Measure { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Team { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Priority { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public SlaRowFilter Filter { get; private set; } = new();

    public ListSlaReportRows.Result Rows { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        var accepted = ModelState.IsValid && await this.Accepted(async () =>
        {
            Filter = new(From, To, QueryWords.Word<SlaMeasure>("measure", Measure) ?? SlaMeasure.Opened, Team, QueryWords.Word<Priority>("priority", Priority));
            Rows = await mediator.Send(new ListSlaReportRows.Query(Filter, Cursor), ct);
        });
        return accepted ? Page() : LocalRedirect("/reports");
    }
}
