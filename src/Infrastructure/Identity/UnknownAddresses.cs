using System.Collections.Concurrent;

namespace EscalationCqrs.Infrastructure.Identity;

/// <summary>
/// Failures at addresses that nobody has, counted as those of accounts are: otherwise the answers would tell which addresses exist. Each node
/// counts for itself, and forgets all rather than grow without bound.
/// </summary>
internal sealed class UnknownAddresses(TimeProvider clock)
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, (int Failures, DateTimeOffset? Until)> _addresses = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Until when the address is locked; null if it is not.</returns>
    public DateTimeOffset? Fail(string address)
    {
        var now = clock.GetUtcNow();
        if (_addresses.Count >= Most)
            _addresses.Clear();
        return _addresses.AddOrUpdate(address, _ => (1, null), (_, before) => before switch
        {
            { Until: { } until } when until > now => before,
            { Failures: >= IdentityModule.FailuresAllowed - 1 } => (0, now + IdentityModule.LockedFor),
            _ => (before.Failures + 1, null),
        }).Until;
    }
}
