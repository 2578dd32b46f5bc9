using System.ComponentModel.DataAnnotations;

namespace EscalationCqrs.Infrastructure;

/// <summary>Where the desk is reached.</summary>
public sealed class DeskOptions : IValidatableObject
{
    public const string Section = "Desk";

    /// <summary>
    /// Address under which browsers and carriers reach this installation, without a path at its end. Carriers sign webhooks over it. It begins
    /// with https, but for an installation that this machine alone reaches.
    /// </summary>
    [Required(ErrorMessage = "Set Desk__PublicBaseUrl to the address under which browsers and carriers reach the desk.")]
    public Uri PublicBaseUrl { get; set; } = null!;

    /// <summary>Whether whoever reaches the desk does so over TLS.</summary>
    public bool IsSecure => PublicBaseUrl is { IsAbsoluteUri: true } address && address.Scheme == Uri.UriSchemeHttps;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!PublicBaseUrl.IsAbsoluteUri || (PublicBaseUrl.Scheme != Uri.UriSchemeHttps && PublicBaseUrl.Scheme != Uri.UriSchemeHttp))
            yield return new("Desk__PublicBaseUrl must be a whole address, such as https://desk.example.com.", [nameof(PublicBaseUrl)]);
        else if (!IsSecure && !PublicBaseUrl.IsLoopback)
            yield return new("Desk__PublicBaseUrl must begin with https://: what customers write, and the carriers' calls, may not travel in the open. Only an address of this machine alone may begin with http://.", [nameof(PublicBaseUrl)]);
    }
}
