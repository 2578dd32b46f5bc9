using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Application.Calls;

/// <summary>What the telephone says, in the listener's language.</summary>
internal static class VoicePrompts
{
    /// <param name="name">The customer's, if it is known.</param>
    public static string PressOne(string locale, string? name) => locale == "vi"
        ? $"Bạn sắp nói chuyện với {name ?? "khách hàng"}. Nhấn phím 1 để kết nối." : $"You are about to speak with {name ?? "a customer"}. Press 1 to connect.";

    public static string Connecting(string locale, bool records) => (locale, records) switch
    {
        ("vi", true) => "Đang kết nối. Cuộc gọi này được ghi âm.",
        ("vi", false) => "Đang kết nối.",
        (_, true) => "Connecting. This call is recorded.",
        _ => "Connecting.",
    };

    public static string Recorded(string locale) => locale == "vi" ? "Cuộc gọi này được ghi âm." : "This call is recorded.";

    public static string NotReached(string locale) => locale == "vi" ? "Khách hàng không trả lời." : "The customer did not answer.";

    public static string Menu(string locale, VoiceMenu menu) => string.Join(" ",
        [menu.Greeting, .. menu.Choices.Select(c => locale == "vi" ? $"Nhấn phím {c.Key} {c.Words}." : $"Press {c.Key} {c.Words}.")]);

    /// <summary>While agents ring.</summary>
    public static string Wait(string locale, bool records) => (locale, records) switch
    {
        ("vi", true) => "Xin vui lòng chờ trong khi chúng tôi kết nối bạn. Cuộc gọi này được ghi âm.",
        ("vi", false) => "Xin vui lòng chờ trong khi chúng tôi kết nối bạn.",
        (_, true) => "Please hold while we connect you. This call is recorded.",
        _ => "Please hold while we connect you.",
    };

    public static string Take(string locale, string? name) => locale == "vi"
        ? $"{name ?? "Một khách hàng"} đang gọi. Nhấn phím 1 để nhận cuộc gọi." : $"{name ?? "A customer"} is calling. Press 1 to take the call.";

    public static string TakenByAnother(string locale) => locale == "vi" ? "Cuộc gọi đã được người khác nhận." : "Somebody else has taken the call.";

    public static string Connected(string locale) => locale == "vi" ? "Đã kết nối." : "You are connected.";

    public static string LeaveMessage(string locale) => locale == "vi"
        ? "Hiện không có ai trả lời được. Xin để lại lời nhắn sau tiếng bíp, chúng tôi sẽ gọi lại." : "Nobody can answer right now. Please leave a message after the tone, and we will call you back.";

    public static string Thanks(string locale) => locale == "vi" ? "Cảm ơn bạn. Chúng tôi sẽ gọi lại." : "Thank you. We will call you back.";

    public static string Anonymous(string locale) => locale == "vi"
        ? "Chúng tôi không thấy số của bạn. Xin gọi lại với số hiển thị." : "Your number is hidden. Please call again with your number shown.";
}
