using System.Globalization;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Domain.Tenants;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary>What the selects of the settings offer, named in the viewer's language.</summary>
public static class Choices
{
    // Through their cultures: some countries cannot be named by their two letters alone.
    private static readonly Lazy<IReadOnlyList<RegionInfo>> Regions = new(() =>
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name)).Where(r => r.TwoLetterISORegionName.All(char.IsAsciiLetter)).DistinctBy(r => r.TwoLetterISORegionName)]);

    private static readonly Lazy<IReadOnlyList<string>> Zones = new(() =>
        [.. TimeZoneInfo.GetSystemTimeZones().Where(z => z.HasIanaId && (z.Id.Contains('/') || z.Id == "UTC") && !z.Id.StartsWith("Etc/", StringComparison.Ordinal)).Select(z => z.Id).Order()]);

    public static IEnumerable<(string, string)> Languages(this Texts t) => [("en", t.App.English), ("vi", t.App.Vietnamese)];

    /// <summary>Countries in their English names.</summary>
    public static IEnumerable<(string, string)> Countries() =>
        Regions.Value.OrderBy(r => r.EnglishName, StringComparer.Ordinal).Select(r => (r.TwoLetterISORegionName, $"{r.EnglishName} ({r.TwoLetterISORegionName})"));

    /// <param name="none">Name of the empty choice, if there is one.</param>
    /// <param name="chosen">Offered even where this machine does not list it.</param>
    public static IEnumerable<(string, string)> TimeZones(string? none, string? chosen)
    {
        var ids = chosen is null or "" || Zones.Value.Contains(chosen) ? Zones.Value : Zones.Value.Prepend(chosen);
        var zones = ids.Select(z => (z, z.Replace('_', ' ')));
        return none is null ? zones : zones.Prepend(("", none));
    }

    /// <summary>What a member of staff can be.</summary>
    public static IEnumerable<(string, string)> RolesOfMembers(this Texts t) => Roles.OfMembers.Select(r => (r, t.Role(r)));

    /// <summary>For how long a tenant may be entered, in minutes.</summary>
    public static IEnumerable<(string, string)> VisitLengths(this Texts t) =>
        [("30", t.Platform.HalfAnHour), .. new[] { 1, 2, 4, 8 }.Select(h => ((h * 60).ToString(CultureInfo.InvariantCulture), t.Platform.Hours(h)))];

    public static string Role(this Texts t, string role) => role switch
    {
        Roles.SuperAdmin => t.Settings.RoleSuperAdmin,
        Roles.Admin => t.Settings.RoleAdmin,
        Roles.Manager => t.Settings.RoleManager,
        Roles.Supervisor => t.Settings.RoleSupervisor,
        Roles.Staff => t.Settings.RoleStaff,
        Roles.Viewer => t.Settings.RoleViewer,
        _ => role,
    };

    public static IEnumerable<(string, string)> Visibilities(this Texts t) =>
        [(nameof(VisibilityPolicy.Own), t.Settings.VisibilityOwn), (nameof(VisibilityPolicy.Team), t.Settings.VisibilityTeam), (nameof(VisibilityPolicy.Tenant), t.Settings.VisibilityTenant)];
}
