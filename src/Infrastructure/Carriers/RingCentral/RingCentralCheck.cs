using System.Globalization;
using System.Text.RegularExpressions;
using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Carriers.RingCentral;

/// <summary>
/// Tries out at RingCentral what a number needs: signs in anew, which names the application's permissions, and reads a little of everything. Texting and calling cost, so that they are judged by
/// permission and by what the number can.
/// </summary>
public sealed partial class RingCentralCheck(RingCentralApi api, RingCentralSessions sessions, IOptions<RingCentralOptions> options, TimeProvider clock) : ICarrierCheck
{
    private const string WrongJwt = "invalid_grant";

    /// <summary>Permissions that hold others within.</summary>
    private static readonly Dictionary<string, string[]> Including = new()
    {
        ["ReadMessages"] = ["SMS", "EditMessages"],
        ["ReadCallLog"] = ["ReadCallRecording", "EditCallLog"],
        ["ReadAccounts"] = ["EditAccounts", "Accounts"],
    };

    public string Carrier => RingCentralModule.Carrier;

    public bool IsLocal => options.Value.BaseAddress.IsLoopback;

    public async Task<IReadOnlyList<NumberCheck>> Check(NumberUnderCheck number, CarrierAccount account, CancellationToken ct)
    {
        string[]? scope = null;
        var credentials = await Run(NumberNeed.Credentials, async token =>
        {
            var (check, permissions) = await SignIn(account, token);
            scope = permissions;
            return check;
        }, ct);
        if (credentials.Outcome != CheckOutcome.Passed)
            return [credentials, .. NumberCheck.NotTried()];
        var own = Find(number.E164, account, ct);
        return
        [
            credentials, .. await Task.WhenAll(
                Run(NumberNeed.Number, async token => await own.WaitAsync(token) is null ? NumberCheck.Failed(NumberNeed.Number, CheckReason.NotInAccount) : NumberCheck.Passed(NumberNeed.Number), ct),
                Run(NumberNeed.Sms, token => Permitted(NumberNeed.Sms, scope, ["SMS", "ReadMessages"], () => Texts(own, account, token)), ct),
                Run(NumberNeed.Calls, token => Permitted(NumberNeed.Calls, scope, ["RingOut"], () => Calls(own, token)), ct),
                Run(NumberNeed.Recordings, token => Permitted(NumberNeed.Recordings, scope, ["ReadCallLog", "ReadCallRecording"], () => Recordings(account, token)), ct),
                Run(NumberNeed.Webhooks, token => Permitted(NumberNeed.Webhooks, scope, ["SubscriptionWebhook", "CallControl"], () => Reports(number, account, token)), ct)),
        ];
    }

    private async Task<(NumberCheck Check, string[]? Scope)> SignIn(CarrierAccount account, CancellationToken ct)
    {
        try
        {
            var token = await sessions.SignIn(account, ct);
            return (NumberCheck.Passed(NumberNeed.Credentials), token.Scope is { Length: > 0 } scope ? scope.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null);
        }
        catch (SignInRefused refused)
        {
            return (NumberCheck.Failed(NumberNeed.Credentials, refused.Code == WrongJwt ? CheckReason.WrongGrant : CheckReason.WrongCredentials, refused.Code), null);
        }
        catch (SignInUnavailable away)
        {
            throw new CarrierUnavailable(away.Message, away) { Trouble = away.Trouble, RetryAfter = away.RetryAfter };
        }
    }

    /// <summary>What the number can; null if it is none of the person's.</summary>
    private Task<IReadOnlyList<string>?> Find(string number, CarrierAccount account, CancellationToken ct) =>
        Ask($"{RingCentralApi.Extension}/phone-number?perPage=1000", RateGroup.Light, account, body => RingCentralJson.ReadFeatures(body, number), ct);

    private async Task<NumberCheck> Texts(Task<IReadOnlyList<string>?> own, CarrierAccount account, CancellationToken ct)
    {
        var able = await Able(NumberNeed.Sms, own, "SmsSender", CheckReason.NoSms, ct);
        if (able.Outcome == CheckOutcome.Passed)
            await Ask($"{RingCentralApi.Extension}/message-store?messageType=SMS&perPage=1", RateGroup.Light, account, RingCentralJson.ReadList, ct);
        return able;
    }

    private static Task<NumberCheck> Calls(Task<IReadOnlyList<string>?> own, CancellationToken ct) => Able(NumberNeed.Calls, own, "CallerId", CheckReason.NoCalls, ct);

    private static async Task<NumberCheck> Able(NumberNeed need, Task<IReadOnlyList<string>?> own, string feature, CheckReason unable, CancellationToken ct) => await own.WaitAsync(ct) switch
    {
        null => NumberCheck.Unknown(need, CheckReason.NotTried),
        var features when !features.Contains(feature) => NumberCheck.Failed(need, unable),
        _ => NumberCheck.Passed(need),
    };

    private async Task<NumberCheck> Recordings(CarrierAccount account, CancellationToken ct)
    {
        var since = (clock.GetUtcNow() - TimeSpan.FromDays(1)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await Ask($"/restapi/v1.0/account/~/call-log?view=Detailed&recordingType=All&perPage=1&dateFrom={since}", RateGroup.Heavy, account, RingCentralJson.ReadList, ct);
        return NumberCheck.Passed(NumberNeed.Recordings);
    }

    /// <summary>Whether the order that we know of still stands and reports to us.</summary>
    private async Task<NumberCheck> Reports(NumberUnderCheck number, CarrierAccount account, CancellationToken ct)
    {
        if (number.SubscriptionId is not { } id)
            return NumberCheck.Failed(NumberNeed.Webhooks, CheckReason.NotOrdered);
        var order = await api.AskOr(() => default((CarrierSubscription Order, string Status, string Address, DateTimeOffset)?), HttpMethod.Get, $"{RingCentralMessages.Subscriptions}/{Uri.EscapeDataString(id)}", null,
            RateGroup.Light, account, body => RingCentralJson.ReadSubscription(body), ct);
        return order switch
        {
            null => NumberCheck.Failed(NumberNeed.Webhooks, CheckReason.OrderEnded),
            { Status: not "Active" } ended => NumberCheck.Failed(NumberNeed.Webhooks, CheckReason.OrderEnded, ended.Status),
            { Address: var address } when address != number.Addresses.InboundSms.AbsoluteUri => NumberCheck.Failed(NumberNeed.Webhooks, CheckReason.ReportsElsewhere, detail: CheckedAddress.Shown(address)),
            _ => NumberCheck.Passed(NumberNeed.Webhooks),
        };
    }

    /// <summary>Goes on only with all of the permissions; where RingCentral does not name them, its refusals have to.</summary>
    private static async Task<NumberCheck> Permitted(NumberNeed need, string[]? scope, string[] needed, Func<Task<NumberCheck>> goOn)
    {
        var missing = scope is null ? [] : needed.Where(p => !scope.Contains(p) && !Including.GetValueOrDefault(p, []).Any(scope.Contains)).ToArray();
        return missing.Length > 0 ? NumberCheck.Failed(need, CheckReason.MissingPermission, detail: string.Join(", ", missing)) : await goOn();
    }

    private Task<T> Ask<T>(string path, RateGroup group, CarrierAccount account, Func<string, T> read, CancellationToken ct) => api.Ask(HttpMethod.Get, path, null, group, account, read, ct);

    private Task<NumberCheck> Run(NumberNeed need, Func<CancellationToken, Task<NumberCheck>> check, CancellationToken ct) => BoundedCheck.Run(need, clock, async token =>
    {
        try
        {
            return await check(token);
        }
        catch (CarrierUnavailable refused) when (refused.Code is RingCentralErrors.NoPermission or RingCentralErrors.NoRight)
        {
            var named = Named().Match(refused.Said ?? "") is { Success: true } name ? name.Groups[1].Value : refused.Said;
            return NumberCheck.Failed(need, refused.Code == RingCentralErrors.NoPermission ? CheckReason.MissingPermission : CheckReason.MissingRight, refused.Code, named);
        }
    }, ct);

    [GeneratedRegex(@"\[(\w+)\]")]
    private static partial Regex Named();
}
