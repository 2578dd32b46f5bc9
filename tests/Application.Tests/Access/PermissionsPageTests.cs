using System.Runtime.CompilerServices;
using System.Text;
using EscalationCqrs.Application.Access;

namespace EscalationCqrs.Application.Tests.Access;

/// <summary>Writes <c>docs/permissions.md</c> from the shipped roles, and fails when the page in the repository was another.</summary>
public sealed class PermissionsPageTests
{
    [Fact]
    public void The_page_of_permissions_is_that_of_the_shipped_roles()
    {
        var (file, page) = (File(), Page());
        var found = System.IO.File.Exists(file) ? System.IO.File.ReadAllText(file) : "";
        if (found != page)
            System.IO.File.WriteAllText(file, page);

        Assert.True(found == page, "docs/permissions.md was old; it has been written anew: look at it and commit it.");
    }

    [Fact]
    public void No_role_holds_a_reserved_permission() =>
        Assert.Empty(Roles.Defaults.Values.SelectMany(p => p).Intersect(Permissions.Reserved));

    private static string Page()
    {
        var roles = Roles.Defaults.Keys.ToList();
        var page = new StringBuilder()
            .Append("# Permissions\n\nWhat each role holds as shipped. The matrix is data: the database has the truth, and a SuperAdmin may change it. Checks are by permission, never by role.\n")
            .Append("SuperAdmin is no role of members: an administrator of the platform holds it inside a tenant, for the time of a visit, and owns no work there.\n")
            .Append("This page is written by a test from `src/Application/Access/Roles.cs`.\n\n")
            .Append($"| Permission | {string.Join(" | ", roles)} |\n|---|{string.Concat(Enumerable.Repeat(":-:|", roles.Count))}\n");
        foreach (var permission in Permissions.All.Except(Permissions.OfNoRole))
            page.Append($"| `{permission}` | {string.Join(" | ", roles.Select(r => Roles.Defaults[r].Contains(permission) ? "yes" : ""))} |\n");
        page.Append($"\nOf no role: {string.Join(", ", Permissions.OfNoRole.Select(p => $"`{p}`"))}. Bots hold theirs by an API token, administrators of the platform by their account while they are in no tenant.\n");
        return page.Append($"\nReserved, not to be granted: {string.Join(", ", Permissions.Reserved.Select(p => $"`{p}`"))}.\n").ToString();
    }

    private static string File([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/permissions.md"));
}
