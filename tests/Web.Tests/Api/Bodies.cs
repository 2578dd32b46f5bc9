using System.Text;
using EscalationCqrs.TestKit;

namespace EscalationCqrs.Web.Tests.Api;

internal static class Bodies
{
    public static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    /// <summary>Asserts "done, nothing to say".</summary>
    public static void Is204(this Answer answer) => Assert.True(answer.Status == 204, $"Expected 204, got {answer.Status}: {answer.Text}");
}
