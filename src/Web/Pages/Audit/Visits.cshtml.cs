using EscalationCqrs.Application.Platform;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Audit;

/// <summary>Who of the platform entered this tenant, when, why and until when.</summary>
public sealed class VisitsModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public ListPlatformVisits.Result Visits { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Visits = await mediator.Send(new ListPlatformVisits.Query(Cursor: Cursor), ct);
}
