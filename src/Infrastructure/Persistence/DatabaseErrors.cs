using System.Net.Sockets;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace EscalationCqrs.Infrastructure.Persistence;

/// <summary>The one table that turns the database's refusals into the desk's.</summary>
internal static class DatabaseErrors
{
    private static readonly Dictionary<string, Func<Exception>> ByConstraint = new()
    {
        ["ux_escalations_open"] = () => new RuleViolation("already_open", "A person has already been asked for in this conversation."),
        ["ux_assignments_open"] = Changed,
        ["ex_assignments_no_overlap"] = Changed,
        ["pk_staff"] = () => new FieldRefused("email", "already_staff", "This person is already a member of staff."),
        ["ux_staff_email"] = () => new FieldRefused("email", "email_taken", "Somebody here already has this e-mail address."),
        ["ux_teams_name"] = () => new FieldRefused("name", "name_taken", "There is already a team of this name."),
        ["pk_team_members"] = Changed,
        ["ux_tenants_slug"] = () => new FieldRefused("slug", "slug_taken", "This address is already in use."),
        ["ux_numbers_e164"] = () => new FieldRefused("number", "number_taken", "This number is already set up."),
        ["ux_numbers_default"] = Changed,
        ["ux_messages_client_request"] = () => new RuleViolation("already_sent", "This message has already been sent."),
        ["ux_messages_retry_of"] = () => new RuleViolation("already_retried", "This message is already being sent again."),
        ["ux_webhook_receipts_event"] = () => new RuleViolation("already_received", "This event was received before."),
    };

    /// <summary>The exception to throw in its place; null for faults, which pass as they are.</summary>
    public static Exception? Translate(Exception e)
    {
        if (e is DbUpdateConcurrencyException)
            return Changed();
        return Find<PostgresException>(e) is { } refused ? Translate(refused, e) : IsConnectionLoss(e) ? new DatabaseAway(e) : null;
    }

    /// <summary>Deadlock victim or serialization failure: the same work may simply run again.</summary>
    public static bool IsLostRace(Exception e) =>
        Find<PostgresException>(e)?.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private static Exception? Translate(PostgresException refused, Exception whole) => refused.SqlState switch
    {
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation =>
            ByConstraint.TryGetValue(refused.ConstraintName ?? "", out var known) ? known() : Changed(),
        PostgresErrorCodes.LockNotAvailable => Changed(),
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow => new DatabaseAway(whole),
        _ when refused.SqlState.StartsWith("08", StringComparison.Ordinal) => new DatabaseAway(whole),
        _ => null,
    };

    /// <summary>A broken connection, one that cannot be made, or none free in the pool.</summary>
    public static bool IsConnectionLoss(Exception e) =>
        Find<NpgsqlException>(e) is { } trouble and not PostgresException && (trouble.InnerException is IOException or SocketException or TimeoutException || trouble.IsTransient);

    private static RuleViolation Changed() => new("changed_meanwhile", "Someone else changed this just now; look again.");

    private static T? Find<T>(Exception? e) where T : Exception
    {
        for (; e is not null; e = e.InnerException)
        {
            if (e is T found)
                return found;
        }

        return null;
    }
}
