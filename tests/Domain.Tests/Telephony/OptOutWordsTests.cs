using System.Globalization;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Telephony;

public sealed class OptOutWordsTests
{
    [Theory]
    [InlineData("STOP", OptOutWord.OptOut)]
    [InlineData("STOPALL", OptOutWord.OptOut)]
    [InlineData("UNSUBSCRIBE", OptOutWord.OptOut)]
    [InlineData("CANCEL", OptOutWord.OptOut)]
    [InlineData("END", OptOutWord.OptOut)]
    [InlineData("REVOKE", OptOutWord.OptOut)]
    [InlineData("OPTOUT", OptOutWord.OptOut)]
    [InlineData("QUIT", OptOutWord.OptOut)]
    [InlineData("START", OptOutWord.OptIn)]
    [InlineData("YES", OptOutWord.OptIn)]
    [InlineData("UNSTOP", OptOutWord.OptIn)]
    [InlineData("HELP", OptOutWord.Help)]
    [InlineData("info", OptOutWord.Help)]
    [InlineData("  sToP  ", OptOutWord.OptOut)]
    [InlineData("Stop.", OptOutWord.OptOut)]
    [InlineData("“STOP!!”\r\n", OptOutWord.OptOut)]
    [InlineData("\u200BStop 🛑", OptOutWord.OptOut)]
    [InlineData("STOP PLEASE", OptOutWord.None)]
    [InlineData("Stop texting me", OptOutWord.None)]
    [InlineData("non-stop", OptOutWord.None)]
    [InlineData("STOP2", OptOutWord.None)]
    [InlineData("ѕtop", OptOutWord.None)]
    [InlineData("", OptOutWord.None)]
    [InlineData("...", OptOutWord.None)]
    [InlineData("weekend", OptOutWord.None)]
    public void A_word_counts_only_as_the_whole_message(string text, OptOutWord expected) => Assert.Equal(expected, OptOutWords.Recognise(text));

    [Theory]
    [InlineData("Yes!", true, OptOutWord.OptIn)]
    [InlineData("Yes!", false, OptOutWord.None)]
    [InlineData("START", false, OptOutWord.OptIn)]
    [InlineData("cancel", false, OptOutWord.OptOut)]
    [InlineData("END", true, OptOutWord.OptOut)]
    [InlineData("help", true, OptOutWord.Help)]
    public void A_yes_rejoins_only_someone_who_had_left(string text, bool optedOut, OptOutWord expected) =>
        Assert.Equal(expected, OptOutWords.Recognise(text, optedOut));

    [Fact]
    public void Words_are_the_same_under_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("tr-TR");
            Assert.Equal(OptOutWord.OptOut, OptOutWords.Recognise("quit"));
            Assert.Equal(OptOutWord.OptOut, OptOutWords.Recognise("unsubscribe"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
