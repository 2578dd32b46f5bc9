using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Jobs;

/// <summary>Every job of the desk by its name.</summary>
internal sealed class JobCatalogue(IEnumerable<JobDefinition> definitions)
{
    private readonly Dictionary<string, JobDefinition> _byName = definitions.ToDictionary(d => d.Name);

    public IReadOnlyCollection<JobDefinition> All => _byName.Values;

    public JobDefinition Get(string name) => _byName.GetValueOrDefault(name) ?? throw new InvalidOperationException($"There is no job called {name}.");
}
