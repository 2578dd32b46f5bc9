using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Tests.Calls;

namespace EscalationCqrs.Domain.Tests.Recordings;

public sealed class RecordingTests
{
    private static readonly DateTimeOffset Start = CalledDesk.Start;

    private readonly Escalation _escalation;
    private readonly Recording _recording;

    public RecordingTests()
    {
        var desk = new CalledDesk();
        _escalation = desk.Escalation;
        _recording = new Recording(Call.FromCustomer(_escalation, desk.Number, CalledDesk.Customer, "CA1", Start), 90, Start);
    }

    [Fact]
    public void From_the_call_to_the_tombstone()
    {
        Assert.Equal(RecordingState.Expected, _recording.State);
        Assert.True(_recording.BecomeAvailable("RE1", "https://carrier.example/RE1", 83, 2, Start.AddMinutes(1)));
        Assert.True(_recording.Fetch(Start.AddMinutes(1)));
        _recording.Advance(1000, Start.AddMinutes(2));
        Store(Start.AddMinutes(3));

        Assert.Equal((RecordingState.Stored, Start.AddMinutes(3).AddDays(90)), (_recording.State, _recording.DeleteAfter));
        Assert.False(_recording.IsDue(_recording.DeleteAfter!.Value.AddSeconds(-1)));
        Assert.True(_recording.IsDue(_recording.DeleteAfter.Value));
        _recording.CarrierCopyDeleted(Start.AddMinutes(4));
        _recording.BeginDeletion("retention", Actor.System, Start.AddDays(91));
        _recording.Deleted(_escalation, Actor.System, Start.AddDays(91));
        Assert.Equal((RecordingState.Deleted, 0, (DateTimeOffset?)null), (_recording.State, _recording.Peaks.Length, _recording.NextAttemptAt));
        Assert.Equal("stored,deleted", string.Join(',', _recording.Raised.Select(e => e.Type.Replace("recording_", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void What_one_node_copies_no_other_takes_unless_that_node_has_died()
    {
        Available();
        Assert.True(_recording.Fetch(Start));
        Assert.False(_recording.Fetch(Start.AddMinutes(1)));
        _recording.Advance(1000, Start.AddMinutes(1));
        Assert.False(_recording.Fetch(Start.AddMinutes(2.5)));
        Assert.True(_recording.Fetch(Start.AddMinutes(3.1)));
    }

    [Fact]
    public void What_fails_is_tried_further_and_further_apart_and_in_the_end_given_up()
    {
        Available();
        var (now, waits) = (Start, new List<double>());
        while (_recording.State != RecordingState.Failed)
        {
            Assert.True(_recording.Fetch(now));
            _recording.FetchFailed("truncated", now);
            if (_recording.NextAttemptAt is not { } next)
                continue;
            waits.Add((next - now).TotalSeconds);
            now = next;
        }

        Assert.Equal([5, 10, 20, 40, 80, 160, 320, 640, 1280, 1800, 1800], waits);
        Assert.Equal("truncated", _recording.Error);
        _recording.TryAgain(now);
        Assert.Equal((RecordingState.Available, 0), (_recording.State, _recording.Attempts));
    }

    [Fact]
    public void A_recording_that_is_never_announced_is_asked_about_for_a_day_and_then_missing()
    {
        var (now, asked) = (_recording.NextAttemptAt!.Value, 0);
        Assert.Equal(Start.AddMinutes(2), now);
        while (_recording.State == RecordingState.Expected)
        {
            _recording.AskAgain(_escalation, now);
            asked++;
            now = _recording.NextAttemptAt ?? now;
        }

        Assert.Equal((RecordingState.Missing, "never_announced"), (_recording.State, _recording.Error));
        Assert.InRange(asked, 40, 60);
        Assert.InRange(now - Start, TimeSpan.FromHours(24), TimeSpan.FromHours(25));
        Assert.True(_recording.BecomeAvailable("RE1", "", 3, 2, now), "It came after all.");
    }

    [Fact]
    public void News_about_a_file_that_is_here_changes_nothing()
    {
        Available();
        _recording.Fetch(Start);
        Store(Start);
        Assert.False(_recording.BecomeAvailable("RE2", "", 1, 1, Start));
        _recording.Miss("absent", _escalation, Start);
        Assert.Equal((RecordingState.Stored, "RE1"), (_recording.State, _recording.CarrierRecordingId));
    }

    [Fact]
    public void A_legal_hold_wins_over_every_date_and_everybody()
    {
        Available();
        _recording.Fetch(Start);
        Store(Start);
        _recording.Hold("Case 7");
        Assert.False(_recording.IsDue(Start.AddYears(20)));
        Assert.Equal("legal_hold", Assert.Throws<RuleViolation>(() => _recording.BeginDeletion("x", Actor.System, Start)).Code);
        _recording.Hold(" ");
        Assert.True(_recording.IsDue(Start.AddYears(20)));
        _recording.BeginDeletion("x", Actor.System, Start);
    }

    [Fact]
    public void A_hold_that_comes_after_the_deletion_has_begun_is_refused_and_what_was_left_behind_is_due_again()
    {
        Available();
        _recording.Fetch(Start);
        Store(Start);
        _recording.BeginDeletion("asked for", Actor.Customer, Start);

        Assert.Equal("being_deleted", Assert.Throws<RuleViolation>(() => _recording.Hold("Case 7")).Code);
        Assert.Throws<RuleViolation>(() => _recording.Access(Actor.System, RecordingUse.Listen, null, Start));
        Assert.False(_recording.IsDue(Start.AddMinutes(1)));
        Assert.True(_recording.IsDue(Start.AddMinutes(2)));
        _recording.BeginDeletion("retention", Actor.System, Start.AddMinutes(2));
        Assert.Equal("asked for", _recording.DeletionReason);
        _recording.Deleted(_escalation, Actor.System, Start.AddMinutes(2));
        Assert.False(_recording.IsDue(Start.AddYears(20)));
        Assert.Equal("being_deleted", Assert.Throws<RuleViolation>(() => _recording.Hold("Case 7")).Code);
        Assert.Equal("not_settled", Assert.Throws<RuleViolation>(() => _recording.BeginDeletion("again", Actor.System, Start.AddYears(1))).Code);
    }

    [Fact]
    public void What_was_never_fetched_expires_too_and_is_not_fetched_any_more()
    {
        Assert.Equal(Start.AddDays(90), _recording.DeleteAfter);
        Assert.False(_recording.IsDue(Start.AddDays(91)), "It is still expected.");
        Available();
        Assert.True(_recording.IsDue(Start.AddDays(90)));
        _recording.Fetch(Start.AddDays(90));
        Assert.False(_recording.IsDue(Start.AddDays(90)), "It is being copied.");
        _recording.FetchFailed("truncated", Start.AddDays(90));
        _recording.Keep(95);
        Assert.False(_recording.IsDue(Start.AddDays(94)));
        _recording.BeginDeletion("retention", Actor.System, Start.AddDays(95));
        Assert.False(_recording.Fetch(Start.AddDays(96)));
        Assert.Throws<RuleViolation>(() => _recording.TryAgain(Start.AddDays(96)));
    }

    [Fact]
    public void What_the_carrier_announces_after_the_deletion_is_deleted_there_and_never_fetched()
    {
        _recording.Miss("never_announced", _escalation, Start.AddDays(1));
        _recording.BeginDeletion("retention", Actor.System, Start.AddDays(90));
        _recording.Deleted(_escalation, Actor.System, Start.AddDays(90));
        Assert.Null(_recording.NextAttemptAt);

        Assert.False(_recording.BecomeAvailable("RE1", "", 3, 2, Start.AddDays(91)));

        Assert.Equal((RecordingState.Deleted, "RE1", Start.AddDays(91)), (_recording.State, _recording.CarrierRecordingId, _recording.NextAttemptAt));
    }

    [Fact]
    public void A_copy_that_the_carrier_keeps_waits_for_a_person_who_has_it_tried_again()
    {
        Available();
        _recording.Fetch(Start);
        Store(Start);
        var now = Start;
        for (; _recording.NextAttemptAt is { } next; now = next)
            _recording.DeleteCarrierCopyLater(next);
        Assert.True(_recording.IsLeftAtCarrier);
        _recording.SetAside(now);

        _recording.TryAgain(now);

        Assert.Equal((RecordingState.Stored, false, now, null), (_recording.State, _recording.IsLeftAtCarrier, _recording.NextAttemptAt, _recording.SetAsideAt));
    }

    [Fact]
    public void Its_own_days_count_from_when_it_was_stored()
    {
        Available();
        _recording.Fetch(Start);
        Store(Start.AddHours(1));
        _recording.Keep(7);
        Assert.Equal(Start.AddHours(1).AddDays(7), _recording.DeleteAfter);
        Assert.Equal("retentionDays", Assert.Throws<FieldRefused>(() => _recording.Keep(0)).Field);
    }

    [Fact]
    public void The_carriers_copy_is_deleted_later_if_not_at_once()
    {
        Available();
        _recording.Fetch(Start);
        Store(Start);
        Assert.Equal(Start.AddSeconds(5), _recording.NextAttemptAt);
        _recording.DeleteCarrierCopyLater(Start.AddSeconds(5));
        Assert.Equal(Start.AddSeconds(10), _recording.NextAttemptAt);
        _recording.CarrierCopyDeleted(Start.AddSeconds(11));
        Assert.Equal((Start.AddSeconds(11), (DateTimeOffset?)null), (_recording.CarrierDeletedAt, _recording.NextAttemptAt));
    }

    private void Available() => _recording.BecomeAvailable("RE1", "https://carrier.example/RE1", 83, 2, Start);

    private void Store(DateTimeOffset now) => _recording.Stored("disk", "recordings", "key", 2000, "abc", "audio/wav", 83, 2, new byte[1600], deletesCarrierCopy: true, _escalation, now);
}
