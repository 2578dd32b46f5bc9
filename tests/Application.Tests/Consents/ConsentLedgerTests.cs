using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Consents;

/// <summary>Who permitted what, who wrote it down, and the proof of it.</summary>
public sealed class ConsentLedgerTests(AppFixture app) : IntegrationTest(app)
{
    private const string Phone = "+14155550101";

    private async Task<Escalation> Asked()
    {
        var conversation = await Saved(A.Conversation());
        var asked = await AsCustomer(conversation.Id).Send(new RequestEscalation.Command(conversation.Id, "My parcel never arrived", ContactMethod.Sms, Phone, null, Consent: true));
        return await Read(db => db.Escalations.SingleAsync(e => e.Id == asked.EscalationId));
    }

    [Fact]
    public async Task The_ledger_tells_text_source_and_withdrawal()
    {
        var request = await Asked();

        await As(Desk.Agent).Send(new RecordConsent.Command(request.Id, Channel.Sms, Given: false, "Said so on the telephone"));

        var rows = (await As(Desk.Viewer).Send(new ListConsents.Query(request.Id))).Items;
        var sms = rows.Single(r => r.Channel == Channel.Sms);
        Assert.Equal((ConsentPurpose.Support, ConsentSource.Widget, $"{Consent.WidgetText}:en", Clock.Now), (sms.Purpose, sms.Source, sms.Evidence, sms.GivenAt));
        Assert.Equal((ConsentSource.Staff, "Said so on the telephone", Clock.Now), (sms.WithdrawnBy, sms.WithdrawalEvidence, sms.WithdrawnAt));
        Assert.Null(rows.Single(r => r.Channel == Channel.Voice).WithdrawnAt);
        Assert.Equal("opted_out", (await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new ReplyToCustomer.Command(request.Id, Channel.Sms, "Hello")))).Code);
    }

    [Fact]
    public async Task What_was_taken_back_staff_cannot_give_again()
    {
        var request = await Asked();
        await As(Desk.Agent).Send(new RecordConsent.Command(request.Id, Channel.Sms, Given: false, "Said so on the telephone"));

        var refused = await Assert.ThrowsAsync<RuleViolation>(() => As(Desk.Agent).Send(new RecordConsent.Command(request.Id, Channel.Sms, Given: true, "Changed their mind")));

        Assert.Equal("withdrawn", refused.Code);
    }

    [Fact]
    public async Task A_permission_given_on_the_telephone_names_who_wrote_it_down()
    {
        var request = await Saved(An.OpenEscalation() with { Owner = Desk.Agent });

        await As(Desk.Agent).Send(new RecordConsent.Command(request.Id, Channel.Sms, Given: true, "On the telephone at noon"));
        await As(Desk.Agent).Send(new RecordConsent.Command(request.Id, Channel.Sms, Given: true, "Said it twice"));

        var row = Assert.Single((await As(Desk.Agent).Send(new ListConsents.Query(request.Id))).Items);
        Assert.Equal((ConsentSource.Staff, "On the telephone at noon", "Noor"), (row.Source, row.Evidence, row.RecordedBy));
        Assert.Equal(1, await Read(db => db.Events.CountAsync(e => e.Type == "consent_given")));
    }

    [Fact]
    public async Task Bad_input_and_strangers_are_refused()
    {
        var request = await Saved(An.OpenEscalation() with { Owner = Desk.OtherAgent, Conversation = A.Conversation() with { Customer = A.Customer() with { Email = null } } });

        await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Supervisor).Send(new RecordConsent.Command(request.Id, Channel.Chat, true, "x")));
        await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Supervisor).Send(new RecordConsent.Command(request.Id, Channel.Sms, true, " ")));
        Assert.Equal("no_address", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Supervisor).Send(new RecordConsent.Command(request.Id, Channel.Email, true, "Said so")))).Code);
        Assert.Equal("not_assignee", (await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new RecordConsent.Command(request.Id, Channel.Sms, true, "Said so")))).Code);
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Viewer).Send(new RecordConsent.Command(request.Id, Channel.Sms, true, "Said so")));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new GetConsentProof.Query(Phone)));
        Assert.Empty(await Read(db => db.Consents.ToListAsync()));
    }

    [Fact]
    public async Task The_proof_lists_each_message_with_the_permission_that_allowed_it_and_is_audited()
    {
        var request = await Asked();
        await As(Desk.Agent).Send(new ReplyToCustomer.Command(request.Id, Channel.Sms, "secret words"));
        var consent = await Read(db => db.Consents.SingleAsync(c => c.Channel == Channel.Sms));
        await Write(async db => (await db.Messages.SingleAsync(m => m.Channel == Channel.Sms)).Dispatch(consent.Id, Clock.Now));

        var proof = await As(Desk.Admin).Send(new GetConsentProof.Query("(415) 555-0101"));

        Assert.Equal((Phone, Clock.Now, true), (proof.Address, proof.AsOf, proof.Complete));
        Assert.Equal(2, proof.Consents.Count);
        var sent = Assert.Single(proof.Messages);
        Assert.Equal((consent.Id, "Noor", DeliveryState.Dispatching), (sent.ConsentId, sent.By, sent.State));
        Assert.Equal(1, await Read(db => db.AuditEntries.CountAsync(e => e.Action == nameof(GetConsentProof))));
        Assert.Empty((await As((await NewDesk()).Admin).Send(new GetConsentProof.Query(Phone))).Consents);
    }
}
