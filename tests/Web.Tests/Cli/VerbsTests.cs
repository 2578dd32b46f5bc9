namespace EscalationCqrs.Web.Tests.Cli;

/// <summary>The executable as operators call it.</summary>
public sealed class VerbsTests
{
    [Theory]
    [InlineData("help")]
    [InlineData("--help")]
    [InlineData("tenant", "create", "--help")]
    public async Task Whoever_asks_for_help_is_told_the_verbs(params string[] arguments)
    {
        var (code, said, complained) = await Executable.Run([], arguments);
        Assert.Equal((0, ""), (code, complained));
        Assert.Contains("tenant create --slug", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("migarte")]
    [InlineData("metrics", "rebuild")]
    [InlineData("tenant", "remove")]
    public async Task What_is_no_verb_is_not_understood_and_starts_no_server(params string[] arguments)
    {
        var (code, said, complained) = await Executable.Run([], arguments);
        Assert.Equal((2, ""), (code, said));
        Assert.Contains("Verbs", complained, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--slug is given twice", "tenant", "create", "--slug", "a", "--slug", "b")]
    [InlineData("--time-zoen is not an option of this verb", "tenant", "create", "--slug", "a", "--time-zoen", "UTC")]
    public async Task A_mistyped_option_is_named(string complaint, params string[] arguments)
    {
        var (code, said, complained) = await Executable.Run([], arguments);
        Assert.Equal((1, ""), (code, said));
        Assert.Contains(complaint, complained, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incomplete_settings_are_named()
    {
        var (code, _, complained) = await Executable.Run([], "check-config");
        Assert.Equal(1, code);
        Assert.Contains("ConnectionStrings__App", complained, StringComparison.Ordinal);
    }
}
