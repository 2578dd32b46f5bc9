namespace EscalationCqrs.Domain.Telephony;

/// <summary>What a number is used for in its region, as far as its digits tell.</summary>
public enum PhoneNumberType
{
    FixedLine,
    Mobile,

    /// <summary>The region does not tell the two apart, as in North America.</summary>
    FixedLineOrMobile,
    TollFree,
    PremiumRate,
    SharedCost,
    Voip,
    PersonalNumber,
    Pager,

    /// <summary>One number for a whole company, wherever its offices are.</summary>
    CompanyNumber,
    Voicemail,
}
