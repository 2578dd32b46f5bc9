using System.Globalization;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Teams;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>One number: its use, its credentials, its addresses, a test.</summary>
public sealed class NumberModel(IMediator mediator) : PageModel
{
    private const int MostRefused = 5;

    public ListNumbers.Row Number { get; private set; } = null!;

    /// <summary>The newest that this number's addresses got and did not take.</summary>
    public IReadOnlyList<ListReceipts.Row> Refused { get; private set; } = [];

    /// <summary>Those that a caller's key can choose.</summary>
    public IReadOnlyList<ListTeams.Row> Teams { get; private set; } = [];

    public async Task OnGetAsync(Guid id, CancellationToken ct)
    {
        Number = (await mediator.Send(new ListNumbers.Query(), ct)).Items.FirstOrDefault(n => n.Id == id) ?? throw new NotFound("The number");
        Refused = (await mediator.Send(new ListReceipts.Query(WebhookState.Quarantined, id, Limit: MostRefused), ct)).Items;
        Teams = (await mediator.Send(new ListTeams.Query(), ct)).Items;
    }

    public Task<IActionResult> OnPostAsync(Guid id, string? label, double? ratePerSecond, bool isActive, bool isDefault, string? accountId, string? secret, string? grant, bool resume, CancellationToken ct) =>
        Then(id, HttpContext.Texts().App.Saved, () => mediator.Send(new UpdateNumber.Command(id, label ?? "", ratePerSecond ?? 0, isActive, isDefault, accountId, secret, resume, grant), ct), ct);

    /// <summary>A choice without any of its parts is none.</summary>
    public Task<IActionResult> OnPostMenuAsync(Guid id, string? greeting, string?[]? keys, string?[]? words, string?[]? teams, CancellationToken ct)
    {
        var choices = (keys ?? []).Zip(words ?? [], teams ?? []).Where(c => !string.IsNullOrWhiteSpace(c.First) || !string.IsNullOrWhiteSpace(c.Second) || !string.IsNullOrWhiteSpace(c.Third))
            .Select(c => new VoiceMenu.Choice(int.TryParse(c.First, CultureInfo.InvariantCulture, out var key) ? key : 0, c.Second ?? "", Guid.TryParse(c.Third, out var team) ? team : Guid.Empty));
        return Then(id, HttpContext.Texts().App.Saved, () => mediator.Send(new SetVoiceMenu.Command(id, greeting, [.. choices]), ct), ct);
    }

    public Task<IActionResult> OnPostConnectAsync(Guid id, CancellationToken ct) =>
        Then(id, HttpContext.Texts().Settings.Phone.Connected, () => mediator.Send(new ConnectNumber.Command(id), ct), ct);

    public Task<IActionResult> OnPostTestAsync(Guid id, string? to, string? text, CancellationToken ct) =>
        Then(id, HttpContext.Texts().Settings.TestSent, () => mediator.Send(new SendTestMessage.Command(id, to ?? "", text), ct), ct);

    private async Task<IActionResult> Then(Guid id, string done, Func<Task> send, CancellationToken ct)
    {
        try
        {
            if (await this.Accepted(send))
                return this.Done(done).RedirectToPage(new { id });
        }
        catch (CarrierUnavailable refused)
        {
            ModelState.AddModelError("", refused.Message);
        }

        await OnGetAsync(id, ct);
        return Page();
    }
}
