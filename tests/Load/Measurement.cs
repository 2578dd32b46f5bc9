namespace EscalationCqrs.Load;

/// <summary>How a figure compares with its target. Only a broken rule of correctness fails the run.</summary>
public enum Verdict { Pass, Miss, Broken }

/// <summary>One line of the table.</summary>
/// <param name="Details">What explains the figure, printed below the table.</param>
public sealed record Measurement(string Name, string Target, string Figure, Verdict Verdict, IReadOnlyList<string> Details)
{
    public static Measurement Of(string name, string target, string figure, bool reached, params IEnumerable<string> details) =>
        new(name, target, figure, reached ? Verdict.Pass : Verdict.Miss, [.. details]);
}

/// <summary>One measurement with all that it needs: its own database, processes and clients.</summary>
public interface IScenario
{
    /// <summary>The word that selects it on the command line.</summary>
    string Name { get; }

    Task<IReadOnlyList<Measurement>> Run(Bench bench, CancellationToken ct);
}
