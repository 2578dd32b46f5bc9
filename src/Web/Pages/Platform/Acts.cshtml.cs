using EscalationCqrs.Application.Platform;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Platform;

/// <summary>Who was given or lost power over the platform.</summary>
public sealed class ActsModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public ListPlatformActs.Result Acts { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Acts = await mediator.Send(new ListPlatformActs.Query(Cursor), ct);
}
