using EscalationCqrs.Application.Access;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>Which role may do what; changed one role at a time, for the whole platform.</summary>
public sealed class RolesModel(IMediator mediator) : PageModel
{
    public GetRoleMatrix.Result Matrix { get; private set; } = null!;

    /// <summary>The role whose boxes can be ticked now.</summary>
    public string? Editing { get; private set; }

    public async Task OnGetAsync(string? edit, CancellationToken ct) => (Matrix, Editing) = (await mediator.Send(new GetRoleMatrix.Query(), ct), edit);

    public Task<IActionResult> OnPostAsync(string role, string[] permissions, CancellationToken ct) => Set(role, permissions, ct);

    public Task<IActionResult> OnPostRestoreAsync(string role, CancellationToken ct) => Set(role, null, ct);

    private async Task<IActionResult> Set(string role, string[]? permissions, CancellationToken ct)
    {
        if (await this.Accepted(() => mediator.Send(new SetRolePermissions.Command(role, permissions), ct)))
            return this.Saved().RedirectToPage();

        await OnGetAsync(role, ct);
        return Page();
    }
}
