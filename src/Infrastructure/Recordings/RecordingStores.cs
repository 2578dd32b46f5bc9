using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Recordings;

internal sealed class RecordingStores(IEnumerable<IRecordingStore> stores, IOptions<RecordingOptions> options) : IRecordingStores
{
    private readonly Dictionary<string, IRecordingStore> _byName = stores.ToDictionary(s => s.Name);

    public IRecordingStore Current => Of(options.Value.Store);

    public IRecordingStore Of(string name) => _byName.GetValueOrDefault(name) ?? throw new StoreUnavailable($"The store {name} is not configured here.");
}
