using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace EscalationCqrs.Infrastructure.Telemetry;

/// <summary>Collects all instruments when somebody asks, and answers in the text format of Prometheus.</summary>
internal sealed class PrometheusReader : BaseExportingMetricReader
{
    private const int TimeoutMilliseconds = 5000;

    private readonly Collected _collected;
    private readonly Lock _gate = new();

    public PrometheusReader() : this(new Collected()) { }

    private PrometheusReader(Collected collected) : base(collected) => _collected = collected;

    public string Render()
    {
        lock (_gate)
        {
            Collect(TimeoutMilliseconds);
            return _collected.Text;
        }
    }

    [ExportModes(ExportModes.Pull | ExportModes.Push)]
    private sealed class Collected : BaseExporter<Metric>, IPullMetricExporter
    {
        public string Text { get; private set; } = "";

        public Func<int, bool>? Collect { get; set; }

        public override ExportResult Export(in Batch<Metric> batch)
        {
            var text = new PrometheusText();
            foreach (var metric in batch)
                text.Add(metric);
            Text = text.Finish();
            return ExportResult.Success;
        }
    }
}
