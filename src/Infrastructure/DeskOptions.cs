using System.ComponentModel.DataAnnotations;

namespace EscalationCqrs.Infrastructure;

/// <summary>Where the desk is reached.</summary>
public sealed class DeskOptions
{
    public const string Section = "Desk";

    /// <summary>Address under which browsers and carriers reach this installation, without a path at its end. Carriers sign webhooks over it.</summary>
    [Required(ErrorMessage = "Set Desk__PublicBaseUrl to the address under which browsers and carriers reach the desk.")]
    public Uri PublicBaseUrl { get; set; } = null!;
}
