using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Reports;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Reports;

public sealed class SlaReportTests(AppFixture app) : IntegrationTest(app)
{
    private static readonly DateOnly Day = DateOnly.FromDateTime(FixedClock.Start.Date);

    [Fact]
    public async Task Figures_follow_their_formulas()
    {
        await Story(answerAfter: 2, resolveAfter: 30);
        await Story(answerAfter: 4, resolveAfter: 90);
        await Story(answerAfter: 10, resolveAfter: 40);

        var report = await As(Desk.Manager).Send(new GetSlaReport.Query(Day, Day));

        var (counts, times) = (report.Total.Counts, report.Total.Times);
        Assert.Equal((3, 3, 2), (counts.Opened, counts.FirstResponses, counts.FirstResponsesInTime));
        Assert.Equal((3, 2, 2), (counts.Resolved, counts.ResolvedInTime, counts.Breaches));
        Assert.Equal((60d, 240d, 2400d), (times.Assign.Median, times.FirstResponse.Median, times.Resolve.Median));
        Assert.Equal(("UTC", "elapsed"), (report.TimeZone, report.Clock));
    }

    [Fact]
    public async Task Every_total_equals_its_rows_as_a_whole_and_by_day_team_and_priority()
    {
        await Story(answerAfter: 2, resolveAfter: 30);
        await Story(answerAfter: 10, resolveAfter: 90, team: Desk.Team.Id);
        await Story(answerAfter: 3, resolveAfter: 20, priority: Priority.Low, team: Desk.Team.Id);
        var report = await As(Desk.Manager).Send(new GetSlaReport.Query(Day.AddDays(-1), Day));

        foreach (var measure in Enum.GetValues<SlaMeasure>())
        {
            Assert.Equal(Of(report.Total.Counts, measure), await Rows(new(report.From, report.To, measure)));
            foreach (var day in report.Days)
                Assert.Equal(Of(day.Counts, measure), await Rows(new(day.Day, day.Day, measure)));
            foreach (var team in report.Teams)
                Assert.Equal(Of(team.Counts, measure), await Rows(new(report.From, report.To, measure, team.TeamId?.ToString() ?? "none")));
            foreach (var priority in report.Priorities)
                Assert.Equal(Of(priority.Counts, measure), await Rows(new(report.From, report.To, measure, null, priority.Priority)));
        }

        Assert.Equal(2, report.Teams.Count);
        Assert.Equal(2, report.Days.Count);
    }

    [Fact]
    public async Task Days_are_those_of_the_tenants_zone()
    {
        await Sql("update support.tenants set time_zone = 'Asia/Ho_Chi_Minh' where id = $1", Desk.Tenant.Id);
        Clock.Now = FixedClock.Start.Date.AddHours(18);
        await Story(answerAfter: 2, resolveAfter: 30);

        var report = await As(Desk.Manager).Send(new GetSlaReport.Query(Day, Day.AddDays(1)));

        Assert.Equal([0, 1], report.Days.Select(d => d.Counts.Opened));
    }

    [Fact]
    public async Task The_period_before_has_as_many_days()
    {
        await Story(answerAfter: 2, resolveAfter: 30);
        Clock.Now = FixedClock.Start.AddDays(3);

        var report = await As(Desk.Manager).Send(new GetSlaReport.Query(Day.AddDays(1), Day.AddDays(3)));

        Assert.Equal((Day.AddDays(-2), Day, 1), (report.Before.From, report.Before.To, report.Before.Counts.Opened));
        Assert.Equal(0, report.Total.Counts.Opened);
        Assert.Null(report.Total.Counts.ResolvedShare);
    }

    [Fact]
    public async Task Rows_page_without_gaps_mask_addresses_and_are_audited()
    {
        for (var i = 0; i < 5; i++)
            await Story(answerAfter: 2, resolveAfter: 30);

        var first = await As(Desk.Manager).Send(new ListSlaReportRows.Query(new(Day, Day), Limit: 3));
        var second = await As(Desk.Manager).Send(new ListSlaReportRows.Query(new(Day, Day), first.NextCursor, 3));

        var rows = first.Items.Concat(second.Items).ToList();
        Assert.Equal((5, 5, null), (rows.Select(r => r.EscalationId).Distinct().Count(), first.Total, second.NextCursor));
        Assert.All(rows, r => Assert.Equal(("••• 01", "c•••@customer.test"), (r.Phone, r.Email)));
        Assert.Equal(2, await Read(db => db.AuditEntries.CountAsync(e => e.Action == nameof(ListSlaReportRows))));
    }

    [Fact]
    public async Task Another_tenants_requests_do_not_count()
    {
        await Story(answerAfter: 2, resolveAfter: 30);
        var other = await NewDesk();

        Assert.Equal(0, (await As(other.Manager).Send(new GetSlaReport.Query(Day, Day))).Total.Counts.Opened);
        Assert.Empty((await As(other.Manager).Send(new ListSlaReportRows.Query(new(Day, Day)))).Items);
    }

    [Fact]
    public async Task Those_who_may_not_read_reports_are_refused()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new GetSlaReport.Query()));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Agent).Send(new ListSlaReportRows.Query(new())));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Viewer).Send(new ExportSlaReportRows.Query(new())));
    }

    [Fact]
    public async Task Days_in_the_wrong_order_name_the_field() =>
        Assert.Equal("to", (await Assert.ThrowsAsync<FieldRefused>(() => As(Desk.Manager).Send(new GetSlaReport.Query(Day, Day.AddDays(-1))))).Field);

    /// <summary>Claimed after a minute, answered and resolved so many minutes after the opening.</summary>
    private async Task Story(int answerAfter, int resolveAfter, Priority priority = Priority.Urgent, Guid? team = null)
    {
        var opened = Clock.Now;
        var escalation = await Saved(An.OpenEscalation() with { Priority = priority, TeamId = team });
        Clock.Now = opened.AddMinutes(1);
        await As(Desk.Supervisor).Send(new ClaimEscalation.Command(escalation.Id));
        Clock.Now = opened.AddMinutes(answerAfter);
        await As(Desk.Supervisor).Send(new ReplyToCustomer.Command(escalation.Id, Channel.Chat, "We are on it.", null));
        Clock.Now = opened.AddMinutes(resolveAfter);
        await As(Desk.Supervisor).Send(new ResolveEscalation.Command(escalation.Id, "Sent again.", false));
        Clock.Now = opened;
    }

    private async Task<int> Rows(SlaRowFilter filter)
    {
        var page = await As(Desk.Manager).Send(new ListSlaReportRows.Query(filter, Limit: 200));
        Assert.Equal(page.Total, page.Items.Count);
        return page.Total;
    }

    private static int Of(Ports.SlaCounts counts, SlaMeasure measure) => measure switch
    {
        SlaMeasure.Opened => counts.Opened,
        SlaMeasure.FirstResponses => counts.FirstResponses,
        SlaMeasure.FirstResponsesInTime => counts.FirstResponsesInTime,
        SlaMeasure.FirstResponsesLate => counts.FirstResponses - counts.FirstResponsesInTime,
        SlaMeasure.Resolved => counts.Resolved,
        SlaMeasure.ResolvedInTime => counts.ResolvedInTime,
        SlaMeasure.ResolvedLate => counts.Resolved - counts.ResolvedInTime,
        _ => counts.Breaches,
    };
}
