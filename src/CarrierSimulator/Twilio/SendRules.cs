using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>What Twilio refuses before a message exists, in the order in which it looks.</summary>
internal sealed class SendRules(PhoneNetwork network)
{
    private const int LongestBody = 1600;
    private const string Magic = "+1500555000";

    /// <summary>Returns why the request is refused, or null and the number that sends.</summary>
    public TwilioError? Refuse(string accountSid, IFormCollection form, out OwnNumber from)
    {
        from = null!;
        var (to, sender, body, statusCallback) = (form["To"].ToString(), form["From"].ToString(), form["Body"].ToString(), form["StatusCallback"].ToString());

        if (to == "")
            return TwilioErrors.ToRequired;
        if (form.ContainsKey("SendAt") || form.ContainsKey("ScheduleType"))
            return TwilioErrors.SchedulingNeedsService;
        if (form.ContainsKey("MessagingServiceSid"))
            return TwilioErrors.NoSuchMessagingService;
        if (sender == "")
            return TwilioErrors.FromRequired;
        if (form.ContainsKey("MediaUrl"))
            return TwilioErrors.NoMedia(sender);
        if (body == "")
            return TwilioErrors.BodyRequired;
        if (body.Length > LongestBody)
            return TwilioErrors.BodyTooLong;
        if (statusCallback != "" && !TwilioApi.IsWebAddress(statusCallback))
            return TwilioErrors.StatusCallbackInvalid;
        if (RefuseSender(accountSid, sender, out from) is { } senderRefused)
            return senderRefused;
        return RefuseRecipient(from, to);
    }

    private TwilioError? RefuseSender(string accountSid, string sender, out OwnNumber from)
    {
        from = null!;
        switch (sender)
        {
            case Magic + "1":
                return TwilioErrors.FromInvalid(sender);
            case Magic + "7":
                return TwilioErrors.NotYourNumber(sender);
            case Magic + "8":
                return TwilioErrors.QueueFull(sender);
        }

        if (!Numbers.IsE164(sender))
            return TwilioErrors.FromInvalid(sender);
        if (network.Accounts.Owner(sender) is not { NoSms: false } own || own.AccountSid != accountSid)
            return TwilioErrors.NotYourNumber(sender);

        from = own;
        return null;
    }

    private TwilioError? RefuseRecipient(OwnNumber from, string to) => to switch
    {
        Magic + "1" => TwilioErrors.ToInvalid(to),
        Magic + "2" => TwilioErrors.NotRoutable(to),
        Magic + "3" => TwilioErrors.CountryNotEnabled,
        Magic + "4" => TwilioErrors.OptedOut,
        Magic + "9" => TwilioErrors.NotMobile(to),
        _ when !Numbers.IsE164(to) => TwilioErrors.ToInvalid(to),
        _ when to == from.Number => TwilioErrors.SameNumbers,
        _ when network.OptOuts.IsBlocked(from.Number, to) => TwilioErrors.OptedOut,
        _ => null,
    };
}
