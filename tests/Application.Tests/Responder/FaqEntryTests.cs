using EscalationCqrs.Application.Responder;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.TestKit;
using FluentValidation;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Responder;

public sealed class FaqEntryTests(AppFixture app) : IntegrationTest(app)
{
    [Fact]
    public async Task An_entry_is_added_corrected_and_removed()
    {
        var added = await As(Desk.Admin).Send(new SaveFaqEntry.Command(null, "en", "Where is my parcel?", "On its way."));
        await As(Desk.Admin).Send(new SaveFaqEntry.Command(added.Id, "vi", "Hàng của tôi đâu?", "Đang trên đường."));
        var entry = await As(Desk.Admin).Send(new GetFaqEntry.Query(added.Id));
        Assert.Equal(("vi", "Hàng của tôi đâu?", "Đang trên đường."), (entry.Locale, entry.Question, entry.Answer));

        await As(Desk.Admin).Send(new DeleteFaqEntry.Command(added.Id));
        Assert.Empty((await As(Desk.Admin).Send(new ListFaqEntries.Query())).Items);
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gaps()
    {
        for (var i = 0; i < 3; i++)
        {
            Clock.Now += TimeSpan.FromSeconds(1);
            await As(Desk.Admin).Send(new SaveFaqEntry.Command(null, "en", $"Question {i}", "Answer"));
        }

        var first = await As(Desk.Admin).Send(new ListFaqEntries.Query(Limit: 2));
        var second = await As(Desk.Admin).Send(new ListFaqEntries.Query(first.NextCursor, 2));

        Assert.Equal(["Question 0", "Question 1", "Question 2"], first.Items.Concat(second.Items).Select(e => e.Question));
        Assert.Null(second.NextCursor);
    }

    [Fact]
    public async Task Another_tenants_entry_is_not_found()
    {
        var other = await NewDesk();
        var theirs = await As(other.Admin).Send(new SaveFaqEntry.Command(null, "en", "Question", "Answer"));

        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new SaveFaqEntry.Command(theirs.Id, "en", "Mine", "Mine")));
        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new DeleteFaqEntry.Command(theirs.Id)));
        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Admin).Send(new GetFaqEntry.Query(theirs.Id)));
    }

    [Theory]
    [InlineData("de", "Question", "Answer", "Locale")]
    [InlineData("en", "", "Answer", "Question")]
    [InlineData("en", "Question", " ", "Answer")]
    public async Task Unusable_input_names_its_field(string locale, string question, string answer, string field)
    {
        var invalid = await Assert.ThrowsAsync<ValidationException>(() => As(Desk.Admin).Send(new SaveFaqEntry.Command(null, locale, question, answer)));
        Assert.Equal(field, Assert.Single(invalid.Errors).PropertyName);
    }

    [Fact]
    public async Task Without_the_permission_it_is_denied()
    {
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new ListFaqEntries.Query()));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new SaveFaqEntry.Command(null, "en", "Question", "Answer")));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Supervisor).Send(new DeleteFaqEntry.Command(Guid.CreateVersion7())));
    }
}
