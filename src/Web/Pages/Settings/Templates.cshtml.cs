using EscalationCqrs.Application.Templates;
using MediatR;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>The templates that one may use.</summary>
public sealed class TemplatesModel(IMediator mediator) : PageModel
{
    public IReadOnlyList<ListTemplates.Row> Templates { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Templates = (await mediator.Send(new ListTemplates.Query(), ct)).Items;
}
