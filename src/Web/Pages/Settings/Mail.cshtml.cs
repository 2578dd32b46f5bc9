using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Mail;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>The tenant's mailbox: its address and server, a test, and how its mail comes in.</summary>
public sealed class MailModel(IMediator mediator) : PageModel
{
    public const string Secret = "MailSecret", Test = "MailTest";

    public GetMailbox.Result Settings { get; private set; } = null!;

    /// <summary>How the test message fares that was sent from here.</summary>
    public GetTestMessage.Result? Sent { get; private set; }

    public async Task OnGetAsync(CancellationToken ct)
    {
        Settings = await mediator.Send(new GetMailbox.Query(), ct);
        if (TempData.Peek(Test) is Guid test)
            Sent = await mediator.Send(new GetTestMessage.Query(test), ct);
    }

    public async Task<IActionResult> OnPostAsync(string? address, string? name, string? host, int? port, MailSecurity security, string? user, string? password, bool isActive, CancellationToken ct) =>
        Shown(await this.Answer(() => mediator.Send(new SaveMailbox.Command(address ?? "", name ?? "", host, port ?? 0, security, user, password, isActive), ct))) ?? await Again(ct);

    public async Task<IActionResult> OnPostSecretAsync(CancellationToken ct)
    {
        if (await this.Answer(() => mediator.Send(new RenewMailboxSecret.Command(), ct)) is not { } made)
            return await Again(ct);
        TempData[Secret] = made.Secret;
        return RedirectToPage();
    }

    public async Task<IActionResult> OnPostTestAsync(string? to, CancellationToken ct)
    {
        if (await this.Answer(() => mediator.Send(new SendTestMail.Command(to ?? ""), ct)) is not { } sent)
            return await Again(ct);
        TempData[Test] = sent.MessageId;
        return this.Done(HttpContext.Texts().Settings.Mailbox.TestSent).RedirectToPage();
    }

    private RedirectToPageResult? Shown(SaveMailbox.Result? saved)
    {
        if (saved is null)
            return null;
        if (saved.Secret is not null)
            TempData[Secret] = saved.Secret;
        return this.Saved().RedirectToPage();
    }

    private async Task<IActionResult> Again(CancellationToken ct)
    {
        await OnGetAsync(ct);
        return Page();
    }
}
