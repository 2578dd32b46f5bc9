using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Mail;

public sealed class MailOptOutTests
{
    [Theory]
    [InlineData("Unsubscribe", OptOutWord.OptOut)]
    [InlineData(" STOP. ", OptOutWord.OptOut)]
    [InlineData("Opt out", OptOutWord.OptOut)]
    [InlineData("Hủy đăng ký", OptOutWord.OptOut)]
    [InlineData("Please unsubscribe me.", OptOutWord.OptOut)]
    [InlineData("Stop sending me emails!", OptOutWord.OptOut)]
    [InlineData("Don’t e-mail me anymore", OptOutWord.OptOut)]
    [InlineData("Please remove me from your mailing list", OptOutWord.OptOut)]
    [InlineData("Đừng gửi email nữa", OptOutWord.OptOut)]
    [InlineData("Start", OptOutWord.OptIn)]
    [InlineData("đăng ký lại", OptOutWord.OptIn)]
    [InlineData("I don't get your e-mails", OptOutWord.None)]
    [InlineData("Please stop the delivery", OptOutWord.None)]
    [InlineData("Cancel", OptOutWord.None)]
    [InlineData("Yes", OptOutWord.None)]
    [InlineData("How do I unsubscribe from the newsletter of your shop?", OptOutWord.None)]
    public void What_was_newly_written_says_it(string text, OptOutWord word) => Assert.Equal(word, MailOptOut.Recognise(text, "Re: Unsubscribe"));

    [Theory]
    [InlineData("Unsubscribe", OptOutWord.OptOut)]
    [InlineData("Re: unsubscribe", OptOutWord.OptOut)]
    [InlineData("My parcel", OptOutWord.None)]
    public void Without_words_the_subject_does(string subject, OptOutWord word) => Assert.Equal(word, MailOptOut.Recognise("", subject));
}
