using System.Globalization;

namespace EscalationCqrs.CarrierSimulator;

/// <summary>How the simulator is to run. The defaults are those of the demo.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Loopback port; 0 takes a free one. From <c>SIM_PORT</c>.</summary>
    public int Port { get; init; } = 5090;

    /// <summary>Time between two statuses of a message. From <c>SIM_STEP_DELAY_MS</c>.</summary>
    public TimeSpan StepDelay { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How long a second of a call lasts: waits in scripts, ringing, and what is recorded. From <c>SIM_SECOND_MS</c>.</summary>
    public TimeSpan Second { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>JSON file that keeps the network between starts; none by default. From <c>SIM_STATE</c>.</summary>
    public string? StatePath { get; init; }

    /// <summary>Makes the ids repeatable; random when absent.</summary>
    public int? Seed { get; init; }

    /// <exception cref="FormatException">A variable cannot be understood; the message names it.</exception>
    public static SimulatorOptions FromEnvironment()
    {
        var defaults = new SimulatorOptions();
        return defaults with
        {
            Port = Number("SIM_PORT", 65535) ?? defaults.Port,
            StepDelay = Number("SIM_STEP_DELAY_MS", 3_600_000) is { } ms ? TimeSpan.FromMilliseconds(ms) : defaults.StepDelay,
            Second = Number("SIM_SECOND_MS", 60_000) is { } second and > 0 ? TimeSpan.FromMilliseconds(second) : defaults.Second,
            StatePath = Environment.GetEnvironmentVariable("SIM_STATE") is { Length: > 0 } path ? path : null,
        };
    }

    private static int? Number(string variable, int max)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrEmpty(text))
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= max
            ? value
            : throw new FormatException($"{variable} must be a whole number from 0 to {max}.");
    }
}
