namespace EscalationCqrs.Domain.Telephony;
public sealed record PhoneNumber(string E164){ public static bool TryParse(string? i,string r,out PhoneNumber n){n=new("");return false;} }
