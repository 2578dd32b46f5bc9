using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

internal enum SubscriptionStatus
{
    Active,
    Suspended,
    Blacklisted,
}

internal sealed record Subscription(string Id, string AccountSid, IReadOnlyList<string> Filters, string Address, string? VerificationToken, SubscriptionStatus Status, DateTimeOffset CreatedAt,
    DateTimeOffset ExpiresAt, int Failures = 0)
{
    /// <summary>After so many deliveries in a row that were not taken, nothing is delivered any more.</summary>
    public const int MostFailures = 5;
}

/// <summary>What desks want to hear of. An address must prove that it is theirs, and loses its subscription for good when it keeps failing.</summary>
public sealed class Subscriptions : IDisposable
{
    private const string HandshakeHeader = "Validation-Token";
    private const int LargestAnswer = 1024;
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(3);

    private readonly ConcurrentDictionary<string, Subscription> _subscriptions = [];
    private readonly CallbackQueue _queue;
    private readonly TimeProvider _clock;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ActivityHeadersPropagator = null }) { Timeout = HandshakeTime };

    public Subscriptions(CallbackQueue queue, TimeProvider clock) => (_queue, _clock) = (queue, clock);

    internal IEnumerable<Subscription> Of(string accountSid) => _subscriptions.Values.Where(s => s.AccountSid == accountSid && s.ExpiresAt > _clock.GetUtcNow()).OrderBy(s => s.CreatedAt);

    internal Subscription? Find(string accountSid, string id) => Of(accountSid).FirstOrDefault(s => s.Id == id);

    internal Subscription Save(Subscription subscription) => _subscriptions[subscription.Id] = subscription;

    internal bool Delete(string accountSid, string id) => Find(accountSid, id) is not null && _subscriptions.TryRemove(id, out _);

    public void BlacklistAll()
    {
        foreach (var subscription in _subscriptions.Values)
            Save(subscription with { Status = SubscriptionStatus.Blacklisted });
    }

    public void Clear() => _subscriptions.Clear();

    /// <summary>Asks an address to echo a token.</summary>
    /// <returns>Why it failed; null if it did not.</returns>
    internal async Task<string?> Handshake(Uri address, string? verificationToken, CancellationToken ct)
    {
        var token = Guid.NewGuid().ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent([]) };
        request.Headers.TryAddWithoutValidation(HandshakeHeader, token);
        if (verificationToken is not null)
            request.Headers.TryAddWithoutValidation(Deliveries.TokenHeader, verificationToken);
        try
        {
            using var answer = await _client.SendAsync(request, ct);
            var echoed = answer.Headers.TryGetValues(HandshakeHeader, out var values) ? string.Join(",", values) : null;
            return answer.StatusCode != HttpStatusCode.OK ? $"status {(int)answer.StatusCode}"
                : echoed != token ? "the token was not echoed"
                : answer.Content.Headers.ContentType?.MediaType != "application/json" ? "the content type is not application/json"
                : (await answer.Content.ReadAsByteArrayAsync(ct)).Length >= LargestAnswer ? "the answer is too large"
                : null;
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return "no answer in time";
        }
    }

    /// <summary>Posts an event to all who want it.</summary>
    internal void Post(string accountSid, string lane, Func<string, bool> filter, object body, CallbackFaults faults, Action<CallbackAnswer>? answered = null)
    {
        if (faults.HasFlag(CallbackFaults.Drop))
            return;
        foreach (var subscription in Of(accountSid).Where(s => s.Status is SubscriptionStatus.Active))
        {
            if (subscription.Filters.FirstOrDefault(filter) is not { } matched)
                continue;
            var envelope = new
            {
                Uuid = Guid.CreateVersion7(_clock.GetUtcNow()).ToString(), Event = matched, Timestamp = RingCentralApi.Time(_clock.GetUtcNow()), SubscriptionId = subscription.Id,
                OwnerId = RingCentralApi.Text(RingCentralApi.Id(accountSid)), Body = body,
            };
            List<KeyValuePair<string, string>> headers = [new("User-Agent", "RingCentral-WebHook/1")];
            if (subscription.VerificationToken is { } token)
                headers.Add(new(Deliveries.TokenHeader, token));
            var callback = new Callback(lane, new Uri(subscription.Address), [], headers, answer => Note(subscription.Id, answer, answered), JsonSerializer.Serialize(envelope, RingCentralJson.Options));
            _queue.Enqueue(callback);
            if (faults.HasFlag(CallbackFaults.Duplicate))
                _queue.Enqueue(callback with { Answered = null });
        }
    }

    public void Dispose() => _client.Dispose();

    private void Note(string id, CallbackAnswer answer, Action<CallbackAnswer>? answered)
    {
        answered?.Invoke(answer);
        var taken = answer.Status is >= HttpStatusCode.OK and < HttpStatusCode.MultipleChoices;
        // Deliveries are answered side by side; each of them counts.
        while (_subscriptions.TryGetValue(id, out var known))
        {
            var failures = taken ? 0 : known.Failures + 1;
            if (_subscriptions.TryUpdate(id, known with { Failures = failures, Status = failures >= Subscription.MostFailures ? SubscriptionStatus.Blacklisted : known.Status }, known))
                return;
        }
    }
}
