using System.Collections.Concurrent;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>A customer of the carrier, that is: a desk.</summary>
/// <param name="AdvancedOptOut">Webhooks name the opt-out word that the carrier recognised.</param>
/// <param name="App">The application through which the account is used, where the carrier wants one.</param>
/// <param name="Status">As Twilio writes it: active, suspended or closed.</param>
/// <param name="IsTrial">Nobody pays for it.</param>
public sealed record Account(string Sid, string AuthToken, string FriendlyName, DateTimeOffset CreatedAt, bool AdvancedOptOut = false, AppCredentials? App = null,
    string Status = "active", bool IsTrial = false);

/// <summary>An application at a carrier, and the assertion with which it signs in for a person of the account.</summary>
/// <param name="Scopes">What it may do; all that a desk needs when absent.</param>
public sealed record AppCredentials(string ClientId, string ClientSecret, string Jwt, IReadOnlyList<string>? Scopes = null);

/// <summary>A number that belongs to an account, and where its inbound messages and calls are reported.</summary>
/// <param name="NoSms">It cannot text.</param>
/// <param name="NoVoice">It cannot call.</param>
public sealed record OwnNumber(string Sid, string AccountSid, string Number, string FriendlyName, string? SmsUrl, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt,
    string? VoiceUrl = null, string? VoiceStatusUrl = null, bool NoSms = false, bool NoVoice = false);

/// <summary>The accounts of the carrier and the numbers they own.</summary>
public sealed class Accounts(TimeProvider clock, Sids sids)
{
    private readonly ConcurrentDictionary<string, Account> _accounts = [];
    private readonly ConcurrentDictionary<string, OwnNumber> _numbers = [];

    public IEnumerable<Account> All => _accounts.Values;

    public IReadOnlyList<OwnNumber> Numbers => [.. _numbers.Values.OrderBy(n => n.CreatedAt).ThenBy(n => n.Number, StringComparer.Ordinal)];

    public Account? Find(string sid) => _accounts.GetValueOrDefault(sid);

    public Account? OfApp(string clientId) => _accounts.Values.FirstOrDefault(a => a.App?.ClientId == clientId);

    public OwnNumber? Owner(string number) => _numbers.GetValueOrDefault(number);

    /// <summary>Adds an account or replaces one; its numbers are added to those it has.</summary>
    public Account Add(string? sid, string authToken, string? friendlyName, bool advancedOptOut, IEnumerable<string> numbers, AppCredentials? app = null, string status = "active", bool isTrial = false)
    {
        var now = clock.GetUtcNow();
        var account = new Account(sid ?? sids.Next("AC"), authToken, friendlyName ?? "Simulated account", now, advancedOptOut, app, status, isTrial);
        _accounts[account.Sid] = account;
        foreach (var number in numbers)
            _numbers.TryAdd(number, new OwnNumber(sids.Next("PN"), account.Sid, number, number, SmsUrl: null, now, now));
        return account;
    }

    public void Save(OwnNumber number) => _numbers[number.Number] = number with { UpdatedAt = clock.GetUtcNow() };

    /// <summary>Back to the demo accounts alone.</summary>
    public void Reset()
    {
        _accounts.Clear();
        _numbers.Clear();
        Add(Simulator.DemoAccountSid, Simulator.DemoAuthToken, "Demo account", advancedOptOut: false, [Simulator.DemoNumber]);
        Add(Simulator.DemoExtensionSid, sids.Next(""), "Demo extension", advancedOptOut: false, [Simulator.DemoExtensionNumber], Simulator.DemoApp);
    }

    public void Restore(IEnumerable<Account> accounts, IEnumerable<OwnNumber> numbers)
    {
        foreach (var account in accounts)
            _accounts[account.Sid] = account;
        foreach (var number in numbers)
            _numbers[number.Number] = number;
    }
}
