using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Telephony;

/// <summary>The configured address, and no other.</summary>
internal sealed class PublicAddress(IOptions<DeskOptions> options) : IPublicAddress
{
    public Uri Base => options.Value.PublicBaseUrl;
}
