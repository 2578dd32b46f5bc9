using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Carriers.Twilio;

/// <summary>Tries out at Twilio what a number needs. All requests only read.</summary>
public sealed class TwilioCheck(TwilioApi api, IOptions<TwilioOptions> options, TimeProvider clock) : ICarrierCheck
{
    public string Carrier => TwilioModule.Carrier;

    public bool IsLocal => options.Value.BaseAddress.IsLoopback;

    public async Task<IReadOnlyList<NumberCheck>> Check(NumberUnderCheck number, CarrierAccount account, CancellationToken ct)
    {
        var credentials = await Run(NumberNeed.Credentials, token => Credentials(account, token), ct);
        if (credentials.Outcome != CheckOutcome.Passed)
            return [credentials, .. NumberCheck.NotTried()];
        // Asked once; whoever needs the answer waits for it within the check's own time.
        var own = Find(number.E164, account, ct);
        return
        [
            credentials, .. await Task.WhenAll(
                Run(NumberNeed.Number, async token => await own.WaitAsync(token) is null ? NumberCheck.Failed(NumberNeed.Number, CheckReason.NotInAccount) : NumberCheck.Passed(NumberNeed.Number), ct),
                Run(NumberNeed.Sms, token => Can(NumberNeed.Sms, own, n => n.Sms, CheckReason.NoSms, "Messages", account, token), ct),
                Run(NumberNeed.Calls, token => Can(NumberNeed.Calls, own, n => n.Voice, CheckReason.NoCalls, "Calls", account, token), ct),
                Run(NumberNeed.Recordings, token => Read(NumberNeed.Recordings, "Recordings", account, token), ct),
                Run(NumberNeed.Webhooks, async token => await own.WaitAsync(token) is { } found ? Reports(found, number.Addresses) : NumberCheck.Unknown(NumberNeed.Webhooks, CheckReason.NotTried), ct)),
        ];
    }

    private async Task<NumberCheck> Credentials(CarrierAccount account, CancellationToken ct)
    {
        try
        {
            var (status, type) = await api.Ask(new HttpRequestMessage(HttpMethod.Get, $"{TwilioApi.Account(account)}.json"), account, TwilioJson.ReadAccount, ct);
            return status != "active" ? NumberCheck.Failed(NumberNeed.Credentials, CheckReason.AccountNotActive, detail: status)
                : NumberCheck.Passed(NumberNeed.Credentials, type == "Trial" ? CheckReason.Trial : null);
        }
        catch (CarrierUnavailable refused) when (refused.Code is TwilioErrors.BadCredentials or TwilioErrors.NoSuchThing)
        {
            return NumberCheck.Failed(NumberNeed.Credentials, CheckReason.WrongCredentials, refused.Code);
        }
    }

    private Task<OwnNumber?> Find(string number, CarrierAccount account, CancellationToken ct) =>
        api.Ask(new HttpRequestMessage(HttpMethod.Get, TwilioApi.NumberPath(account, number)), account, body => TwilioJson.ReadNumber(body, number), ct);

    /// <summary>The number is able to, and the account lets us see what was done with it.</summary>
    private async Task<NumberCheck> Can(NumberNeed need, Task<OwnNumber?> own, Func<OwnNumber, bool> able, CheckReason unable, string list, CarrierAccount account, CancellationToken ct) => await own.WaitAsync(ct) switch
    {
        null => NumberCheck.Unknown(need, CheckReason.NotTried),
        var number when !able(number) => NumberCheck.Failed(need, unable),
        _ => await Read(need, list, account, ct),
    };

    private async Task<NumberCheck> Read(NumberNeed need, string list, CarrierAccount account, CancellationToken ct)
    {
        await api.Ask(new HttpRequestMessage(HttpMethod.Get, $"{TwilioApi.Account(account)}/{list}.json?PageSize=1"), account, TwilioJson.ReadPage, ct);
        return NumberCheck.Passed(need);
    }

    private static NumberCheck Reports(OwnNumber number, NumberAddresses ours)
    {
        if (number.Application is { } application)
            return NumberCheck.Failed(NumberNeed.Webhooks, CheckReason.ReportsByApplication, detail: application);
        (string Theirs, string Method, Uri Ours)[] addresses =
            [(number.SmsUrl, number.SmsMethod, ours.InboundSms), (number.VoiceUrl, number.VoiceMethod, ours.InboundVoice), (number.StatusCallback, number.StatusMethod, ours.VoiceStatus)];
        var elsewhere = addresses.Where(a => a.Theirs != a.Ours.AbsoluteUri || a.Method != "POST").ToList();
        if (elsewhere.Count == 0)
            return NumberCheck.Passed(NumberNeed.Webhooks);
        return elsewhere.Find(a => a.Theirs.Length > 0) is { Theirs: { } other, Method: var method }
            ? NumberCheck.Failed(NumberNeed.Webhooks, CheckReason.ReportsElsewhere, detail: $"{method} {CheckedAddress.Shown(other)}")
            : NumberCheck.Failed(NumberNeed.Webhooks, CheckReason.ReportsNowhere);
    }

    private Task<NumberCheck> Run(NumberNeed need, Func<CancellationToken, Task<NumberCheck>> check, CancellationToken ct) => BoundedCheck.Run(need, clock, check, ct);

    /// <summary>A number as Twilio has it.</summary>
    /// <param name="Application">What Twilio obeys in place of the number's own addresses.</param>
    internal sealed record OwnNumber(bool Sms, bool Voice, string SmsUrl, string SmsMethod, string VoiceUrl, string VoiceMethod, string StatusCallback, string StatusMethod, string? Application);
}
