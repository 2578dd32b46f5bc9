using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Telephony;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Calls;

/// <summary>
/// A customer's call finds its request, or opens one, and then somebody: the owner, else the team, else a recorder. Whoever takes it owns the request; whoever gives up has left work behind.
/// </summary>
internal sealed class InboundCalls(IDeskDb db, IWebhookInbox inbox, Number number, DateTimeOffset now)
{
    private const int OwnerSeconds = 20, TeamSeconds = 30, MostRung = 10;

    /// <summary>The first question. The same call asked about again is the same call.</summary>
    public async Task<(Guid CallId, VoiceScript Script)> Receive(CarrierEvent.VoiceAsked asked, CancellationToken ct)
    {
        var tenant = await db.Tenant(ct);
        if (!PhoneNumber.IsE164(asked.From))
            return (Guid.Empty, new VoiceScript.HangUp(VoicePrompts.Anonymous(tenant.Locale), tenant.Locale));
        var (call, escalation) = await Find(asked.CarrierCallId, asked.From, ct);
        if (call.IsOver)
            return (call.Id, new VoiceScript.HangUp(null, "en"));
        if (number.VoiceMenu is { } menu && escalation.OwnerId is null && call.Stage is null or CallStage.Menu)
        {
            call.LookFor(CallStage.Menu);
            return (call.Id, new VoiceScript.Menu(VoicePrompts.Menu(tenant.Locale, menu), tenant.Locale, new(VoiceStep.Menu, call.Id)));
        }

        return (call.Id, await Offer(call, escalation, call.Stage ?? CallStage.Owner, ct));
    }

    public async Task<VoiceScript> Next(Call call, Escalation escalation, CarrierEvent.VoiceAsked asked, CancellationToken ct)
    {
        var place = asked.Place;
        switch (place.Step)
        {
            case VoiceStep.Menu when !call.IsOver:
                if (number.VoiceMenu?.Chosen(asked.Digits) is { } choice && await db.Teams.AnyAsync(t => t.Id == choice.TeamId, ct))
                    escalation.RouteTo(choice.TeamId, RoutingSource.Intent, Actor.Customer, now);
                return await Offer(call, escalation, CallStage.Owner, ct);
            case VoiceStep.Offer when !call.IsOver && call.AgentId is null && await Agent(place.AgentId, ct) is { } agent:
                var name = await db.Customers.Where(c => c.Id == call.CustomerId).Select(c => c.Name).SingleAsync(ct);
                return new VoiceScript.AskForKey(VoicePrompts.Take(agent.Locale, name), agent.Locale, new(VoiceStep.Taken, call.Id, agent.Id));
            case VoiceStep.Taken when !string.IsNullOrEmpty(asked.Digits) && await Agent(place.AgentId, ct) is { } agent:
                return await Take(call, escalation, agent, ct);
            case VoiceStep.Done:
                return await After(call, escalation, asked, ct);
            case VoiceStep.Left:
                call.LeftMessage(escalation, now);
                return new VoiceScript.HangUp(VoicePrompts.Thanks(await Locale(call, ct)), await Locale(call, ct));
            default:
                return new VoiceScript.HangUp(null, "en");
        }
    }

    /// <summary>A call that was over before we could be asked about it: it is work all the same.</summary>
    public async Task Missed(string carrierCallId, string from, CancellationToken ct)
    {
        var (call, escalation) = await Find(carrierCallId, from, ct);
        call.End(CallOutcome.Missed, null, null, escalation, now);
    }

    /// <summary>A call that the carrier's own call handling took: what was missed is work, and what was answered is told.</summary>
    public async Task<bool> Handled(CarrierEvent.CustomerCalled said, CancellationToken ct)
    {
        // Who withholds the number can be neither found nor called back.
        if (!PhoneNumber.IsE164(said.From))
            return true;
        var (call, escalation) = await Find(said.CarrierCallId, said.From, ct);
        call.Handled(said.Outcome, said.AnsweredBy, said.Seconds, escalation, now);
        return true;
    }

    private async Task<(Call Call, Escalation Escalation)> Find(string carrierCallId, string from, CancellationToken ct)
    {
        await inbox.LockPair(number.Id, from, ct);
        if (await db.Calls.Where(c => c.NumberId == number.Id && c.CarrierCallId == carrierCallId).Select(c => (Guid?)c.Id).SingleOrDefaultAsync(ct) is { } id && await db.LockCall(id, ct) is { } known)
            return known;
        var thread = new InboundThread(db, number, from);
        var place = await thread.Join(ct) ?? await thread.Reopen(InboundThread.Kind.Call, now, ct) ?? await thread.Open(InboundThread.Kind.Call, null, now, ct);
        var (conversation, escalation) = (place.Conversation, place.Escalation!);
        var call = Call.FromCustomer(escalation, number, from, carrierCallId, now);
        db.Calls.Add(call);
        conversation.Touch(now);
        escalation.TextFrom(number.Id);
        await db.GiveConsent(number.TenantId, escalation.CustomerId, [Channel.Voice], from, ConsentSource.InboundCall, carrierCallId, null, now, ct);
        return (call, escalation);
    }

    /// <summary>Rings whoever this stage looks for; without anybody, whoever comes next.</summary>
    private async Task<VoiceScript> Offer(Call call, Escalation escalation, CallStage stage, CancellationToken ct)
    {
        var (locale, records) = (await Locale(call, ct), (await db.Tenant(ct)).RecordsCalls);
        for (; stage < CallStage.Voicemail; stage++)
        {
            if (await Reachable(escalation, stage).ToListAsync(ct) is not { Count: > 0 } agents)
                continue;
            call.LookFor(stage);
            return new VoiceScript.RingAgents(VoicePrompts.Wait(locale, records), locale, number.E164, agents, stage == CallStage.Owner ? OwnerSeconds : TeamSeconds, records,
                new(VoiceStep.Done, call.Id, Stage: stage));
        }

        call.LookFor(CallStage.Voicemail);
        return new VoiceScript.TakeMessage(VoicePrompts.LeaveMessage(locale), locale, new(VoiceStep.Left, call.Id));
    }

    /// <summary>People with a telephone who have not gone: the owner; or those online in the team, or in the whole desk where the request has none.</summary>
    private IQueryable<VoiceOffer> Reachable(Escalation escalation, CallStage stage)
    {
        var staff = db.Staff.Where(s => s.IsActive && s.Phone != null);
        staff = stage == CallStage.Owner ? staff.Where(s => s.Id == escalation.OwnerId && s.Presence != Presence.Offline)
            : staff.Where(s => s.Presence == Presence.Online && s.Id != escalation.OwnerId && (escalation.TeamId == null || db.TeamMembers.Any(m => m.TeamId == escalation.TeamId && m.StaffId == s.Id)));
        return staff.OrderBy(s => db.Load().Count(e => e.OwnerId == s.Id)).ThenBy(s => s.Id).Take(MostRung).Select(s => new VoiceOffer(s.Id, s.Phone!));
    }

    private async Task<StaffMember?> Agent(Guid? id, CancellationToken ct) => await db.Staff.SingleOrDefaultAsync(s => s.Id == id && s.IsActive, ct);

    private async Task<VoiceScript> Take(Call call, Escalation escalation, StaffMember agent, CancellationToken ct)
    {
        if (call.IsOver || (call.AgentId is not null && call.AgentId != agent.Id))
            return new VoiceScript.HangUp(VoicePrompts.TakenByAnother(agent.Locale), agent.Locale);
        if (escalation is { IsOpen: true, OwnerId: null })
            escalation.Claim(agent, AssignmentCause.FirstReply, new Actor(ActorKind.Staff, agent.Id, agent.Name), now);
        if (call.TakenBy(agent, escalation, now) && (await db.Tenant(ct)).RecordsCalls)
        {
            // The customer heard it before the agent's telephone rang.
            call.NoticePlayed(now);
            await new CallChanges(db, call, escalation, now).ExpectRecording(ct);
        }

        return new VoiceScript.Say(VoicePrompts.Connected(agent.Locale), agent.Locale);
    }

    /// <summary>Ringing or talking is over, and the customer is still there.</summary>
    private async Task<VoiceScript> After(Call call, Escalation escalation, CarrierEvent.VoiceAsked asked, CancellationToken ct)
    {
        if (call.ConnectedAt is null && !call.IsOver)
            return await Offer(call, escalation, (asked.Place.Stage ?? CallStage.Owner) + 1, ct);
        call.End(CallOutcome.Answered, asked.DialSeconds, null, escalation, now);
        return new VoiceScript.HangUp(null, "en");
    }

    private async Task<string> Locale(Call call, CancellationToken ct) =>
        db.Customers.Local.FirstOrDefault(c => c.Id == call.CustomerId)?.Locale ?? await db.Customers.Where(c => c.Id == call.CustomerId).Select(c => c.Locale).SingleAsync(ct);
}
