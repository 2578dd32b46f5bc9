using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>Where the customers' chat is shown, and whether the assistant answers in it.</summary>
public sealed class WidgetModel(IMediator mediator) : PageModel
{
    public GetTenantSettings.Result Tenant { get; private set; } = null!;

    public string Address => $"{Request.Scheme}://{Request.Host}";

    public async Task OnGetAsync(CancellationToken ct) => Tenant = await mediator.Send(new GetTenantSettings.Query(), ct);

    public async Task<IActionResult> OnPostAsync(string? origins, bool responder, CancellationToken ct)
    {
        var lines = (origins ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (await this.Accepted(() => mediator.Send(new UpdateWidgetSettings.Command(lines, responder), ct)))
            return this.Saved().RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }
}
