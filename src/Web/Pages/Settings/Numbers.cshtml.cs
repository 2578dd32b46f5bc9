using EscalationCqrs.Application.Telephony;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>The telephone numbers that text and ring.</summary>
public sealed class NumbersModel(IMediator mediator) : PageModel
{
    public ListNumbers.Result Numbers { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Numbers = await mediator.Send(new ListNumbers.Query(), ct);

    public async Task<IActionResult> OnPostAsync(string? number, string? label, string? carrier, string? accountId, string? secret, string? grant, CancellationToken ct)
    {
        if (await this.Answer(() => mediator.Send(new AddNumber.Command(number ?? "", label ?? "", carrier ?? "", accountId ?? "", secret ?? "", grant), ct)) is { } added)
            return RedirectToPage("Number", new { id = added.NumberId });

        await OnGetAsync(ct);
        return Page();
    }
}
