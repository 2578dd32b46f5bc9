using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using EscalationCqrs.Domain.Telephony;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace EscalationCqrs.Infrastructure.Telemetry;

internal sealed class MaskedJsonOptions : ConsoleFormatterOptions;

/// <summary>
/// Writes an entry as one line of JSON: time, level, category, message, its values and those of the scopes. The last line of defence for
/// personal data: whatever text comes by, telephone numbers, e-mail addresses and tokens in addresses are masked.
/// </summary>
internal sealed partial class MaskedJsonFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "desk";

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Relaxed))
        {
            json.WriteStartObject();
            json.WriteString("at", DateTimeOffset.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", logEntry.LogLevel.ToString().ToLowerInvariant());
            json.WriteString("category", logEntry.Category);
            json.WriteString("message", Clean(message));
            if (logEntry.Exception is { } fault)
                json.WriteString("exception", Clean(fault.ToString()));
            var written = new HashSet<string> { "at", "level", "category", "message", "exception", "{OriginalFormat}" };
            Values(json, logEntry.State, written);
            scopeProvider?.ForEachScope((scope, state) => Values(state.json, scope, state.written), (json, written));
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>The nearest value of a name counts: the entry's own before its scopes'.</summary>
    private static void Values(Utf8JsonWriter json, object? state, HashSet<string> written)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> pairs)
            return;
        foreach (var (name, value) in pairs)
        {
            var key = JsonNamingPolicy.CamelCase.ConvertName(name);
            if (value is null || name == "{OriginalFormat}" || !written.Add(key))
                continue;
            if (value is bool flag)
                json.WriteBoolean(key, flag);
            else if (value is int or long or short or byte)
                json.WriteNumber(key, Convert.ToInt64(value, CultureInfo.InvariantCulture));
            else if (value is Enum word)
                json.WriteString(key, JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()));
            else
                json.WriteString(key, Clean(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }
    }

    private static string Clean(string text) => ContactMask.Mask(Tokens().Replace(text, "$1…"));

    /// <summary>Streams carry their token in the address.</summary>
    [GeneratedRegex(@"((?:[?&]|%3F|%26)(?:token|access_token)=)[^&\s""]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Tokens();
}
