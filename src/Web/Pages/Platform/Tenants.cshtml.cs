using EscalationCqrs.Application.Platform;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Platform;

/// <summary>Where platform administrators start, and come back to when a visit is over.</summary>
public sealed class TenantsModel(IMediator mediator, Viewer viewer) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    /// <summary>The time of a visit ran out, and led here.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Over { get; set; }

    public ListTenants.Result Tenants { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        // Whoever is inside leaves first.
        if (viewer.Visit is not null)
            return LocalRedirect("/");
        Tenants = await mediator.Send(new ListTenants.Query(Cursor), ct);
        return Page();
    }
}
