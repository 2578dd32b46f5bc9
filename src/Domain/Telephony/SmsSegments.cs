namespace EscalationCqrs.Domain.Telephony;
public sealed record SmsSegments(int Count){ public static SmsSegments Of(string text)=>new(1); }
