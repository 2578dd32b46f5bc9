using EscalationCqrs.Application.Calls;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Tests.Telephony;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Calls;

/// <summary>Nobody is called who has not permitted it, and each call points at what permitted it.</summary>
public sealed class ConsentToCallTests(TelephonyFixture app) : TelephonyTest(app)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Write(async db => (await db.Staff.SingleAsync(s => s.Id == Desk.Agent.Id)).AnswerAt("+14155550150"));
    }

    private async Task<Guid> Asked()
    {
        var conversation = await Saved(A.Conversation());
        return (await AsCustomer(conversation.Id).Send(new RequestEscalation.Command(conversation.Id, "My parcel never arrived", ContactMethod.Sms, CustomerPhone, null, Consent: true))).EscalationId;
    }

    private async Task<Guid> Place(Guid escalation) => (await As(Desk.Agent).Send(new PlaceCall.Command(escalation))).CallId;

    private async Task<Call> Begin(Guid call)
    {
        await AsSystem().Send(new BeginCall.Command(call));
        return await Read(db => db.Calls.SingleAsync(c => c.Id == call));
    }

    private Task Says(Guid escalation, bool given) => As(Desk.Agent).Send(new RecordConsent.Command(escalation, Channel.Voice, given, "Said so at noon"));

    private async Task<string> Refused(Guid escalation) => (await Assert.ThrowsAsync<RuleViolation>(() => Place(escalation))).Code;

    [Fact]
    public async Task A_call_points_at_the_consent_that_allowed_it_and_the_proof_lists_it()
    {
        var call = await Begin(await Place(await Asked()));

        var consent = await Read(db => db.Consents.SingleAsync(c => c.Channel == Channel.Voice));
        Assert.Equal((CallState.Dispatching, consent.Id), (call.State, call.ConsentId));
        var proven = Assert.Single((await As(Desk.Admin).Send(new GetConsentProof.Query(CustomerPhone))).Calls);
        Assert.Equal((call.Id, Clock.Now, CallState.Dispatching, consent.Id, "Noor"), (proven.Id, proven.DispatchedAt, proven.State, proven.ConsentId, proven.By));
    }

    [Fact]
    public async Task What_is_taken_back_before_the_carrier_is_asked_holds_the_call_back()
    {
        var request = await Asked();
        var queued = await Place(request);
        await Says(request, given: false);

        var call = await Begin(queued);

        Assert.Equal((CallState.Ended, CallOutcome.Suppressed, "call_opted_out", (Guid?)null), (call.State, call.Outcome, call.Reason, call.ConsentId));
        Assert.Equal("call_opted_out", await Refused(request));
    }

    [Fact]
    public async Task Without_any_permission_the_agent_first_writes_one_down()
    {
        var request = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });
        Assert.Equal("no_call_consent", await Refused(request.Id));

        await Says(request.Id, given: true);

        Assert.NotNull((await Begin(await Place(request.Id))).ConsentId);
    }

    [Fact]
    public async Task Whoever_texts_us_may_be_called_back_until_they_ask_to_be_left_alone()
    {
        await Texts("Where is my parcel, please?");
        var request = await Read(db => db.Escalations.SingleAsync());
        var queued = await Place(request.Id);

        var texted = await Read(db => db.Consents.SingleAsync());
        Assert.Equal((Channel.Sms, texted.Id), (texted.Channel, (await Begin(queued)).ConsentId));

        await Write(async db => (await db.Calls.SingleAsync()).End(CallOutcome.NoAnswer, null, null, await db.Escalations.SingleAsync(), Clock.Now));
        var next = await Place(request.Id);
        await Texts("Please stop texting me");
        Assert.Equal((CallOutcome.Suppressed, "no_call_consent"), ((await Begin(next)).Outcome, (await Begin(next)).Reason));
        Assert.Equal("no_call_consent", await Refused(request.Id));
    }

    [Fact]
    public async Task Who_asked_staff_to_be_called_has_permitted_it()
    {
        var opened = await As(Desk.Agent).Send(new OpenEscalation.Command(null, "Carmen", "Asks to be called back", ContactMethod.Call, CustomerPhone, null, Consent: false));

        Assert.NotNull((await Begin(await Place(opened.EscalationId))).ConsentId);

        var consent = await Read(db => db.Consents.SingleAsync());
        Assert.Equal((Channel.Voice, ConsentSource.Staff, Desk.Agent.Id), (consent.Channel, consent.Source, consent.RecordedById));
    }
}
