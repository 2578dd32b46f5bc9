using System.ComponentModel.DataAnnotations;

namespace EscalationCqrs.Infrastructure.Telemetry;

/// <summary>Where traces go.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Address of an OTLP collector, such as <c>http://localhost:4317</c>; empty means that traces stay in the process.</summary>
    [Url(ErrorMessage = "Telemetry__OtlpEndpoint must be an address such as http://localhost:4317.")]
    public string? OtlpEndpoint { get; set; }
}
