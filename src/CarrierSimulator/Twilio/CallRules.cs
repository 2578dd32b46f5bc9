using System.Globalization;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>What Twilio refuses before a call exists.</summary>
internal sealed class CallRules(Accounts accounts)
{
    private const int LongestTwiml = 4000, LongestTimeout = 600;
    private const string Magic = "+1500555000";

    /// <summary>Returns why the request is refused, or null and the number that calls.</summary>
    public TwilioError? Refuse(string accountSid, IFormCollection form, out OwnNumber from)
    {
        from = null!;
        var (to, caller, url, twiml) = (form["To"].ToString(), form["From"].ToString(), form["Url"].ToString(), form["Twiml"].ToString());
        if (to == "")
            return TwilioErrors.CallToRequired;
        if (caller == "")
            return TwilioErrors.CallFromRequired;
        if (url == "" && twiml == "")
            return TwilioErrors.CallUrlInvalid;
        if (url != "" && !TwilioApi.IsWebAddress(url))
            return TwilioErrors.CallUrlInvalid;
        if (twiml.Length > LongestTwiml)
            return TwilioErrors.InvalidParameter("Twiml");
        if (form["StatusCallback"].ToString() is { Length: > 0 } callback && !TwilioApi.IsWebAddress(callback))
            return TwilioErrors.StatusCallbackInvalid;
        if (form["Timeout"].ToString() is { Length: > 0 } timeout && (!int.TryParse(timeout, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > LongestTimeout))
            return TwilioErrors.InvalidParameter("Timeout");
        if (caller == Magic + "1" || !Numbers.IsE164(caller))
            return TwilioErrors.FromInvalid(caller);
        if (accounts.Owner(caller) is not { NoVoice: false } own || own.AccountSid != accountSid)
            return TwilioErrors.CallFromNotYours(caller);
        from = own;
        return to switch
        {
            Magic + "1" => TwilioErrors.CallToInvalid(to),
            Magic + "2" => TwilioErrors.CallNotRoutable(to),
            Magic + "3" => TwilioErrors.CallCountryNotEnabled(to),
            Magic + "4" => TwilioErrors.CallBlocked(to),
            _ when !Numbers.IsE164(to) => TwilioErrors.CallToInvalid(to),
            _ => null,
        };
    }
}
