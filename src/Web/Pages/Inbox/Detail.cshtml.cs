using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>One request alone, with its conversation and facts.</summary>
public sealed class DetailModel(IMediator mediator) : PageModel
{
    public DetailPane Pane { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync([FromQuery(Name = "")] InboxState state, CancellationToken ct)
    {
        if (!Request.IsFragment())
            return LocalRedirect(state.Url());
        Pane = await mediator.DetailPane(state, ct);
        return Page();
    }
}
