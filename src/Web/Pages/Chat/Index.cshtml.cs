using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Shared;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Chat;

/// <summary>The chat as a page of its own, for links in mails and for sites without the widget.</summary>
public sealed class IndexModel(IMediator mediator) : PageModel
{
    [FromRoute]
    public string Tenant { get; set; } = "";

    /// <summary>Language of the link; else the browser's.</summary>
    [FromQuery]
    public string? Locale { get; set; }

    /// <summary>Null if the address names none.</summary>
    public GetPublicTenant.Result? Desk { get; private set; }

    public Texts Texts => Locale is null ? HttpContext.Texts() : Texts.For(Locale);

    public async Task OnGetAsync(CancellationToken ct)
    {
        try
        {
            Desk = await mediator.Send(new GetPublicTenant.Query(Tenant), ct);
        }
        catch (NotFound)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
        }
    }
}
