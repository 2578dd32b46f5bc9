using System.Collections.Concurrent;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EscalationCqrs.Application.Tests.Telemetry;

/// <summary>Everything that is logged, at every level, before anything masks it.</summary>
public sealed class CanaryFixture : AppFixture, ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider _scopes = new LoggerExternalScopeProvider();

    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => new Listener(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() { }

    protected override void Configure(IServiceCollection services, IConfiguration configuration) =>
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    private sealed class Listener(CanaryFixture fixture, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var scopes = new List<string>();
            fixture._scopes.ForEachScope((scope, all) => all.Add(Text(scope)), scopes);
            fixture.Lines.Enqueue($"{logLevel} {category} {formatter(state, exception)} {Text(state)} {exception} {string.Join(' ', scopes)}");
        }

        private static string Text(object? state) =>
            state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(p => $"{p.Key}={p.Value}")) : state?.ToString() ?? "";
    }
}

public sealed class CanaryTests(CanaryFixture app) : IntegrationTest(app), IClassFixture<CanaryFixture>
{
    private const string Name = "Canaria Quokka", Phone = "+14155550177", Email = "canary.quokka@customer.test", Words = "the purple walrus parcel", Secret = "not-a-real-walrus-secret";

    [Fact]
    public async Task A_whole_story_leaves_no_name_address_word_or_secret_in_the_log_but_ids_priority_and_method()
    {
        var conversation = (await AsVisitor().Send(new StartConversation.Command("en", Name, Phone, Email))).ConversationId;
        await AsCustomer(conversation).Send(new PostCustomerMessage.Command(conversation, $"Where is {Words}?"));
        var escalation = (await AsCustomer(conversation).Send(new RequestEscalation.Command(conversation, $"I miss {Words}", ContactMethod.Sms, Phone, Email, true, Priority.High))).EscalationId;
        await As(Desk.Agent).Send(new ReplyToCustomer.Command(escalation, Channel.Chat, $"We look for {Words}"));
        await As(Desk.Agent).Send(new AddNote.Command(escalation, $"{Name} said {Secret}"));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.OtherAgent).Send(new ResolveEscalation.Command(escalation, Words, false)));
        await As(Desk.Agent).Send(new ListEscalations.Query(new(Q: Name)));
        await As(Desk.Agent).Send(new ResolveEscalation.Command(escalation, $"Found {Words}", true));

        Assert.NotEmpty(app.Lines);
        foreach (var canary in new[] { Name, Phone, Phone[1..], Email, Words, Secret })
            Assert.DoesNotContain(app.Lines, line => line.Contains(canary, StringComparison.OrdinalIgnoreCase));
        Assert.Contains(app.Lines, line => line.Contains($"conversationId={conversation}") && line.Contains("Priority=High") && line.Contains("Method=Sms"));
        Assert.Contains(app.Lines, line => line.Contains($"escalationId={escalation}"));
    }
}
