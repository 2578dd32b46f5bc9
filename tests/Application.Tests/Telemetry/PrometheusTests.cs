using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Infrastructure.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace EscalationCqrs.Application.Tests.Telemetry;

public sealed class PrometheusTests : IDisposable
{
    private readonly PrometheusReader _reader = new();
    private readonly MeterProvider _provider;

    public PrometheusTests() => _provider = Sdk.CreateMeterProviderBuilder().AddMeter(DeskTelemetry.Name).AddReader(_reader).Build();

    public void Dispose() => _provider.Dispose();

    [Theory]
    [InlineData("escalations_created_total", "counter")]
    [InlineData("escalation_resolution_seconds", "histogram")]
    [InlineData("sms_sent_total", "counter")]
    [InlineData("sms_failures_total", "counter")]
    public void The_desks_instruments_are_there_from_the_first_moment_under_their_exact_names(string name, string type) =>
        Assert.Single(_reader.Render().Split('\n'), $"# TYPE {name} {type}");

    [Fact]
    public void Counters_keep_their_name_and_write_words_as_the_api_does()
    {
        DeskTelemetry.EscalationsCreated.Add(1, new("priority", Priority.Urgent), new("method", null), new("origin", EscalationOrigin.InboundSms));

        Assert.Contains(_reader.Render().Split('\n'), line => line.StartsWith("escalations_created_total{", StringComparison.Ordinal)
            && line.Contains("priority=\"urgent\"") && line.Contains("origin=\"inbound_sms\"") && !line.Contains("method="));
    }

    [Fact]
    public void Histograms_cumulate_and_end_at_infinity()
    {
        DeskTelemetry.ResolutionSeconds.Record(7, new KeyValuePair<string, object?>("priority", Priority.Low));
        DeskTelemetry.ResolutionSeconds.Record(70, new KeyValuePair<string, object?>("priority", Priority.Low));

        var text = _reader.Render();
        Assert.Contains("escalation_resolution_seconds_bucket{priority=\"low\",le=\"10\"} 1\n", text);
        Assert.Contains("escalation_resolution_seconds_bucket{priority=\"low\",le=\"+Inf\"} 2\n", text);
        Assert.Contains("escalation_resolution_seconds_sum{priority=\"low\"} 77\n", text);
        Assert.DoesNotContain("seconds_seconds", text);
    }

    [Fact]
    public void An_address_in_a_label_is_masked()
    {
        DeskTelemetry.SmsFailures.Add(1, new KeyValuePair<string, object?>("reason", "to +14155550123"));

        Assert.DoesNotContain("4155550123", _reader.Render());
    }
}
