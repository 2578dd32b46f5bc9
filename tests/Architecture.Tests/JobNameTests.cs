using EscalationCqrs.Application.Ports;
using EscalationCqrs.Web.Pages.Jobs;

namespace EscalationCqrs.Architecture.Tests;

/// <summary>Background work is shown under a name that people understand.</summary>
public sealed class JobNameTests
{
    [Fact]
    public void Every_job_has_a_name_in_the_texts()
    {
        var jobs = Code.Infrastructure.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IJob))).Select(t => t.GetField("Name")?.GetRawConstantValue()).OfType<string>().ToList();
        var texts = Web.Texts.For("vi");

        Assert.True(jobs.Count >= 8);
        Assert.DoesNotContain(jobs, job => texts.Jobs.NameOf(texts, job) == job);
    }
}
