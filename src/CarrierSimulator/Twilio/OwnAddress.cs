using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Where this server can be reached: callbacks name files that are fetched from it.</summary>
internal sealed class OwnAddress(IServer server)
{
    public string Of(string path) => server.Features.Get<IServerAddressesFeature>()!.Addresses.First().TrimEnd('/') + path;
}
