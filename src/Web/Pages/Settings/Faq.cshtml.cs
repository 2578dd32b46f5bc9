using EscalationCqrs.Application.Responder;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>What the built-in responder can answer.</summary>
public sealed class FaqModel(IMediator mediator) : PageModel
{
    public ListFaqEntries.Result Entries { get; private set; } = null!;

    public async Task OnGetAsync(string? cursor, CancellationToken ct) => Entries = await mediator.Send(new ListFaqEntries.Query(cursor), ct);
}
