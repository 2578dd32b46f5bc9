using EscalationCqrs.Application.Staff;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>Who works here; an invited person's link is shown once, to be handed over.</summary>
public sealed class StaffModel(IMediator mediator) : PageModel
{
    public ListStaff.Result People { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => People = await mediator.Send(new ListStaff.Query(IncludeInactive: true), ct);

    public async Task<IActionResult> OnPostAsync(string? email, string? name, string? role, CancellationToken ct)
    {
        var invited = await this.Answer(() => mediator.Send(new InviteStaff.Command(email ?? "", name ?? "", role ?? ""), ct));
        if (invited is not null)
            return this.HandOver(invited.Name, invited.Link).RedirectToPage();

        await OnGetAsync(ct);
        return Page();
    }
}
