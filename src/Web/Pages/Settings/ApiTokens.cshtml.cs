using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.ApiTokens;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>The keys of integrations; a new one's secret is shown once.</summary>
public sealed class ApiTokensModel(IMediator mediator, Viewer viewer) : PageModel
{
    public ListApiTokens.Result Tokens { get; private set; } = null!;

    /// <summary>What this viewer can give to a key.</summary>
    public IEnumerable<string> Grantable => Permissions.All.Where(p => viewer.May(p) || p == Permissions.Bot.Reply);

    public async Task OnGetAsync(CancellationToken ct) => Tokens = await mediator.Send(new ListApiTokens.Query(), ct);

    public async Task<IActionResult> OnPostAsync(string? name, string[] permissions, CancellationToken ct)
    {
        if (await this.Answer(() => mediator.Send(new CreateApiToken.Command(name ?? "", permissions), ct)) is { } made)
        {
            (TempData["SecretName"], TempData["Secret"]) = (made.Name, made.Secret);
            return RedirectToPage();
        }

        await OnGetAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync(Guid id, CancellationToken ct)
    {
        await mediator.Send(new RevokeApiToken.Command(id), ct);
        return this.Done(viewer.Texts.Settings.Keys.Revoked).RedirectToPage();
    }
}
