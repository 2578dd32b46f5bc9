using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Web.Api;
using EscalationCqrs.Web.Pages.Settings;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Audit;

/// <summary>Proof of consent for one address. Asked by a form that is posted: addresses of pages are logged and kept in histories.</summary>
public sealed class ConsentModel(IMediator mediator, IActor actor) : PageModel
{
    [BindProperty]
    public string? Address { get; set; }

    public GetConsentProof.Result? Proof { get; private set; }

    public string? Objection => ModelState.GetValueOrDefault("address")?.Errors.LastOrDefault()?.ErrorMessage;

    public void OnGet() => actor.Demand(Permissions.Audit.Read);

    public async Task OnPostAsync(CancellationToken ct) => Proof = await Ask(ct);

    public async Task<IActionResult> OnPostFileAsync(CancellationToken ct) =>
        await Ask(ct) is { } proof ? File(ConsentCsv.Bytes(proof), "text/csv; charset=utf-8", ConsentCsv.Name(proof)) : Page();

    private Task<GetConsentProof.Result?> Ask(CancellationToken ct) => this.Answer(() => mediator.Send(new GetConsentProof.Query(Address ?? ""), ct));
}
