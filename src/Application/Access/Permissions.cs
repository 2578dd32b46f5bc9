namespace EscalationCqrs.Application.Access;

/// <summary>Every permission the desk knows, <c>feature:verb</c>. Which role holds which is data; <see cref="Roles"/> has the defaults.</summary>
public static class Permissions
{
    public static class Inbox
    {
        public const string Read = "inbox:read";
        /// <summary>See the whole tenant whatever its visibility policy.</summary>
        public const string ReadAll = "inbox:read_all";
        public const string Reply = "inbox:reply";
        /// <summary>Put work into other people's hands, and act on work that others own.</summary>
        public const string Assign = "inbox:assign";
    }

    public static class Escalation
    {
        public const string Create = "escalation:create";
        public const string Read = "escalation:read";
        public const string Claim = "escalation:claim";
        public const string Handle = "escalation:handle";
        public const string Resolve = "escalation:resolve";
        public const string ResolveAny = "escalation:resolve_any";
    }

    public static class Sms
    {
        public const string Send = "sms:send";
        public const string Read = "sms:read";
    }

    public static class Call
    {
        public const string Place = "call:place";
    }

    public static class Recording
    {
        public const string Read = "recording:read";
        public const string Download = "recording:download";
        public const string Delete = "recording:delete";
    }

    public static class Customer
    {
        public const string Read = "customer:read";
        public const string Write = "customer:write";
        public const string Delete = "customer:delete";
    }

    public static class Team
    {
        public const string Read = "team:read";
        public const string Manage = "team:manage";
    }

    public static class Routing
    {
        public const string Override = "routing:override";
    }

    public static class User
    {
        public const string Read = "user:read";
        public const string Invite = "user:invite";
        public const string Edit = "user:edit";
        public const string Approve = "user:approve";
        public const string Delete = "user:delete";
    }

    public static class Settings
    {
        /// <summary>Numbers, widget, FAQ, general settings of the tenant.</summary>
        public const string Tenant = "settings:tenant";
        /// <summary>Platform-critical configuration and the role matrix.</summary>
        public const string System = "settings:system";
    }

    public static class Sla
    {
        public const string Read = "sla:read";
        public const string Manage = "sla:manage";
    }

    public static class Report
    {
        public const string Read = "report:read";
    }

    public static class Analytics
    {
        public const string View = "analytics:view";
        /// <summary>One's own numbers only.</summary>
        public const string Own = "analytics:own";
    }

    public static class Audit
    {
        public const string Read = "audit:read";
    }

    public static class Template
    {
        public const string Manage = "template:manage";
    }

    public static class OnCall
    {
        public const string Manage = "oncall:manage";
    }

    public static class Rule
    {
        public const string Manage = "rule:manage";
    }

    public static class Jobs
    {
        public const string Manage = "jobs:manage";
    }

    public static class ApiToken
    {
        public const string Manage = "api_token:manage";
    }

    public static class Bot
    {
        /// <summary>For integrations: answer customers as the bot.</summary>
        public const string Reply = "bot:reply";
    }

    public static class AiConfig
    {
        public const string Read = "ai_config:read";
        public const string Update = "ai_config:update";
    }

    public static class AiFaq
    {
        public const string Manage = "ai_faq:manage";
    }

    public static class Platform
    {
        /// <summary>See all tenants and enter one. Comes with the account of a platform administrator who is in no tenant.</summary>
        public const string Enter = "platform:enter";
    }

    /// <summary>Of no role: bots hold theirs by an API token, platform administrators by their account.</summary>
    public static readonly IReadOnlyList<string> OfNoRole = [Bot.Reply, Platform.Enter];

    /// <summary>In the catalogue, shipped disabled: no role can hold them.</summary>
    public static readonly IReadOnlyList<string> Reserved =
        ["newsletter:read", "newsletter:send", "campaign:create", "campaign:send", "sms_campaign:create", "sms_campaign:send", "ai_learning:view", "ai_learning:train"];

    /// <summary>All that can be granted, in the order of this file.</summary>
    public static readonly IReadOnlyList<string> All =
        [.. typeof(Permissions).GetNestedTypes().SelectMany(feature => feature.GetFields().Select(f => (string)f.GetValue(null)!))];
}
