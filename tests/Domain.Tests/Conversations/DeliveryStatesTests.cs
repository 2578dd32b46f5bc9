using EscalationCqrs.Domain.Conversations;
using static EscalationCqrs.Domain.Conversations.DeliveryState;

namespace EscalationCqrs.Domain.Tests.Conversations;

public sealed class DeliveryStatesTests
{
    private static readonly Dictionary<DeliveryState, DeliveryState[]> Allowed = new()
    {
        [Queued] = [Dispatching, Accepted, Sent, Delivered, Undelivered, Failed, Suppressed],
        [Dispatching] = [Queued, Uncertain, Accepted, Sent, Delivered, Undelivered, Failed, Suppressed],
        [Uncertain] = [Accepted, Sent, Delivered, Undelivered, Failed],
        [Accepted] = [Sent, Delivered, Undelivered, Failed],
        [Sent] = [Delivered, Undelivered, Failed],
        [Delivered] = [],
        [Undelivered] = [],
        [Failed] = [],
        [Suppressed] = [],
    };

    [Fact]
    public void Each_state_leads_exactly_where_the_table_says()
    {
        foreach (var from in Enum.GetValues<DeliveryState>())
            Assert.Equal(Allowed[from], Enum.GetValues<DeliveryState>().Where(to => from.MayBecome(to)));
    }

    [Fact]
    public void Final_states_are_those_that_lead_nowhere() =>
        Assert.Equal(Allowed.Where(a => a.Value.Length == 0).Select(a => a.Key), Enum.GetValues<DeliveryState>().Where(s => s.IsFinal()));
}
