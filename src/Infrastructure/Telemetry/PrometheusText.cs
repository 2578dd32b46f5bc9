using System.Globalization;
using System.Text;
using System.Text.Json;
using EscalationCqrs.Domain.Telephony;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace EscalationCqrs.Infrastructure.Telemetry;

/// <summary>The text format of Prometheus. The desk's own instruments are there from the first moment, with zero.</summary>
internal sealed class PrometheusText
{
    private static readonly string[] Counters = ["escalations_created_total", "sms_sent_total", "sms_failures_total"];
    private static readonly string[] Histograms = ["escalation_resolution_seconds"];

    private readonly StringBuilder _text = new();
    private readonly HashSet<string> _written = [];

    public void Add(Metric metric)
    {
        var (name, type) = (Name(metric), Type(metric.MetricType));
        if (type is null || !_written.Add(name))
            return;
        Head(name, type, metric.Description);
        foreach (ref readonly var point in metric.GetMetricPoints())
        {
            var labels = Labels(point.Tags);
            if (type == "histogram")
                Histogram(name, labels, point);
            else
                Line(name, labels, Value(metric.MetricType, point));
        }
    }

    public string Finish()
    {
        foreach (var name in Counters.Where(_written.Add))
        {
            Head(name, "counter", "");
            Line(name, "", 0);
        }

        foreach (var name in Histograms.Where(_written.Add))
        {
            Head(name, "histogram", "");
            Line($"{name}_bucket", "le=\"+Inf\"", 0);
            Line($"{name}_sum", "", 0);
            Line($"{name}_count", "", 0);
        }

        return _text.ToString();
    }

    /// <summary>Letters that Prometheus knows, the unit once, and <c>_total</c> once for what only grows.</summary>
    private static string Name(Metric metric)
    {
        var name = new string([.. metric.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or ':' ? c : '_')]);
        var unit = metric.Unit switch { "s" => "seconds", "By" => "bytes", "ms" => "milliseconds", _ => null };
        if (unit is not null && !name.Split('_').Contains(unit))
            name += $"_{unit}";
        return Type(metric.MetricType) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string? Type(MetricType type) => type switch
    {
        MetricType.LongSum or MetricType.DoubleSum => "counter",
        MetricType.LongGauge or MetricType.DoubleGauge or MetricType.LongSumNonMonotonic or MetricType.DoubleSumNonMonotonic => "gauge",
        MetricType.Histogram => "histogram",
        _ => null,
    };

    private static double Value(MetricType type, in MetricPoint point) => type switch
    {
        MetricType.LongSum or MetricType.LongSumNonMonotonic => point.GetSumLong(),
        MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic => point.GetSumDouble(),
        MetricType.LongGauge => point.GetGaugeLastValueLong(),
        _ => point.GetGaugeLastValueDouble(),
    };

    private void Histogram(string name, string labels, in MetricPoint point)
    {
        var below = 0L;
        foreach (var bucket in point.GetHistogramBuckets())
        {
            below += bucket.BucketCount;
            var bound = double.IsPositiveInfinity(bucket.ExplicitBound) ? "+Inf" : Number(bucket.ExplicitBound);
            Line($"{name}_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{bound}\"", below);
        }

        Line($"{name}_sum", labels, point.GetHistogramSum());
        Line($"{name}_count", labels, point.GetHistogramCount());
    }

    private static string Labels(ReadOnlyTagCollection tags)
    {
        var labels = new List<string>();
        foreach (var (key, value) in tags)
        {
            if (value is not null)
                labels.Add($"{new string([.. key.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')])}=\"{Escape(Word(value))}\"");
        }

        return string.Join(',', labels);
    }

    /// <summary>Words as the API writes them; addresses never.</summary>
    private static string Word(object value) => value switch
    {
        Enum word => JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()),
        bool flag => flag ? "true" : "false",
        _ => ContactMask.Mask(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static string Escape(string value) => value.Replace("\\", @"\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private void Head(string name, string type, string description)
    {
        if (description.Length > 0)
            _text.Append("# HELP ").Append(name).Append(' ').Append(Escape(description)).Append('\n');
        _text.Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');
    }

    private void Line(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }
}
