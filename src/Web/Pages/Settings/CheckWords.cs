using System.Text.Json;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Web.Pages.Settings;

/// <summary>What came of checking a number, in the viewer's language.</summary>
public static class CheckWords
{
    public static string Of(this Texts t, NumberNeed need) => need switch
    {
        NumberNeed.Credentials => t.Settings.Check.Credentials,
        NumberNeed.Number => t.Settings.Check.Number,
        NumberNeed.Sms => t.Settings.Check.Sms,
        NumberNeed.Calls => t.Settings.Check.Calls,
        NumberNeed.Recordings => t.Settings.Check.Recordings,
        NumberNeed.Webhooks => t.Settings.Check.Webhooks,
        _ => t.Settings.Check.PublicAddress,
    };

    /// <summary>What is tried, for those who have not tried it yet.</summary>
    public static string About(this Texts t, NumberNeed need) => need switch
    {
        NumberNeed.Credentials => t.Settings.Check.CredentialsAbout,
        NumberNeed.Number => t.Settings.Check.NumberAbout,
        NumberNeed.Sms => t.Settings.Check.SmsAbout,
        NumberNeed.Calls => t.Settings.Check.CallsAbout,
        NumberNeed.Recordings => t.Settings.Check.RecordingsAbout,
        NumberNeed.Webhooks => t.Settings.Check.WebhooksAbout,
        _ => t.Settings.Check.PublicAddressAbout,
    };

    /// <param name="outcome">Null while it was not tried.</param>
    public static string Of(this Texts t, CheckOutcome? outcome) => outcome switch
    {
        null => t.Settings.Check.NotYet,
        CheckOutcome.Passed => t.Settings.Check.Passed,
        CheckOutcome.Failed => t.Settings.Check.Failed,
        _ => t.Settings.Check.Unknown,
    };

    public static string Icon(this CheckOutcome? outcome) => outcome switch
    {
        null => "circle-dashed",
        CheckOutcome.Passed => "circle-check",
        CheckOutcome.Failed => "circle-x",
        _ => "alert-circle",
    };

    public static string Css(this CheckOutcome? outcome) => outcome switch
    {
        CheckOutcome.Passed => "mine",
        CheckOutcome.Failed => "p-urgent",
        CheckOutcome.Unknown => "p-high",
        _ => "plain",
    };

    /// <summary>Why a check did not pass, or what is to be remarked; null where there is nothing to say.</summary>
    public static string? Why(this Texts t, NumberCheck check, string carrier) => Sentence(t, "why", check, carrier) is { } why ? check.Code is { } code ? $"{why} ({code})" : why : null;

    /// <summary>What to do about it.</summary>
    public static string? Advice(this Texts t, NumberCheck check, string carrier) => Sentence(t, "advice", check, carrier);

    private static string? Sentence(Texts t, string group, NumberCheck check, string carrier) => check.Reason is { } reason
        ? t.Find($"settings.check.{group}.{JsonNamingPolicy.SnakeCaseLower.ConvertName($"{reason}")}")?
            .Replace("{carrier}", t.CarrierName(carrier), StringComparison.Ordinal).Replace("{detail}", check.Detail is { Length: > 0 } detail ? detail : "–", StringComparison.Ordinal)
        : null;
}
