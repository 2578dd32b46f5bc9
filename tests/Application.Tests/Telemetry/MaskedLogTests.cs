using System.Text.Json;
using EscalationCqrs.Infrastructure.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EscalationCqrs.Application.Tests.Telemetry;

public sealed class MaskedLogTests
{
    [Fact]
    public void Addresses_are_masked_in_message_values_exception_and_scopes()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(new Dictionary<string, object?> { ["Customer"] = "mai@shop.example", ["EscalationId"] = "e-1" });

        var line = Write("Sent to +14155550123", new InvalidOperationException("no route to (415) 555-0123"), scopes, new KeyValuePair<string, object?>("Address", "mai@shop.example"));

        Assert.DoesNotContain("4155550123", line);
        Assert.DoesNotContain("555-0123", line);
        Assert.DoesNotContain("mai@", line);
        using var json = JsonDocument.Parse(line);
        Assert.Equal(("error", "e-1"), (json.RootElement.GetProperty("level").GetString(), json.RootElement.GetProperty("escalationId").GetString()));
    }

    [Fact]
    public void A_token_in_an_address_is_not_written() =>
        Assert.DoesNotContain("s3cret", Write("GET /api/v1/public/demo/conversations/1/events?token=s3cret&x=1", null, null));

    [Fact]
    public void The_entrys_own_value_counts_before_that_of_a_scope()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var scope = scopes.Push(new Dictionary<string, object?> { ["Priority"] = "low" });

        Assert.Contains("\"priority\":\"urgent\"", Write("Opened", null, scopes, new KeyValuePair<string, object?>("Priority", "urgent")));
    }

    private static string Write(string message, Exception? fault, IExternalScopeProvider? scopes, params KeyValuePair<string, object?>[] values)
    {
        using var text = new StringWriter();
        new MaskedJsonFormatter().Write(new LogEntry<KeyValuePair<string, object?>[]>(LogLevel.Error, "Desk", default, values, fault, (_, _) => message), scopes, text);
        return Assert.Single(text.ToString().TrimEnd().Split(Environment.NewLine));
    }
}
