using System.Net;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Shared;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Telephony;
using FluentValidation;
using MediatR;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Telephony;

/// <summary>One webhook, with the names of its fields. Only values that can hold nothing personal are shown; of telephone numbers the last two digits.</summary>
public static class GetReceipt
{
    [Requires(Permissions.Settings.Tenant)]
    public sealed record Query(Guid ReceiptId) : IQuery<Result>;

    /// <param name="NumberId">Null for mail.</param>
    /// <param name="Number">Our number that the carrier called about, or our e-mail address.</param>
    /// <param name="Error">A stable word such as <c>invalid_signature</c>, or the type of the fault.</param>
    /// <param name="BodyLength">In characters, as it was kept.</param>
    /// <param name="IsSigned">Whether it carried a signature at all, be it right or wrong.</param>
    /// <param name="CanReplay">Whether it waits for an administrator.</param>
    /// <param name="Fields">Of a form, at most 100; empty for other bodies.</param>
    public sealed record Result(Guid Id, Guid? NumberId, string Number, string Kind, WebhookState State, string? Error, int Attempts, DateTimeOffset ReceivedAt,
        DateTimeOffset? NextAttemptAt, DateTimeOffset? ProcessedAt, string ContentType, int BodyLength, bool IsSigned, bool CanReplay, IReadOnlyList<Field> Fields);

    /// <param name="Value">Masked unless it is of a kind that holds nothing personal.</param>
    public sealed record Field(string Name, string Value);

    internal sealed class Validator : AbstractValidator<Query>
    {
        public Validator() => RuleFor(q => q.ReceiptId).NotEmpty();
    }

    internal sealed class Handler(IDeskDb db) : IRequestHandler<Query, Result>
    {
        public async Task<Result> Handle(Query query, CancellationToken ct)
        {
            var r = await db.WebhookReceipts.SingleOrDefaultAsync(receipt => receipt.Id == query.ReceiptId, ct) ?? throw new NotFound("The webhook");
            var number = r.NumberId is null ? await db.Mailboxes.Where(b => b.Id == r.MailboxId).Select(b => b.Address).SingleAsync(ct)
                : await db.Numbers.Where(n => n.Id == r.NumberId).Select(n => n.E164).SingleAsync(ct);
            return new(r.Id, r.NumberId, number, r.Kind, r.State, r.Error, r.Attempts, r.ReceivedAt, r.NextAttemptAt, r.ProcessedAt, ContactMask.Mask(r.ContentType), r.Body.Length,
                r.Signature.Length > 0, r.State == WebhookState.Quarantined, MaskedForm.Read(r.ContentType, r.Body));
        }
    }

    /// <summary>Reads a form for people who may not see what customers wrote. Anybody may have sent it.</summary>
    private static class MaskedForm
    {
        private const int MostFields = 100, MostNameLength = 60, MostDigits = 6;

        private static readonly HashSet<string> Phones = new(StringComparer.Ordinal) { "From", "To", "Caller", "Called" },
            Plain = new(StringComparer.Ordinal) { "MessageStatus", "SmsStatus", "ErrorCode", "NumMedia", "NumSegments", "OptOutType" };

        public static IReadOnlyList<Field> Read(string contentType, string body) =>
            contentType.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
                ? [.. body.Split('&', StringSplitOptions.RemoveEmptyEntries).Take(MostFields).Select(Of)]
                : [];

        private static Field Of(string pair)
        {
            var parts = pair.Split('=', 2);
            var (name, value) = (WebUtility.UrlDecode(parts[0]), WebUtility.UrlDecode(parts.ElementAtOrDefault(1) ?? ""));
            var shown = value.Length == 0 ? ""
                : Plain.Contains(name) && IsWord(value) ? value
                : Phones.Contains(name) ? Masked.Phone(value)!
                : "•••";
            // A forger may write anything into a name.
            return new(name.Length <= MostNameLength && name.All(char.IsAsciiLetterOrDigit) && name.Count(char.IsAsciiDigit) <= MostDigits ? name : "•••", shown);
        }

        /// <summary>A word such as <c>delivered</c> or a short code; nothing that could be dialled or read as a sentence.</summary>
        private static bool IsWord(string value) =>
            value.Length <= 20 && (value.All(c => char.IsAsciiLetter(c) || c is '-' or '_') || (value.Length <= MostDigits && value.All(char.IsAsciiDigit)));
    }
}
