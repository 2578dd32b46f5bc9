using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Escalations;

/// <summary>A customer asks for a person.</summary>
public sealed class RequestEscalationTests(AppFixture app) : IntegrationTest(app)
{
    private static RequestEscalation.Command Ask(Guid conversation) =>
        new(conversation, "My parcel never arrived", ContactMethod.Sms, "(415) 555-2671", null, Consent: true, Priority.High);

    [Fact]
    public async Task The_request_is_pending_the_number_is_read_consent_is_kept_and_the_bot_pauses()
    {
        var conversation = await Saved(A.Conversation() with { Customer = A.Customer() with { Phone = null } });

        var result = await AsCustomer(conversation.Id).Send(Ask(conversation.Id));

        Assert.True(result.Created);
        var escalation = await Read(db => db.Escalations.SingleAsync());
        Assert.Equal((EscalationState.Pending, "+14155552671", Clock.Now, Priority.High), (escalation.State, escalation.Phone, escalation.RequestedAt, escalation.Priority));
        Assert.Equal(Clock.Now.AddMinutes(15), escalation.DueAt);
        Assert.True((await Read(db => db.Conversations.SingleAsync())).BotPaused);
        Assert.Equal([Channel.Sms, Channel.Voice], (await Read(db => db.Consents.Select(c => c.Channel).ToListAsync())).Order());
    }

    [Fact]
    public async Task Asking_again_answers_with_the_same_request_and_writes_nothing()
    {
        var conversation = await Saved(A.Conversation());
        var first = await AsCustomer(conversation.Id).Send(Ask(conversation.Id));
        var events = await Read(db => db.Events.CountAsync());
        var audit = await Read(db => db.AuditEntries.CountAsync());

        var again = await AsCustomer(conversation.Id).Send(Ask(conversation.Id));

        Assert.Equal((first.EscalationId, false), (again.EscalationId, again.Created));
        Assert.Equal((events, audit), (await Read(db => db.Events.CountAsync()), await Read(db => db.AuditEntries.CountAsync())));
    }

    [Fact]
    public async Task Many_at_once_make_one_request()
    {
        var conversation = await Saved(A.Conversation());

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => AsCustomer(conversation.Id).Send(Ask(conversation.Id))));

        Assert.Single(results, r => r.Created);
        Assert.Single(results.Select(r => r.EscalationId).Distinct());
    }

    [Fact]
    public async Task After_resolving_a_new_request_gets_a_new_id()
    {
        var conversation = await Saved(A.Conversation());
        var first = await AsCustomer(conversation.Id).Send(Ask(conversation.Id));
        await As(Desk.Agent).Send(new ClaimEscalation.Command(first.EscalationId));
        await As(Desk.Agent).Send(new ResolveEscalation.Command(first.EscalationId, "Found it", ResumeBot: true));

        var second = await AsCustomer(conversation.Id).Send(Ask(conversation.Id));

        Assert.True(second.Created);
        Assert.NotEqual(first.EscalationId, second.EscalationId);
    }

    [Theory]
    [InlineData("too short", ContactMethod.Sms, "+14155552671", null, true, "Reason")]
    [InlineData("         x          ", ContactMethod.Sms, "+14155552671", null, true, "Reason")]
    [InlineData("My parcel never arrived", ContactMethod.Sms, null, null, true, "Phone")]
    [InlineData("My parcel never arrived", ContactMethod.Call, "", null, true, "Phone")]
    [InlineData("My parcel never arrived", ContactMethod.Email, null, null, false, "Email")]
    [InlineData("My parcel never arrived", ContactMethod.Email, null, "nobody", false, "Email")]
    [InlineData("My parcel never arrived", ContactMethod.Sms, "+14155552671", null, false, "Consent")]
    public async Task What_is_missing_is_named_and_nothing_is_kept(string reason, ContactMethod method, string? phone, string? email, bool consent, string field)
    {
        var conversation = await Saved(A.Conversation());

        var refused = await Assert.ThrowsAsync<ValidationException>(() => AsCustomer(conversation.Id).Send(new RequestEscalation.Command(conversation.Id, reason, method, phone, email, consent)));

        Assert.Equal(field, Assert.Single(refused.Errors).PropertyName);
        Assert.Equal(0, await Read(db => db.Escalations.CountAsync()));
    }

    [Fact]
    public async Task A_number_nobody_can_dial_is_refused()
    {
        var conversation = await Saved(A.Conversation());

        var refused = await Assert.ThrowsAsync<FieldRefused>(() => AsCustomer(conversation.Id).Send(Ask(conversation.Id) with { Phone = "12" }));

        Assert.Equal("phone", refused.Field);
    }

    [Fact]
    public async Task A_token_speaks_for_its_own_conversation_only()
    {
        var (mine, yours) = (await Saved(A.Conversation()), await Saved(A.Conversation()));

        await Assert.ThrowsAsync<NotFound>(() => AsCustomer(mine.Id).Send(Ask(yours.Id)));
        await Assert.ThrowsAsync<NotFound>(() => AsCustomer(mine.Id).Send(new GetPublicConversation.Query(yours.Id)));
    }

    [Fact]
    public async Task The_customer_can_withdraw_and_the_bot_resumes()
    {
        var conversation = await Saved(A.Conversation());
        await AsCustomer(conversation.Id).Send(Ask(conversation.Id));

        await AsCustomer(conversation.Id).Send(new WithdrawEscalation.Command(conversation.Id));

        Assert.Equal(EscalationState.Cancelled, (await Read(db => db.Escalations.SingleAsync())).State);
        Assert.False((await Read(db => db.Conversations.SingleAsync())).BotPaused);
    }
}
