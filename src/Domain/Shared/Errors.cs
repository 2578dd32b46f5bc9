namespace EscalationCqrs.Domain.Shared;

/// <summary>Why a request was refused: a stable code for programs, a sentence fit for the user, and the values that a translation needs.</summary>
public abstract class Refusal(string code, string message, params (string Name, object Value)[] args) : Exception(message)
{
    /// <summary>Stable, snake_case; part of the API's contract.</summary>
    public string Code { get; } = code;

    /// <summary>Values named in the sentence, for translations.</summary>
    public IReadOnlyDictionary<string, object> Args { get; } = args.ToDictionary(a => a.Name, a => a.Value);
}

/// <summary>The thing does not exist for this actor: absent, another tenant's, or invisible. Answers 404.</summary>
public sealed class NotFound(string what) : Refusal("not_found", $"{what} was not found.", ("what", what));

/// <summary>The actor sees the thing but may not do this. Answers 403.</summary>
public sealed class PermissionDenied(string code, string message) : Refusal(code, message)
{
    public PermissionDenied(string permission) : this("permission_denied", $"You do not have the permission {permission}.") { }
}

/// <summary>A rule of the desk forbids it in the present state. Answers 409.</summary>
public sealed class RuleViolation(string code, string message, params (string Name, object Value)[] args) : Refusal(code, message, args);

/// <summary>A rule refuses the value of one field. Answers 422 and names the field.</summary>
public sealed class FieldRefused(string field, string code, string message, params (string Name, object Value)[] args) : Refusal(code, message, args)
{
    /// <summary>The request's property, in camelCase.</summary>
    public string Field { get; } = field;
}

/// <summary>Nobody is signed in, or the token is expired or forged. Answers 401.</summary>
public sealed class NotSignedIn(string message = "Sign in first.") : Refusal("unauthenticated", message);

/// <summary>Too many requests. Answers 429.</summary>
public sealed class TooMany(string message, TimeSpan retryAfter) : Refusal("rate_limited", message)
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
