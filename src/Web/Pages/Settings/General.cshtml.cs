using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Tenants;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>The tenant's name, place and rules of work.</summary>
public sealed class GeneralModel(IMediator mediator) : PageModel
{
    public GetTenantSettings.Result Tenant { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Tenant = await mediator.Send(new GetTenantSettings.Query(), ct);

    public async Task<IActionResult> OnPostAsync(string? name, string? locale, string? timeZone, string? defaultRegion, VisibilityPolicy visibility, bool selfClaim, bool notes, int? reopenHours,
        CancellationToken ct)
    {
        var command = new UpdateTenantSettings.Command(name ?? "", locale ?? "", timeZone ?? "", defaultRegion ?? "", visibility, selfClaim, notes, reopenHours ?? -1);
        if (await this.Accepted(() => mediator.Send(command, ct)))
            return this.Saved().RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostQuietAsync(TimeOnly? from, TimeOnly? until, CancellationToken ct)
    {
        if (await this.Accepted(() => mediator.Send(new SetQuietHours.Command(from, until), ct)))
            return this.Saved().RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }
}
