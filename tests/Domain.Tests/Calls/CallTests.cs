using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Calls;

public sealed class CallTests
{
    private static readonly DateTimeOffset Start = CalledDesk.Start;

    private readonly Escalation _escalation;
    private readonly Number _number;
    private readonly StaffMember _noor;

    public CallTests()
    {
        var desk = new CalledDesk();
        (_escalation, _number) = (desk.Escalation, desk.Number);
        _noor = new StaffMember(_escalation.TenantId, Guid.NewGuid(), "Noor", "noor@example.test", "Staff", "en", Start);
    }

    [Fact]
    public void Without_a_telephone_of_ones_own_there_is_no_call() =>
        Assert.Equal("phone", Assert.Throws<FieldRefused>(() => Outbound()).Field);

    [Theory]
    [InlineData("accept ready connect end")]
    [InlineData("connect accept ready end connect")]
    [InlineData("ready accept accept connect connect end end ready")]
    public void Reports_in_any_order_and_number_end_in_the_same_state(string reports)
    {
        var call = Placed();
        foreach (var report in reports.Split(' '))
            Apply(call, report);

        Assert.Equal((CallState.Ended, CallOutcome.Answered, 40, "CA1"), (call.State, call.Outcome, call.DurationSeconds, call.CarrierCallId));
        Assert.Single(call.Raised, e => e.Type == "call_ended");
        Assert.Equal(Start.AddMinutes(1), _escalation.FirstRespondedAt);
    }

    [Fact]
    public void A_call_that_nobody_answered_is_no_first_response()
    {
        var call = Placed();
        call.Accept("CA1", _escalation, Start);
        call.AgentIsReady(_escalation, Start);
        call.End(CallOutcome.NoAnswer, 0, null, _escalation, Start.AddMinutes(1));
        Assert.Null(_escalation.FirstRespondedAt);
        Assert.Equal(0, call.DurationSeconds);
    }

    [Fact]
    public void Only_one_node_places_a_call_and_what_it_does_not_know_it_says()
    {
        var call = Placed();
        Assert.False(call.Dispatch(Guid.NewGuid(), Start));
        call.LoseSight("TimedOut", Start);
        Assert.Equal((CallState.Uncertain, Start + Call.UnknownAfter), (call.State, call.NextAttemptAt));
        call.Accept("CA1", _escalation, Start);
        Assert.Equal((CallState.RingingAgent, (string?)null), (call.State, call.Reason));
        call.LoseSight("late", Start);
        Assert.Equal(CallState.RingingAgent, call.State);
    }

    [Fact]
    public void Who_hangs_up_before_the_carrier_has_answered_is_remembered_and_the_call_is_seen_to_at_once()
    {
        var call = Placed();
        call.WantHangUp(_escalation, Start);
        Assert.Equal((CallState.Dispatching, Start), (call.State, call.HangUpWantedAt));

        call.Accept("CA1", _escalation, Start.AddSeconds(2));
        Assert.Equal(Start.AddSeconds(2), call.NextAttemptAt);
        call.End(CallOutcome.AgentNotReached, null, null, _escalation, Start.AddSeconds(3));
        Assert.Equal(CallOutcome.Cancelled, call.Outcome);
    }

    [Fact]
    public void Who_hangs_up_before_a_node_has_asked_the_carrier_ends_the_call()
    {
        _noor.AnswerAt("+14155550150");
        var call = Outbound();
        call.WantHangUp(_escalation, Start);
        Assert.Equal((CallState.Ended, CallOutcome.Cancelled), (call.State, call.Outcome));
        Assert.False(call.Dispatch(Guid.NewGuid(), Start));
    }

    [Fact]
    public void The_first_to_take_a_customers_call_has_it()
    {
        var call = Call.FromCustomer(_escalation, _number, CalledDesk.Customer, "CA9", Start);
        var bao = new StaffMember(_escalation.TenantId, Guid.NewGuid(), "Bao", "bao@example.test", "Staff", "en", Start);

        Assert.True(call.TakenBy(_noor, _escalation, Start));
        Assert.False(call.TakenBy(bao, _escalation, Start));
        Assert.True(call.TakenBy(_noor, _escalation, Start));
        Assert.Equal((CallState.Connected, "Noor"), (call.State, call.AgentName));
    }

    [Fact]
    public void A_missed_call_waits_for_an_answer_and_can_turn_out_to_be_a_message()
    {
        var call = Call.FromCustomer(_escalation, _number, CalledDesk.Customer, "CA9", Start);
        call.End(CallOutcome.Missed, null, null, _escalation, Start.AddMinutes(2));
        Assert.Equal((1, Start.AddMinutes(2)), (_escalation.Unread, _escalation.LastCustomerMessageAt));
        call.LeftMessage(_escalation, Start.AddMinutes(3));
        call.LeftMessage(_escalation, Start.AddMinutes(4));
        Assert.Equal((CallOutcome.Voicemail, 1), (call.Outcome, _escalation.Unread));
    }

    [Fact]
    public void A_call_looks_further_and_never_back()
    {
        var call = Call.FromCustomer(_escalation, _number, CalledDesk.Customer, "CA9", Start);
        call.LookFor(CallStage.Team);
        call.LookFor(CallStage.Owner);
        Assert.Equal(CallStage.Team, call.Stage);
    }

    private Call Outbound() => Call.ToCustomer(_escalation, _noor, _number, CalledDesk.Customer, null, new Actor(ActorKind.Staff, _noor.Id, _noor.Name), Start);

    private Call Placed()
    {
        _noor.AnswerAt("+14155550150");
        var call = Outbound();
        Assert.True(call.Dispatch(Guid.NewGuid(), Start));
        return call;
    }

    private void Apply(Call call, string report)
    {
        switch (report)
        {
            case "accept":
                call.Accept("CA1", _escalation, Start);
                break;
            case "ready":
                call.AgentIsReady(_escalation, Start);
                break;
            case "connect":
                call.Connect(_escalation, Start.AddMinutes(1));
                break;
            case "end":
                call.End(CallOutcome.Answered, 40, null, _escalation, Start.AddMinutes(2));
                break;
        }
    }
}
