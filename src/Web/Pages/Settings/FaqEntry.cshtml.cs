using EscalationCqrs.Application.Responder;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>One question with its answer.</summary>
public sealed class FaqEntryModel(IMediator mediator) : PageModel
{
    /// <summary>Null for a new one.</summary>
    public GetFaqEntry.Result? Entry { get; private set; }

    public async Task OnGetAsync(string id, CancellationToken ct) => Entry = IdOf(id) is { } known ? await mediator.Send(new GetFaqEntry.Query(known), ct) : null;

    public Task<IActionResult> OnPostAsync(string id, string? locale, string? question, string? answer, CancellationToken ct) =>
        Then(id, () => mediator.Send(new SaveFaqEntry.Command(IdOf(id), locale ?? "", question ?? "", answer ?? ""), ct), ct);

    public Task<IActionResult> OnPostDeleteAsync(Guid id, CancellationToken ct) => Then(id.ToString(), () => mediator.Send(new DeleteFaqEntry.Command(id), ct), ct);

    private async Task<IActionResult> Then(string id, Func<Task> send, CancellationToken ct)
    {
        if (await this.Accepted(send))
            return this.Saved().RedirectToPage("Faq");

        await OnGetAsync(id, ct);
        return Page();
    }

    private static Guid? IdOf(string id) => id == "new" ? null : Guid.TryParse(id, out var known) ? known : throw new NotFound("The entry");
}
