using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Web.Errors;
using EscalationCqrs.Web.Pages.Settings;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Recordings;

/// <summary>What the hourly comparison with the carrier found missing.</summary>
public sealed class MissingModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Cursor { get; set; }

    public ListMissingRecordings.Result Found { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct)
    {
        if (!await this.Accepted(async () => Found = await mediator.Send(new ListMissingRecordings.Query(Cursor), ct)))
            Found = await mediator.Send(new ListMissingRecordings.Query(), ct);
    }

    public async Task<IActionResult> OnPostFetchAsync(Guid id, CancellationToken ct)
    {
        if (await this.Accepted(() => mediator.Send(new FetchAgain.Command(id), ct)))
            return this.Done(HttpContext.Texts().Recording.FetchedAgain).RedirectToPage(new { handler = (string?)null, id = (Guid?)null });
        await OnGetAsync(ct);
        return Page();
    }
}
