using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Web.Api;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Recordings;

/// <summary>The recordings of the requests that one sees.</summary>
public sealed class IndexModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? State { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public bool Hold { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public ListRecordings.Result Found { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (!ModelState.IsValid || !await this.Accepted(async () => Found = await mediator.Send(new ListRecordings.Query(QueryWords.Word<RecordingState>("state", State), null, Q, Hold, Cursor), ct)))
            Found = await mediator.Send(new ListRecordings.Query(), ct);
    }
}
