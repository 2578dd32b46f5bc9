using EscalationCqrs.Application.Staff;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Web.Errors;
using MediatR;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>One colleague: name and load, role, access.</summary>
public sealed class PersonModel(IMediator mediator) : PageModel
{
    public ListStaff.Row Person { get; private set; } = null!;

    public async Task OnGetAsync(Guid id, CancellationToken ct) =>
        Person = (await mediator.Send(new ListStaff.Query(IncludeInactive: true, Limit: 1000), ct)).Staff.FirstOrDefault(s => s.Id == id) ?? throw new NotFound("The person");

    public Task<IActionResult> OnPostAsync(Guid id, string? name, int? maxConcurrent, CancellationToken ct) =>
        Then(id, () => mediator.Send(new UpdateStaff.Command(id, name ?? "", maxConcurrent ?? -1), ct), ct);

    public Task<IActionResult> OnPostRoleAsync(Guid id, string? role, string? reason, CancellationToken ct) =>
        Then(id, () => mediator.Send(new ChangeRole.Command(id, role ?? "", reason ?? ""), ct), ct);

    public Task<IActionResult> OnPostDeactivateAsync(Guid id, CancellationToken ct) => Then(id, () => mediator.Send(new DeactivateStaff.Command(id), ct), ct);

    public Task<IActionResult> OnPostReactivateAsync(Guid id, CancellationToken ct) => Then(id, () => mediator.Send(new ReactivateStaff.Command(id), ct), ct);

    public Task<IActionResult> OnPostLinkAsync(Guid id, CancellationToken ct) =>
        Then(id, async () =>
        {
            var made = await mediator.Send(new CreatePasswordLink.Command(id), ct);
            this.HandOver(made.Name, made.Link);
        }, ct);

    private async Task<IActionResult> Then(Guid id, Func<Task> send, CancellationToken ct)
    {
        if (await this.Accepted(send))
            return (TempData.Peek(LinkHandover.Name) is null ? this.Saved() : this).RedirectToPage(new { id });

        await OnGetAsync(id, ct);
        return Page();
    }
}
