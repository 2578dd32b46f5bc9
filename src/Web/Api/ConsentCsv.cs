using System.Globalization;
using System.Text.Json;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Infrastructure.Reports;
using EscalationCqrs.Web.Pages.Views;

namespace EscalationCqrs.Web.Api;

/// <summary>The proof of consent for one address as a file: permissions first, then each message and each call under the one that allowed it.</summary>
internal static class ConsentCsv
{
    private static readonly string[] Header = ["kind", "id", "at", "channel", "purpose", "source", "evidence", "wording", "recordedBy", "withdrawnAt", "withdrawnBy", "withdrawalEvidence", "consentId", "state", "reason", "dispatchedAt"];

    public static IResult File(GetConsentProof.Result proof) =>
        Results.File(Bytes(proof), "text/csv; charset=utf-8", Name(proof));

    public static string Name(GetConsentProof.Result proof) => $"consent-{proof.AsOf.UtcDateTime.ToString("yyyyMMdd-HHmm", CultureInfo.InvariantCulture)}.csv";

    public static byte[] Bytes(GetConsentProof.Result proof) => CsvFile.Write(
        [
            ("report", "Proof of consent"), ("address", proof.Address), ("asOf", proof.AsOf.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
            ("consents", proof.Consents.Count.ToString(CultureInfo.InvariantCulture)), ("messages", proof.Messages.Count.ToString(CultureInfo.InvariantCulture)),
            ("calls", proof.Calls.Count.ToString(CultureInfo.InvariantCulture)),
            ("complete", proof.Complete ? "yes" : "no, only the newest messages and calls"),
        ],
        Header,
        proof.Consents.Select(c => (IReadOnlyList<object?>)
            ["consent", c.Id, c.GivenAt, Word(c.Channel), Word(c.Purpose), Word(c.Source), c.Evidence, ConsentWords.Wording(c.Evidence), c.RecordedBy, c.WithdrawnAt, Word(c.WithdrawnBy), c.WithdrawalEvidence, null, null, null, null])
        .Concat(proof.Messages.Select(m => (IReadOnlyList<object?>)["message", m.Id, m.WrittenAt, Word(m.Channel), null, null, null, null, m.By, null, null, null, m.ConsentId, Word(m.State), m.Reason, m.DispatchedAt]))
        .Concat(proof.Calls.Select(c => (IReadOnlyList<object?>)
            ["call", c.Id, c.PlacedAt, Word(Channel.Voice), null, null, null, null, c.By, null, null, null, c.ConsentId, Word(c.Outcome) ?? Word(c.State), c.Reason, c.DispatchedAt])));

    private static string? Word(Enum? value) => value is null ? null : JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
