using EscalationCqrs.Application.Templates;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>What fits the words after a slash in the composer.</summary>
public sealed class TemplatesModel(IMediator mediator) : PageModel
{
    public IReadOnlyList<SuggestTemplates.Row> Found { get; private set; } = [];

    public async Task OnGetAsync(Guid id, string? q, CancellationToken ct) => Found = (await mediator.Send(new SuggestTemplates.Query(id, q), ct)).Items;
}
