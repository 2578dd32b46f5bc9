using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Telephony;

public sealed class PhoneNumberTests
{
    private const string File = "phone-vectors.json";

    private static readonly Dictionary<string, PhoneNumberType> TypeNames = new()
    {
        ["FIXED_LINE"] = PhoneNumberType.FixedLine,
        ["MOBILE"] = PhoneNumberType.Mobile,
        ["FIXED_LINE_OR_MOBILE"] = PhoneNumberType.FixedLineOrMobile,
        ["TOLL_FREE"] = PhoneNumberType.TollFree,
        ["PREMIUM_RATE"] = PhoneNumberType.PremiumRate,
        ["SHARED_COST"] = PhoneNumberType.SharedCost,
        ["PERSONAL_NUMBER"] = PhoneNumberType.PersonalNumber,
    };

    public static TheoryData<string> Cases => Vectors.Ids(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_vector_is_judged_as_agreed(string id)
    {
        var vector = Vectors.Case(File, id);
        var valid = vector.GetProperty("valid").GetBoolean();

        Assert.Equal(valid, PhoneNumber.TryParse(vector.GetProperty("input").GetString(), vector.GetProperty("defaultRegion").GetString(), out var number));
        if (!valid)
            return;

        Assert.Equal(vector.GetProperty("e164").GetString(), number!.E164);
        Assert.Equal(vector.GetProperty("region").GetString(), number.Region);
        Assert.Equal(TypeNames[vector.GetProperty("type").GetString()!], number.Type);
    }

    [Fact]
    public void All_67_vectors_are_there() => Assert.Equal(67, Vectors.Read(File).Length);

    [Theory]
    [InlineData("+14155552671", "+1 ••• ••• 2671")]
    [InlineData("+442079460958", "+44 •• •••• 0958")]
    [InlineData("+33612345678", "+33 • •• •• 56 78")]
    [InlineData("+84912345678", "+84 ••• ••5 678")]
    [InlineData("+4930123456", "+49 •• ••3456")]
    [InlineData("+999123456", "+•••••3456")]
    [InlineData("+99912345", "+••••••45")]
    public void Masked_keeps_the_country_and_the_last_digits(string e164, string masked)
    {
        Assert.Equal(masked, PhoneNumber.FromE164(e164).Masked);
        Assert.Equal(masked, PhoneNumber.FromE164(e164).ToString());
    }

    [Theory]
    [InlineData("+14155552671", "+1 415-555-2671")]
    [InlineData("+442079460958", "+44 20 7946 0958")]
    [InlineData("+17872345678", "+1 787-234-5678")]
    [InlineData("+84912345678", "+84 912 345 678")]
    [InlineData("+5511961234567", "+55 11 96123-4567")]
    [InlineData("+80012345678", "+800 1234 5678")]
    [InlineData("+999123456", "+999123456")]
    public void Display_can_be_read_anywhere(string e164, string display) => Assert.Equal(display, PhoneNumber.FromE164(e164).Display);

    [Theory]
    [InlineData("+14155552671", "US", "(415) 555-2671")]
    [InlineData("+14155552671", "CA", "(415) 555-2671")]
    [InlineData("+442079460958", "GB", "020 7946 0958")]
    [InlineData("+442079460958", "US", "+44 20 7946 0958")]
    [InlineData("+84912345678", "VN", "0912 345 678")]
    [InlineData("+5511961234567", "BR", "(11) 96123-4567")]
    public void At_home_a_number_is_shown_as_people_dial_it(string e164, string viewer, string display) =>
        Assert.Equal(display, PhoneNumber.FromE164(e164).DisplayIn(viewer));

    [Theory]
    [InlineData("2345678", "AG", "+12682345678", false)]
    [InlineData("4601234", "AG", "+12684601234", true)]
    [InlineData("0 41 11 2345-6789", "AR", "+541123456789", false)]
    [InlineData("011 15 2345 6789", "AR", "+5491123456789", true)]
    [InlineData("8 912 345 67 89", "RU", "+79123456789", true)]
    [InlineData("0 15 11 96123-4567", "BR", "+5511961234567", true)]
    public void Prefixes_for_dialling_inside_the_country_are_replaced(string input, string region, string e164, bool valid)
    {
        Assert.Equal(valid, PhoneNumber.TryParse(input, region, out var number));
        Assert.Equal(valid ? e164 : null, number?.E164);
    }

    [Fact]
    public void A_refusal_says_how_to_write_it()
    {
        Assert.Equal("Enter a telephone number.", Assert.Throws<FormatException>(() => PhoneNumber.Parse(" ", "US")).Message);
        Assert.Contains("country code", Assert.Throws<FormatException>(() => PhoneNumber.Parse("555-2671", "US")).Message);
        Assert.Equal("+14155552671", PhoneNumber.Parse("415 555 2671", "us").E164);
    }

    [Theory]
    [InlineData("")]
    [InlineData("14155552671")]
    [InlineData("+1 415 555 2671")]
    [InlineData("+0123456789")]
    [InlineData("+1234567890123456")]
    [InlineData("+١٢٣٤٥٦٧٨")]
    public void Only_E164_is_taken_from_the_store(string stored) => Assert.Throws<FormatException>(() => PhoneNumber.FromE164(stored));

    [Fact]
    public void Numbers_are_equal_by_what_is_dialled()
    {
        var typed = PhoneNumber.Parse("(415) 555-2671", "US");
        var stored = PhoneNumber.FromE164("+14155552671");

        Assert.Equal(typed, stored);
        Assert.True(typed == stored);
        Assert.Equal(typed.GetHashCode(), stored.GetHashCode());
        Assert.True(typed != PhoneNumber.FromE164("+14155552672"));
    }

    [Fact]
    public void Many_threads_may_read_at_once()
    {
        var vectors = Vectors.Read(File).Select(v => (Input: v.GetProperty("input").GetString(), Region: v.GetProperty("defaultRegion").GetString(), E164: v.GetProperty("e164").GetString())).ToArray();

        Parallel.For(0, 2_000, i =>
        {
            var (input, region, e164) = vectors[i % vectors.Length];
            PhoneNumber.TryParse(input, region, out var number);
            Assert.Equal(e164, number?.E164);
        });
    }

    [Fact]
    public void Endless_input_is_refused_at_once() => Assert.False(PhoneNumber.TryParse("+1" + new string('5', 100_000), "US", out _));
}
