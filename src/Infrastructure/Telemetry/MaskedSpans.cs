using System.Diagnostics;
using EscalationCqrs.Domain.Telephony;
using OpenTelemetry;

namespace EscalationCqrs.Infrastructure.Telemetry;

/// <summary>Takes telephone numbers, e-mail addresses and queries of addresses out of spans before they leave the process.</summary>
internal sealed class MaskedSpans : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        foreach (var (key, value) in data.TagObjects.ToList())
        {
            if (key is "url.query" or "http.url")
                data.SetTag(key, null);
            else if (value is string text && ContactMask.Mask(text) is var masked && masked != text)
                data.SetTag(key, masked);
        }
    }
}
