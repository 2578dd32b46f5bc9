using System.Globalization;
using EscalationCqrs.Application.Operations;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Web.Pages.Jobs;

/// <summary>What jobs, their schedules and their outcomes are called.</summary>
public static class JobWords
{
    /// <summary>A job that has no name for people is called as operators know it.</summary>
    public static string NameOf(this Texts.JobsTexts _, Texts t, string job) => t.Find($"jobs.name_{job.Replace('-', '_')}") ?? job;

    public static string QueueOf(this Texts.JobsTexts _, Texts t, string queue) => t.Find($"jobs.queue_{queue}") ?? queue;

    public static string ScheduleOf(this Texts.JobsTexts w, ListJobs.Plan plan) => plan switch
    {
        { DailyAt: { } at } => w.Daily(at.ToString("HH:mm", CultureInfo.InvariantCulture)),
        { EverySeconds: >= 3600 and var seconds } => w.EveryHours((int)(seconds / 3600)),
        { EverySeconds: >= 60 and var seconds } => w.EveryMinutes((int)(seconds / 60)),
        { EverySeconds: { } seconds } => w.EverySeconds((int)seconds),
        _ => "–",
    };

    public static string Of(this Texts t, JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => t.Audit.Succeeded,
        JobOutcome.Running => t.Health.Running,
        JobOutcome.RetryScheduled => t.Health.RetryScheduled,
        _ => t.Audit.Failed,
    };

    public static string Css(this JobOutcome outcome) => outcome switch
    {
        JobOutcome.Succeeded => "mine",
        JobOutcome.Running => "free",
        JobOutcome.RetryScheduled => "other",
        _ => "p-urgent",
    };
}
