using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Web.Pages.Views;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>Where the customer of a request is, to be corrected in the facts beside the conversation.</summary>
public sealed class TimeZoneModel(IMediator mediator) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Id { get; set; }

    public GetEscalation.CustomerFacts Customer { get; private set; } = null!;

    public async Task OnGetAsync(CancellationToken ct) => Customer = (await mediator.Send(new GetEscalation.Query(Id), ct)).Customer;

    public async Task<IActionResult> OnPostAsync(Guid customerId, string? timeZone, CancellationToken ct)
    {
        await mediator.Send(new CorrectTimeZone.Command(customerId, timeZone), ct);
        return this.Changed(Id, Content(""));
    }
}
