using System.Text.Json.Serialization;

namespace EscalationCqrs.Web.Errors;

/// <summary>The body of every refusal of the API, as its description shows it.</summary>
/// <param name="Title">A sentence fit for the user, in the language of the request.</param>
/// <param name="Code">Stable; what programs should look at.</param>
/// <param name="TraceId">Names this answer in the desk's log.</param>
/// <param name="Type">Address of what the status means in general.</param>
/// <param name="Errors">For 422: sentences by field.</param>
public sealed record ProblemAnswer(string Title, int Status, string Code, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>Stands for every status that an operation does not declare.</summary>
    public const string Other = "default";

    /// <summary>What a status means, and bodies that it may have.</summary>
    public static readonly IReadOnlyDictionary<string, (string Meaning, ProblemAnswer[] Examples)> ByStatus = new Dictionary<string, (string, ProblemAnswer[])>
    {
        ["401"] = ("Nobody is signed in, or the token is expired, ended or forged.", [Example(401, "unauthenticated", "Sign in first.", "rfc9110#section-15.5.2")]),
        ["403"] = ("The caller sees the thing but may not do this.",
            [
                Example(403, "permission_denied", "You do not have the permission inbox:assign.", "rfc9110#section-15.5.4"),
                Example(403, "not_assignee", "You are not assigned to this customer", "rfc9110#section-15.5.4"),
            ]),
        ["404"] = ("The thing does not exist for this caller: absent, another tenant's, or invisible.", [Example(404, "not_found", "The request was not found.", "rfc9110#section-15.5.5")]),
        ["409"] = ("The present state forbids it, or somebody else was faster.",
            [
                Example(409, "already_assigned", "Customer is already assigned to agent1@demo.test.", "rfc9110#section-15.5.10"),
                Example(409, "wrong_state", "This is not possible while the request is resolved.", "rfc9110#section-15.5.10"),
                Example(409, "changed_meanwhile", "Someone else changed this just now; look again.", "rfc9110#section-15.5.10"),
            ]),
        ["413"] = ("The body is larger than is taken here.", [Example(413, "too_large", "The request is larger than is taken here.", "rfc9110#section-15.5.14")]),
        ["422"] = ("A field is missing or has a value that is refused.",
            [Example(422, "validation", "Please check the marked fields.", "rfc4918#section-11.2") with { Errors = new Dictionary<string, string[]> { ["reason"] = ["Say why."] } }]),
        ["429"] = ("Too many requests; try again when Retry-After has passed.", [Example(429, "rate_limited", "That was a lot at once. Wait a moment, then try again.")]),
        [Other] = ("Any other refusal or fault: 400 for what cannot be read, 415, 500, 503 while the database is away.",
            [
                Example(400, "malformed", "The request cannot be read: is it valid JSON with the right types?", "rfc9110#section-15.5.1"),
                Example(503, "database_away", "The desk cannot reach its database. Try again in a moment.", "rfc9110#section-15.6.4"),
            ]),
    };

    private static ProblemAnswer Example(int status, string code, string title, string? section = null) =>
        new(title, status, code, "0HNQB8M0A0T1A:00000001", section is null ? null : $"https://tools.ietf.org/html/{section}");
}
