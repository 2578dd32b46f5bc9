using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Teams;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Inbox;

/// <summary>Staff open a request for a customer who phoned or stood at the door.</summary>
public sealed class NewModel(IMediator mediator) : PageModel
{
    [BindProperty]
    public string? CustomerName { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public ContactMethod? PreferredMethod { get; set; } = ContactMethod.Sms;

    [BindProperty]
    public string? Phone { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public bool Consent { get; set; }

    [BindProperty]
    public Priority Priority { get; set; } = Priority.Medium;

    [BindProperty]
    public Guid? TeamId { get; set; }

    public IReadOnlyList<ListTeams.Row> Teams { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken ct) => Teams = (await mediator.Send(new ListTeams.Query(), ct)).Items;

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        OpenEscalation.Result? opened = null;
        var command = new OpenEscalation.Command(null, CustomerName, Reason ?? "", PreferredMethod, Phone, Email, Consent, Priority, TeamId);
        if (await this.Accepted(async () => opened = await mediator.Send(command, ct)))
            return LocalRedirect($"/inbox?id={opened!.EscalationId}");
        await OnGetAsync(ct);
        return Page();
    }
}
