using static EscalationCqrs.Application.Access.Permissions;

namespace EscalationCqrs.Application.Access;

/// <summary>The built-in roles with what they hold by default. The database has the truth; these restore it.</summary>
public static class Roles
{
    public const string SuperAdmin = "SuperAdmin", Admin = "Admin", Manager = "Manager", Supervisor = "Supervisor", Staff = "Staff", Viewer = "Viewer";

    private static readonly string[] Desk =
    [
        Inbox.Read, Inbox.Reply, Permissions.Escalation.Create, Permissions.Escalation.Read, Permissions.Escalation.Claim, Permissions.Escalation.Handle,
        Permissions.Escalation.Resolve, Sms.Send, Sms.Read, Call.Place, Recording.Read, Permissions.Customer.Read, Permissions.Customer.Write, Permissions.Customer.Delete,
        Permissions.Team.Read, User.Read, Permissions.Sla.Read, Analytics.Own,
    ];

    private static readonly string[] Oversight =
        [Inbox.ReadAll, Inbox.Assign, Permissions.Escalation.ResolveAny, Routing.Override, Recording.Download, Analytics.View, Template.Manage, OnCall.Manage];

    private static readonly string[] Reporting = [Report.Read, Permissions.Sla.Read, Permissions.Audit.Read, Analytics.View];

    private static readonly string[] Administration =
    [
        .. Reporting, Recording.Delete, Permissions.Team.Manage, User.Invite, User.Edit, Settings.Tenant, Permissions.Sla.Manage, Rule.Manage, Jobs.Manage,
        Permissions.ApiToken.Manage, AiConfig.Read, AiFaq.Manage,
    ];

    /// <summary>Role to permissions, as shipped.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Defaults = new Dictionary<string, IReadOnlyList<string>>
    {
        [SuperAdmin] = [.. All.Except(OfNoRole)],
        [Admin] = [.. Desk.Concat(Oversight).Concat(Administration).Distinct()],
        [Manager] = Reporting,
        [Supervisor] = [.. Desk.Concat(Oversight).Distinct()],
        [Roles.Staff] = Desk,
        [Viewer] = [Inbox.Read, Inbox.ReadAll, Permissions.Escalation.Read, Sms.Read, Permissions.Customer.Read, Permissions.Team.Read, User.Read, Permissions.Sla.Read, Analytics.View],
    };

    /// <summary>What a member of staff can be. Platform administrators are no members: they hold their role for the time of a visit.</summary>
    public static readonly IReadOnlyList<string> OfMembers = [.. Defaults.Keys.Where(role => role != SuperAdmin)];
}
