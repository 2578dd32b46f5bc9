using System.Text.RegularExpressions;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>
/// Requests to be left alone in free wording, English and Vietnamese. Carriers act on single words only; the law (in the USA the TCPA's rule of April 2025) lets people say it as they like.
/// What asks for a pause ("not before nine") or for something else to stop ("stop the delivery") is no such request.
/// </summary>
public static partial class OptOutPhrases
{
    private const string Texts = @"(?:texts?|texting|messages?|messaging|sms|txts?)";

    public static bool Asks(string text)
    {
        var plain = Spaces().Replace(text.Normalize().ToLowerInvariant().Replace('’', '\''), " ").Trim();
        return plain.Length <= 400 && !ForNow().IsMatch(plain) && (English().IsMatch(plain) || Vietnamese().IsMatch(plain));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"\b(?:until|till|before|after|yet|today|tonight|tomorrow|now|while|during|chưa|trước|sau|hôm nay|tối nay|ngày mai|bây giờ)\b")]
    private static partial Regex ForNow();

    [GeneratedRegex(@"\b(?:stop|quit|cease)(?: (?:sending|send|me|us|these|those|the|your|any|all|more|with|damn|fucking))* " + Texts + @"\b"
        + @"|\b(?:do not|don't|dont|never)(?: (?:ever|please|want|to|get|receive|send|me|us|any|more|these|your))* " + Texts + @"\b"
        + @"|\bno (?:more|further) " + Texts + @"\b"
        + @"|\b(?:take|remove|delete) (?:me|my number) (?:off|from) (?:your|the|this) (?:list|lists|texts|messages|system)\b"
        + @"|\b(?:unsubscribe|opt) me\b|\bopt (?:me )?out\b|\bleave me alone\b")]
    private static partial Regex English();

    [GeneratedRegex(@"(?:đừng|ngừng|ngưng|dừng|thôi|không muốn|không) (?:có )?(?:nhận |gửi |nhắn )+(?:tin|sms)\b|(?:đừng|ngừng|ngưng|dừng) nhắn\b|hủy đăng ký|huỷ đăng ký|đừng làm phiền")]
    private static partial Regex Vietnamese();
}
