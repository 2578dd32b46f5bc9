using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Web.Pages.Settings;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary>Who looks at the page: what they may do, in which language they read, how they are shown.</summary>
public sealed class Viewer(IActor actor, IHttpContextAccessor accessor, TimeProvider clock)
{
    private HttpContext Http => accessor.HttpContext!;

    private StaffFacts? Facts => Http.Items[typeof(StaffFacts)] as StaffFacts;

    public Texts Texts => Http.Texts();

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Of a platform administrator who is inside a tenant.</summary>
    public VisitFacts? Visit => Http.Items[typeof(VisitFacts)] as VisitFacts;

    public bool SignedIn => actor is { Kind: ActorKind.Staff or ActorKind.Platform, Id: not null };

    public Guid? Id => actor.Id;

    public string Name => actor.Name;

    public string? Email => actor.Email;

    public Presence? Presence => Facts?.Presence;

    /// <summary>The person's own zone, else the tenant's; null leaves it to the browser.</summary>
    public string? TimeZone => Facts?.TimeZone;

    public string Tenant => Facts?.TenantName ?? Visit?.TenantName ?? "";

    /// <summary>Works in a tenant now; a platform administrator who has entered none does not.</summary>
    public bool HasTenant => actor.TenantId != Guid.Empty;

    /// <summary>Can take work: a visitor of the platform is no member of staff, and owns nothing.</summary>
    public bool MayClaim => actor.May(Permissions.Escalation.Claim) && Visit is null;

    public bool May(string permission) => actor.May(permission);

    /// <summary>Some page of the settings is theirs to change.</summary>
    public bool MaySettings => SettingsMap.For(this).Count > 0;

    /// <summary>Whether a link of the rail leads to where they are.</summary>
    public bool IsAt(string path) => Http.Request.Path.StartsWithSegments(path);

    /// <summary>This address, for forms that come back to it.</summary>
    public string Here => Http.Request.Path + Http.Request.QueryString;

    public string NameOf(ActorKind kind, Guid? id, string name, string customer) => kind switch
    {
        ActorKind.Staff or ActorKind.Platform when id is not null && id == actor.Id => Texts.Timeline.You,
        ActorKind.Platform => Texts.Platform.Visitor(name),
        ActorKind.Customer => customer,
        ActorKind.Bot => name.Length > 0 ? name : Texts.Timeline.Assistant,
        ActorKind.Carrier => Texts.Timeline.Carrier,
        ActorKind.System => Texts.Timeline.System,
        _ => name,
    };
}
