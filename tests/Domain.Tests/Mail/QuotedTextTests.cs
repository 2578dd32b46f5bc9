using EscalationCqrs.Domain.Mail;

namespace EscalationCqrs.Domain.Tests.Mail;

public sealed class QuotedTextTests
{
    [Theory]
    [InlineData("Thank you!\n\nOn Mon, 23 Nov 2026 at 10:02, Example Shop <support@shop.example> wrote:\n> Where are you?\n>\n> Noor", "Thank you!")]
    [InlineData("Thank you!\n\nOn Mon, 23 Nov 2026 at 10:02, Example Shop\n<support@shop.example> wrote:\n\n> Where are you?", "Thank you!")]
    [InlineData("Cảm ơn bạn.\n\nVào 10:02, Th 2, 23 thg 11, 2026 Example Shop <support@shop.example> đã viết:\n> Xin chào", "Cảm ơn bạn.")]
    [InlineData("Danke\n\nAm 23.11.2026 um 10:02 schrieb Example Shop <support@shop.example>:\n> Hallo", "Danke")]
    [InlineData("It came.\r\n\r\n-----Original Message-----\r\nFrom: Example Shop\r\nSent: Monday\r\nTo: Mai\r\nSubject: Parcel\r\n\r\nWhere?", "It came.")]
    [InlineData("It came.\n\nFrom: Example Shop <support@shop.example>\nSent: Monday, November 23, 2026 10:02\nTo: Mai\nSubject: Re: Parcel\n\nWhere?", "It came.")]
    [InlineData("It came.\n________________________________\nFrom: Example Shop\nSent: Monday", "It came.")]
    [InlineData("Call me\n-- \nMai Pham\n+1 415 555 0123", "Call me")]
    [InlineData("On my way\n\nSent from my iPhone", "On my way")]
    [InlineData("Yes\n> is it yours?\n", "Yes")]
    public void Only_what_is_new_is_left(string text, string left) => Assert.Equal(left, QuotedText.New(text));

    [Theory]
    [InlineData("On Monday I wrote: where is it?\nAnd nobody answered.")]
    [InlineData("From: what I know, it was lost.\nTo: nobody's surprise.")]
    [InlineData("On Mon, 23 Nov 2026, Shop <support@shop.example> wrote:\n> Where are you?\nAt home.\n> And tomorrow?\nTo work.")]
    [InlineData("A - B\n--- not a signature")]
    public void What_may_be_the_customers_own_words_stays(string text) => Assert.Equal(text, QuotedText.New(text));

    [Fact]
    public void Where_nothing_new_would_be_left_everything_stays() => Assert.Equal("> just this", QuotedText.New("> just this"));

    [Theory]
    [InlineData("Re: Fwd: RE[2]: AW: Parcel  4711\n is lost", "Parcel 4711 is lost")]
    [InlineData("Trả lời: Bưu kiện", "Bưu kiện")]
    [InlineData("Regarding: parcel", "Regarding: parcel")]
    [InlineData("Re:", "")]
    public void A_conversation_has_one_subject(string subject, string root)
    {
        Assert.Equal(root, MailSubject.Root(subject));
        Assert.Equal($"Re: {root}", MailSubject.Answer(MailSubject.Answer(subject)));
    }

    [Theory]
    [InlineData("mai@customer.example", true)]
    [InlineData(" Mai.Pham+shop@customer.example ", true)]
    [InlineData("mai", false)]
    [InlineData("@customer.example", false)]
    [InlineData("mai@", false)]
    [InlineData("mai@customer.example, eve@evil.example", false)]
    [InlineData("mai@customer.example\r\nBcc: eve@evil.example", false)]
    [InlineData(null, false)]
    public void An_address_is_one_address(string? address, bool valid) => Assert.Equal(valid, MailAddress.IsValid(address));
}
