using System.Text.Json;
using EscalationCqrs.Application.Reports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Reports;

/// <summary>How well the targets were kept.</summary>
public sealed class SlaModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public GetSlaReport.Result Report { get; private set; } = null!;

    public DateOnly Today => Days.Today(Report.TimeZone, Report.AsOf);

    public string Chart => JsonSerializer.Serialize(new
    {
        labels = Report.Days.Select(d => d.Day.Day), days = Report.Days.Select(d => Figures.Day(d.Day)),
        inTime = Report.Days.Select(d => d.Counts.ResolvedInTime), late = Report.Days.Select(d => d.Counts.Resolved - d.Counts.ResolvedInTime),
    }, JsonSerializerOptions.Web);

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid || !await this.Accepted(async () => Report = await mediator.Send(new GetSlaReport.Query(From, To), ct)))
            Report = await mediator.Send(new GetSlaReport.Query(), ct);
    }
}
