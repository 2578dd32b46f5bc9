using EscalationCqrs.Application.Access;
using EscalationCqrs.Web.Pages.Views;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>The pages of the settings, each with what one must hold to see it.</summary>
public static class SettingsMap
{
    public sealed record Entry(string Path, string Icon, string Permission, string Title, string About);

    /// <summary>Those that the viewer may open, in the order of the menu.</summary>
    public static IReadOnlyList<Entry> For(Viewer viewer)
    {
        var t = viewer.Texts.Settings;
        Entry[] all =
        [
            new("/settings/staff", "users", Permissions.User.Invite, t.Staff, t.StaffAbout),
            new("/settings/teams", "users-group", Permissions.Team.Manage, t.Teams, t.TeamsAbout),
            new("/settings/templates", "template", Permissions.Inbox.Reply, t.Templates, t.TemplatesAbout),
            new("/settings/numbers", "phone", Permissions.Settings.Tenant, t.Numbers, t.NumbersAbout),
            new("/settings/mail", "mail", Permissions.Settings.Tenant, t.Mail, t.MailAbout),
            new("/settings/calls", "microphone", Permissions.Settings.Tenant, t.Calls, t.CallsAbout),
            new("/settings/webhooks", "world", Permissions.Settings.Tenant, t.Webhooks, t.WebhooksAbout),
            new("/settings/widget", "message-circle", Permissions.Settings.Tenant, t.Widget, t.WidgetAbout),
            new("/settings/faq", "robot", Permissions.AiFaq.Manage, t.Faq, t.FaqAbout),
            new("/settings/sla", "clock", Permissions.Sla.Manage, t.Sla, t.SlaAbout),
            new("/settings/general", "adjustments-horizontal", Permissions.Settings.Tenant, t.General, t.GeneralAbout),
            new("/settings/api-tokens", "key", Permissions.ApiToken.Manage, t.ApiTokens, t.ApiTokensAbout),
            new("/settings/roles", "shield", Permissions.User.Edit, t.Roles, t.RolesAbout),
            new("/jobs", "progress", Permissions.Jobs.Manage, viewer.Texts.Jobs.Title, viewer.Texts.Jobs.About),
            new("/health", "activity", Permissions.Jobs.Manage, viewer.Texts.Health.Title, viewer.Texts.Health.About),
        ];
        return [.. all.Where(e => viewer.May(e.Permission))];
    }
}
