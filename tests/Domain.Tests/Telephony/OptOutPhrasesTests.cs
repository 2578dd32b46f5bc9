using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Telephony;

public sealed class OptOutPhrasesTests
{
    [Theory]
    [InlineData("please stop texting me")]
    [InlineData("STOP TEXTING ME!!!")]
    [InlineData("Stop sending me these messages.")]
    [InlineData("Hi, could you stop with the texts")]
    [InlineData("Don’t text me any more")]
    [InlineData("do not message me again")]
    [InlineData("I don't want to receive your texts")]
    [InlineData("no more messages thanks")]
    [InlineData("Please remove me from your list")]
    [InlineData("take my number off your list")]
    [InlineData("unsubscribe me")]
    [InlineData("I want to opt out")]
    [InlineData("leave me alone")]
    [InlineData("Xin đừng nhắn tin cho tôi nữa")]
    [InlineData("Làm ơn ngừng gửi tin nhắn")]
    [InlineData("tôi không muốn nhận tin nhắn")]
    [InlineData("Đừng nhắn nữa")]
    [InlineData("hủy đăng ký giúp tôi")]
    public void A_wish_to_be_left_alone_is_understood(string text) => Assert.True(OptOutPhrases.Asks(text));

    [Theory]
    [InlineData("Please stop the delivery and text me")]
    [InlineData("My parcel did not stop here")]
    [InlineData("Don't text me before nine")]
    [InlineData("do not send messages until tomorrow")]
    [InlineData("Stop. I found it.")]
    [InlineData("Can you text me the address?")]
    [InlineData("I never got your message about the code")]
    [InlineData("The app doesn't send messages")]
    [InlineData("Please do not cancel")]
    [InlineData("Hôm nay đừng nhắn tin, tôi đang họp")]
    [InlineData("Tôi chưa nhận tin nhắn nào")]
    [InlineData("Nhắn tin cho tôi nhé")]
    [InlineData("")]
    public void Other_words_are_left_in_peace(string text) => Assert.False(OptOutPhrases.Asks(text));
}
