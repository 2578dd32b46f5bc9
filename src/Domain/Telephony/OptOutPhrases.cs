using System.Text.RegularExpressions;

namespace EscalationCqrs.Domain.Telephony;

/// <summary>
/// Requests to be left alone in free wording, English and Vietnamese. Carriers act on single words only; the law (in the USA the TCPA's rule of April 2025) lets people say it as they like.
/// No such request is what asks for a pause ("not before nine"), complains that nothing comes ("I don't get your texts"), or wants something else to stop ("stop the delivery"). Where a
/// sentence can be read both ways, as "stop texting me today", it counts.
/// </summary>
public static partial class OptOutPhrases
{
    private const int Longest = 400;

    private const string Texts = @"(?:texts?|text messages?|texting|messages?|messaging|sms|txts?|txting)";

    private const string Word = @"[\w-]+";

    private const string Fillers = @"(?: (?:me|us|these|those|this|the|your|any|all|more|further|with|damn|fucking|such|to))*";

    // "I don't text", "you never text me", "why don't text messages arrive": statements, not wishes.
    private const string Wish = @"(?<!\b(?:i|we|you|they|he|she|it|people|why) )(?:do not|don't|dont|never)(?: (?:ever|please|you|even))*";

    // What turns a wish for an end into its opposite, or into a question about an end: "please don't stop", "did you stop".
    private const string NotDenied = @"(?<!\b(?:not|never|dont|can't|\w+n't)(?: want(?: you)? to| ever)? |\bdid (?:i|you|it|they|(?:the|your) \w+) )";

    // Time of day or a day, after "before" or "after"; never "this" or "now".
    private const string Moment = @"(?:(?:about |around )?\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|noon|midday|midnight|breakfast|lunch|dinner|work|school|class|bed|bedtime|dark"
        + @"|tomorrow|tonight|mon|tues|wednes|thurs|fri|satur|sun|dawn|sunrise)(?:day)?\b|(?:my|the) (?!last\b|first\b)\w+|next \w+|i(?:'m| am| get| wake| finish| come| return| leave)\b)";

    // Follows a request and makes it one for a pause. Between them no new thought may begin.
    private const string Paused = @"(?!(?: (?!(?:or|and|but|because|so|i|you)\b)[\w']+){0,5},? (?:(?:until|till|til) (?!now\b|further\b)|(?:before|after) " + Moment
        + @"|yet\b(?! again)|tonight\b|tomorrow\b|during\b|while\b|when i\b|at (?:night|work|this hour)\b|(?:so|this|too) (?:late|early)\b|on (?:weekends|the weekend|\w+days?)\b|in the (?:morning|evening|night|middle)\b"
        + @"|(?:right )?(?:now|today),? (?:because |as |since )?(?:i'm|im|i am) (?:in|at|driving|busy|working|asleep|sleeping|on (?:a|the) (?:call|phone|train|plane|bus))\b))";

    private const string NotSomethingElse = @"(?! (?:of|from) (?!(?:(?:these|those|your|the|all|any|this|more|further|receiving|getting) )*(?:" + Texts + @"|this|these|it|everything|all|list|notifications)\b))";

    private const string Tin = @"(?:(?:các |những |mấy |bất kỳ |bất cứ |thêm )*(?:tin|sms)\b)";

    private const string ToMe = @"(?: (?:cho|với) (?:tôi|tui|mình|em|anh|chị|tao))?";

    // "sao lại ngừng", "bị ngừng", "đừng ngừng": a question, a complaint, the opposite.
    private const string CeaseVietnamese = @"(?<!\b(?:sao|lại|bị|đã|đang|không|chưa|đừng|nhiên|tự) )(?<!\b(?:hôm nay|tối nay|đêm nay|bây giờ|lúc này|ngày mai|hiện tại)(?: (?:xin|thì|làm ơn))* )(?:đừng|ngừng|ngưng|dừng|thôi|chấm dứt)(?: (?:có|việc|ngay|hẳn))*";

    private const string PausedVietnamese = @"(?!(?: [\w']+){0,5} (?:vội|cho đến|cho tới|đến khi|tới khi|trong lúc|trong giờ|ban đêm|buổi tối|buổi sáng|buổi trưa|đêm khuya|nửa đêm|tối nay|ngày mai|lúc \d|vào (?:ban|buổi|lúc|cuối|ngày|thứ|giờ)"
        + @"|(?:trước|sau) (?:\d|khi|lúc|giờ|bữa|buổi|nửa|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)))";

    public static bool Asks(string text)
    {
        var plain = Spaces().Replace(text.Normalize().ToLowerInvariant().Replace('’', '\''), " ").Trim();
        return plain.Length <= Longest && !PausedBefore().IsMatch(plain) && (English().IsMatch(plain) || Vietnamese().IsMatch(plain));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    // "After nine don't text me".
    [GeneratedRegex(@"\b(?:before|after|until|till) (?!now\b|further\b)" + Moment + @"(?: (?:am|pm|o'clock))?,?(?: please)? (?:do not|don't|dont|never|stop)\b")]
    private static partial Regex PausedBefore();

    [GeneratedRegex(NotDenied + @"\b(?:stop|quit|cease)(?: (?:sending|send|(?:calling|contacting|e-?mailing) (?:and|or)))?" + Fillers + "(?:(?<= (?:these|those|your|all)) " + Word + ")? " + Texts + @"\b" + Paused
        + "|" + NotDenied + @"\b(?:stop|quit|cease) (?:contacting|bothering|harassing|spamming) (?:me|us)\b" + Paused
        + @"|\b" + Wish + @" (?:text|txt|message|sms|contact|bother)\b(?= (?:me|us|again|any ?more|this number|here)\b|\W*$)" + Paused
        + @"|\b" + Wish + @" (?:be )?send(?:ing)?" + Fillers + " " + Texts + @"\b" + Paused
        + @"|\b(?:do not|don't|dont|no longer) (?:want|wish|need)(?: (?:to (?:receive|get|be|see|have|keep getting)|receiving|getting))?(?: (?:any|these|those|your|more|further|such|the|of|being|sent))* " + Texts + @"(?:ed)?\b" + Paused
        + @"|\b(?:do not|don't|dont|no longer) want (?:you|anyone|anybody)(?: to)? (?:texting|text|messaging|message|contacting|contact|sending me|send me)\b" + Paused
        + @"|(?<!\b(?:are|is|were|was|be|been|got|get|see|saw|have|has|had|received?|still|with) )\bno (?:more|further) " + Texts + @"\b" + Paused
        + @"|^no texts(?=\W*(?:please)?\W*$)"
        + "|" + NotDenied + @"\b(?:take|remove|delete) (?:me|my number) (?:off|from) (?:your|the|this) (?:(?:mailing|texting|text|sms|messaging|message|contact|call|calling|phone|marketing) )?(?:lists?|texts|messages|system|database)\b"
        + "|" + NotDenied + @"\b(?:remove|delete) my number(?=\W*(?:please|now|immediately)?\W*$)"
        + "|" + NotDenied + @"(?<!\b(?:the|an|your|this|that|no) )\b(?:unsubscribe(?: me)?|opt(?:ing)? (?:me )?out)\b(?! (?:link|button|form|page|option)s?\b)" + NotSomethingElse
        + "|" + NotDenied + @"\b(?:revoke|withdraw) (?:my|our|all|any) (?:consent|permission)\b"
        + @"|\b(?:do not|don't|dont|no longer) want to hear from you\b" + Paused
        + "|" + NotDenied + @"\b(?:leave me alone|lose my number)\b" + Paused)]
    private static partial Regex English();

    [GeneratedRegex(CeaseVietnamese + @"(?: (?:nhận|gửi|nhắn))+" + ToMe + " " + Tin + PausedVietnamese
        + "|" + CeaseVietnamese + @"(?<!thôi) nhắn\b" + PausedVietnamese
        + "|" + CeaseVietnamese + @" (?:liên hệ|liên lạc|làm phiền)\b" + PausedVietnamese
        + @"|\bkhông (?:còn )?muốn (?:(?:bị|phải) )?(?:nhận|thấy|có)(?: (?:được|thêm))* " + Tin + PausedVietnamese
        + @"|\bkhông (?:còn )?muốn (?:bị|shop|bên|công ty|các bạn|bạn)(?: (?:shop|bạn|mình))? (?:nhắn|gửi)(?: cho)?" + ToMe + " " + Tin + PausedVietnamese
        + @"|\b(?:xin|vui lòng|làm ơn|yêu cầu|đề nghị)(?: (?:shop|các bạn|bạn|anh|chị|bên shop))? không (?:nhắn|gửi)" + ToMe + " " + Tin + PausedVietnamese
        + @"|\btừ chối nhận " + Tin
        + @"|(?:\bkhông cần|^không) (?:nhắn|gửi) " + Tin + @"(?: nhắn)?" + ToMe + @" nữa\b"
        + @"|(?<!\b(?:chưa|đừng|không|không muốn) )\b(?:hủy|huỷ) đăng ký(?= *(?:$|[.,!?;])| (?:giúp|giùm|dùm|hộ|cho tôi|cho mình|cho em|ngay|đi|nhé|với|(?:nhận )?(?:tin|sms))\b)"
        + @"|\b(?:xóa|xoá|bỏ|gỡ) số (?:điện thoại )?(?:của )?(?:tôi|tui|mình|em|anh|chị) (?:khỏi|ra khỏi|ra)\b")]
    private static partial Regex Vietnamese();
}
