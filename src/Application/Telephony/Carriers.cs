using System.Security.Cryptography;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Application.Telephony;

/// <summary>Finds a number's carrier, its account and its addresses.</summary>
internal static class Carriers
{
    public static ICarrierWebhook For(this IEnumerable<ICarrierWebhook> webhooks, Number number) =>
        webhooks.FirstOrDefault(w => w.Carrier == number.Carrier) ?? throw Unknown(number.Carrier);

    public static IMessageCarrier For(this IEnumerable<IMessageCarrier> carriers, string carrier) =>
        carriers.FirstOrDefault(c => c.Carrier == carrier) ?? throw Unknown(carrier);

    public static ICallCarrier For(this IEnumerable<ICallCarrier> carriers, string carrier) =>
        carriers.FirstOrDefault(c => c.Carrier == carrier) ?? throw Unknown(carrier);

    public static ICarrierCheck For(this IEnumerable<ICarrierCheck> checks, string carrier) =>
        checks.FirstOrDefault(c => c.Carrier == carrier) ?? throw Unknown(carrier);

    public static CarrierAccount Account(this ISecrets secrets, Number number) => new(number.AccountId, secrets.Unprotect(number.ProtectedSecret), number.ProtectedGrant is { } grant ? secrets.Unprotect(grant) : null);

    /// <summary>As <see cref="Account"/>; a number whose secret cannot be read any more is paused, and there is none.</summary>
    public static CarrierAccount? TryAccount(this ISecrets secrets, Number number)
    {
        try
        {
            return secrets.Account(number);
        }
        catch (CryptographicException)
        {
            number.Pause("credentials_unreadable");
            return null;
        }
    }

    /// <summary>The longest text that a carrier takes; the desk's own limit for one that is not set up, or for none.</summary>
    public static int MaxCharacters(this IEnumerable<IMessageCarrier> carriers, string? carrier) => carriers.FirstOrDefault(c => c.Carrier == carrier)?.MaxCharacters ?? Message.MaxSmsLength;

    /// <summary>Refuses early what the number's carrier would refuse later.</summary>
    /// <param name="field">Where the text was entered.</param>
    /// <exception cref="FieldRefused"><c>text_too_long</c>.</exception>
    public static void DemandFits(this IEnumerable<IMessageCarrier> carriers, Number number, string text, string field)
    {
        var most = carriers.MaxCharacters(number.Carrier);
        if (text.Length > most)
            throw new FieldRefused(field, "text_too_long", $"This number's carrier takes at most {most} characters.", ("most", most));
    }

    /// <summary>The absolute address of a path that the carrier is told.</summary>
    public static Uri At(this IPublicAddress address, string path) => new(address.Base.AbsoluteUri.TrimEnd('/') + path);

    public static WebhookCall ToCall(this WebhookReceipt receipt) => new(receipt.Kind, receipt.PathAndQuery, receipt.ContentType, receipt.Body, receipt.Signature);

    private static RuleViolation Unknown(string carrier) => new("unknown_carrier", "This carrier is not set up on this desk.", ("carrier", carrier));
}
