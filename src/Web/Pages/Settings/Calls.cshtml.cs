using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>Whether calls are recorded, and how long that is kept.</summary>
public sealed class CallsModel(IMediator mediator) : PageModel
{
    public GetTenantSettings.Result Tenant { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Tenant = await mediator.Send(new GetTenantSettings.Query(), ct);

    public async Task<IActionResult> OnPostAsync(bool recordsCalls, int? recordingDays, bool keepsCarrierCopies, CancellationToken ct)
    {
        if (await this.Accepted(() => mediator.Send(new UpdateRecordingSettings.Command(recordsCalls, recordingDays ?? 0, keepsCarrierCopies), ct)))
            return this.Saved().RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }
}
