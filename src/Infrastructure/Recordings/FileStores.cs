using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Recordings;

internal sealed class FileStores(IEnumerable<IFileStore> stores, IOptions<RecordingOptions> options) : IFileStores
{
    private readonly Dictionary<string, IFileStore> _byName = stores.ToDictionary(s => s.Name);

    public IFileStore Current => Of(options.Value.Store);

    public IFileStore Of(string name) => _byName.GetValueOrDefault(name) ?? throw new StoreUnavailable($"The store {name} is not configured here.");
}
