using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Teams;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Teams;

/// <summary>What the use cases about teams share.</summary>
internal static class TeamGuards
{
    /// <exception cref="NotFound">No team of this tenant has the id.</exception>
    public static async Task<Team> Team(this IDeskDb db, Guid id, CancellationToken ct) =>
        await db.Teams.SingleOrDefaultAsync(t => t.Id == id, ct) ?? throw new NotFound("The team");

    /// <summary>A kind sentence for the usual case; two at the same moment meet the database's unique index.</summary>
    /// <exception cref="FieldRefused">Another team has the name.</exception>
    public static async Task GuardName(this IDeskDb db, string name, Guid? except, CancellationToken ct)
    {
        var wanted = name.Trim().ToUpperInvariant();
        if (await db.Teams.AnyAsync(t => t.Id != except && t.Name.ToUpper() == wanted, ct))
            throw new FieldRefused("name", "name_taken", "Another team has this name.");
    }

    public static IRuleBuilderOptions<T, string> TeamName<T>(this IRuleBuilder<T, string> rule) =>
        rule.NotEmpty().Says("name_required", "Enter a name.").AtMost(80);
}
