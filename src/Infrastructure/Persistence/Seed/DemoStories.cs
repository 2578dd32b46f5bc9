using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Infrastructure.Persistence.Seed;

/// <summary>
/// Sixty requests of forty customers over thirty days. Each is a story that says how long it waits before its next step; the steps of all stories
/// are played in the order of time.
/// </summary>
internal sealed class DemoStories(IServiceProvider services, StoryClock clock, DemoPeople people, DateTimeOffset now, CancellationToken ct)
{
    private const int Count = 60, StillOpen = 22;

    private readonly Random _random = new(20260101);
    private readonly Dictionary<DemoWords.Person, Guid> _chats = [];
    private readonly HashSet<DemoWords.Person> _writers = [];
    private readonly PastCarrier _carrier = services.GetRequiredService<PastCarrier>();

    private enum Ending { Resolved, Cancelled, Pending, Assigned, InProgress, Waiting }

    public async Task Play()
    {
        var queue = new PriorityQueue<IAsyncEnumerator<TimeSpan>, DateTimeOffset>();
        for (var i = 0; i < Count; i++)
            queue.Enqueue(Story(i).GetAsyncEnumerator(ct), Begins(i));
        while (queue.TryDequeue(out var story, out var at))
        {
            clock.Now = at < now ? at : now;
            if (await story.MoveNextAsync())
                queue.Enqueue(story, at + story.Current);
            else
                await story.DisposeAsync();
        }
    }

    /// <summary>The finished ones over the month by day, the open ones within the last hours, so that the inbox shows work in all colours.</summary>
    private DateTimeOffset Begins(int i) => i >= Count - StillOpen
        ? now.AddMinutes(-4 - Math.Pow(i - (Count - StillOpen), 1.75))
        : now.Date.AddDays(-30 + (i * 30.0 / (Count - StillOpen))).AddHours(7 + _random.Next(0, 10)).AddMinutes(_random.Next(60)) is var time
            ? new DateTimeOffset(DateTime.SpecifyKind(time, DateTimeKind.Utc)) : default;

    private static Ending EndingOf(int i) => i < Count - StillOpen ? i % 9 == 4 ? Ending.Cancelled : Ending.Resolved
        : ((i - (Count - StillOpen)) % 11) switch { 0 or 2 or 3 or 6 or 9 => Ending.Pending, 1 or 7 => Ending.InProgress, 4 or 8 => Ending.Assigned, _ => Ending.Waiting };

    private async IAsyncEnumerable<TimeSpan> Story(int i)
    {
        var person = DemoWords.Customers[i % DemoWords.Customers.Count];
        var fitting = DemoWords.Matters.Where(m => m.Locale == person.Locale).ToList();
        var (matter, ending, method) = (fitting[(i / 2) % fitting.Count], EndingOf(i), (ContactMethod)(i % 5 == 3 ? 1 : i % 7 == 5 ? 2 : 0));
        var phone = $"+1415555{2000 + (i % DemoWords.Customers.Count):0000}";
        var email = $"{person.Name.Split(' ')[^1].ToLowerInvariant()}{i % DemoWords.Customers.Count}@customer.example";

        Guid conversation, escalation;
        if (_writers.Contains(person))
        {
            // Whoever has texted is known by the number; this time they phoned, and the supervisor wrote it down.
            method = ContactMethod.Sms;
            var opened = await people.As(await people.Staff(people.Supervisor), new OpenEscalation.Command(null, person.Name, matter.Reason, method, phone, email, Consent: true, matter.Priority));
            (conversation, escalation) = (opened.ConversationId, opened.EscalationId);
        }
        else
        {
            if (!_chats.TryGetValue(person, out conversation))
                _chats[person] = conversation = (await people.As(people.Customer(null), new StartConversation.Command(person.Locale, person.Name, null, null))).ConversationId;
            await people.As(people.Customer(conversation), new PostCustomerMessage.Command(conversation, matter.Opening));
            yield return Soon(1, 3);
            escalation = (await people.As(people.Customer(conversation), new RequestEscalation.Command(conversation, matter.Reason, method, phone, email, Consent: true, matter.Priority))).EscalationId;
        }

        var customer = people.Customer(conversation);
        yield return Soon(1, 2);
        if (people.Teams.TryGetValue(matter.Team, out var team))
            await people.As(await people.Staff(people.Supervisor), new ReassignEscalation.Command(escalation, null, team, "by topic"));
        if (ending == Ending.Pending)
            yield break;

        yield return Soon(1, i % 6 == 0 ? 95 : 12);
        if (ending == Ending.Cancelled)
        {
            await people.As(customer, new WithdrawEscalation.Command(conversation));
            yield break;
        }

        var agent = await people.Staff(people.Agents[(i * 3) % people.Agents.Count]);
        await people.As(agent, new ClaimEscalation.Command(escalation));
        if (ending == Ending.Assigned)
            yield break;

        yield return Soon(1, 6);
        var answer = matter.Answer.Replace("{agent}", agent.Name.Split(' ')[0]).Replace("{name}", person.Name.Split(' ')[person.Locale == "vi" ? ^1 : 0]);
        await Reply(agent, escalation, method, answer);
        if (i % 4 == 1)
            await people.As(agent, new AddNote.Command(escalation, "Checked the order: nothing unusual in its history."));
        if (ending == Ending.Waiting)
            await people.As(agent, new WaitEscalation.Command(escalation));
        if (ending == Ending.Waiting || (ending == Ending.InProgress && i % 2 == 0))
            yield break;

        yield return Soon(3, 40);
        if (method == ContactMethod.Sms)
        {
            await Text(phone, matter.Thanks);
            _writers.Add(person);
        }
        else
            await people.As(customer, new PostCustomerMessage.Command(conversation, matter.Thanks));
        if (ending == Ending.InProgress)
            yield break;

        yield return Soon(2, i % 5 == 2 ? 1900 : 45);
        await people.As(agent, new ResolveEscalation.Command(escalation, matter.Notes, ResumeBot: true));
    }

    private async Task Reply(IActor agent, Guid escalationId, ContactMethod method, string text)
    {
        var channel = method == ContactMethod.Sms ? Channel.Sms : Channel.Chat;
        await people.As(agent, new ReplyToCustomer.Command(escalationId, channel, text));
        if (channel == Channel.Sms)
            await Deliver();
    }

    /// <summary>What the dispatcher and the carrier do in life.</summary>
    private async Task Deliver()
    {
        var desk = CurrentActor.System(people.TenantId);
        var taken = await people.As(desk, new DispatchMessages.Command(people.NumberId, 10));
        foreach (var outgoing in taken.Messages)
        {
            var outcome = await _carrier.Send(outgoing.Sms, taken.Sender!.Account, ct);
            await people.As(desk, new RecordSendOutcomes.Command([new(outgoing.Sms.MessageId, outgoing.Attempt, outcome)]));
            clock.Now += TimeSpan.FromSeconds(2);
            await Receive(new(((SendOutcome.Accepted)outcome).CarrierMessageId, outgoing.Sms.MessageId));
        }
    }

    private Task Text(string from, string text) => Receive(new(_carrier.NextId(), From: from, To: "+15005550006", Text: text));

    private async Task Receive(PastCarrier.Said said)
    {
        var desk = CurrentActor.System(people.TenantId);
        await people.As(desk, new ReceiveWebhook.Command(people.NumberId, [_carrier.Says(said)]));
        var due = await services.GetRequiredService<ICrossTenant>().DueReceipts(clock.Now, 100, ct);
        var processed = await people.As(desk, new ProcessDeliveryReports.Command([.. due.Select(d => d.ReceiptId)]));
        foreach (var inbound in processed.Inbound)
            await people.As(desk, new ReceiveSms.Command(inbound));
    }

    private TimeSpan Soon(int fromMinutes, int toMinutes) => TimeSpan.FromSeconds(_random.Next(fromMinutes * 60, (toMinutes * 60) + 1));
}
