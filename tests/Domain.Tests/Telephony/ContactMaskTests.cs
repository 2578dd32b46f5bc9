using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Telephony;

public sealed class ContactMaskTests
{
    [Theory]
    [InlineData("+14155552671")]
    [InlineData("+1 415 555 2671")]
    [InlineData("+1-415-555-2671")]
    [InlineData("+1 (415) 555-2671")]
    [InlineData("1-415-555-2671")]
    [InlineData("1 (415) 555-2671")]
    [InlineData("(415) 555-2671")]
    [InlineData("(415)555-2671")]
    [InlineData("415-555-2671")]
    [InlineData("415.555.2671")]
    [InlineData("415 555 2671")]
    [InlineData("4155552671")]
    [InlineData("14155552671")]
    [InlineData("555-2671")]
    [InlineData("555-555-0123")]
    [InlineData("+1\u00A0(415)‑555‑2671")]
    [InlineData("+44 (0)20 7946 0958")]
    [InlineData("020 7946 0958")]
    [InlineData("07400 123456")]
    [InlineData("07400123456")]
    [InlineData("0044 7400 123456")]
    [InlineData("011 44 20 7946 0958")]
    [InlineData("442079460958")]
    [InlineData("030 1234567")]
    [InlineData("030/1234567")]
    [InlineData("0151 23456789")]
    [InlineData("+49 (0) 151 - 234 567 89")]
    [InlineData("06 12 34 56 78")]
    [InlineData("06.12.34.56.78")]
    [InlineData("+33 6 12 34 56 78")]
    [InlineData("+39 06 6982 1234")]
    [InlineData("098765 43210")]
    [InlineData("090-1234-5678")]
    [InlineData("(11) 96123-4567")]
    [InlineData("0912 345 678")]
    [InlineData("0912345678")]
    [InlineData("+84 91 234 56 78")]
    [InlineData("612 345 678")]
    [InlineData("912345678")]
    [InlineData("91234567")]
    [InlineData("8123 4567")]
    [InlineData("12 34 56 78")]
    [InlineData("581-2345")]
    [InlineData("0 800 123456")]
    [InlineData("8 (912) 345-67-89")]
    [InlineData("1.415.555.2671")]
    [InlineData("010 1234 5678")]
    [InlineData("13812345678")]
    [InlineData("050-123-4567")]
    [InlineData("(04) 123 4567")]
    [InlineData("＋１４１５５５５２６７１")]
    [InlineData("+٤٤٧٤٠٠١٢٣٤٥٦")]
    [InlineData("%2B14155552671")]
    [InlineData(@"\u002B14155552671")]
    [InlineData("+999123456789")]
    public void Telephone_numbers_are_masked(string number)
    {
        foreach (var (before, after) in new[] { ("", ""), ("From ", " to the desk"), ("to=", "&x=1"), ("\"phone\":\"", "\""), ("<", ">"), ("tel:", "."), ("(", ")"), ("", ", then later"), ("call\n", "\n12") })
        {
            var masked = ContactMask.Mask(before + number + after);

            Assert.StartsWith(before + "[phone …", masked);
            Assert.EndsWith("]" + after, masked);
            Assert.Equal(2, masked[before.Length..^after.Length].Count(char.IsDigit));
        }
    }

    [Theory]
    [InlineData("ann@example.com")]
    [InlineData("ann.o'neil+desk@mail.example.co.uk")]
    [InlineData("ANN_1@EXAMPLE.COM")]
    [InlineData("jürgen@bücher.example")]
    [InlineData("ann%40example.com")]
    [InlineData("4155552671@sms.example.com")]
    [InlineData("user-1@10.0.0.7")]
    public void Mail_addresses_are_masked(string address)
    {
        Assert.Equal("[e-mail]", ContactMask.Mask(address));
        Assert.Equal("Mail to <[e-mail]>, sent.", ContactMask.Mask($"Mail to <{address}>, sent."));
        Assert.Equal("{\"to\":\"[e-mail]\"}", ContactMask.Mask($"{{\"to\":\"{address}\"}}"));
    }

    [Theory]
    [InlineData("0198a1b2-1234-7890-8123-456789012345")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("12345678-1234-1234-1234-123456789012")]
    [InlineData("0198a1b2123478908123456789012345")]
    [InlineData("SM00000000000000000000000000000002")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")]
    [InlineData("2026-11-20 10:00:00.1234567+00:00")]
    [InlineData("2026-11-20T10:00:00.1234567Z")]
    [InlineData("20/11/2026 10:00")]
    [InlineData("20.11.2026 10:00:00")]
    [InlineData("2026-11-20")]
    [InlineData("20261120")]
    [InlineData("20261120100000")]
    [InlineData("1763632800")]
    [InlineData("1763632800123")]
    [InlineData("638993000000000000")]
    [InlineData("00:00:01.2345678")]
    [InlineData("took 12.3456789 ms")]
    [InlineData("0.123456789")]
    [InlineData("$1234567.89")]
    [InlineData("1,234,567.89")]
    [InlineData("1.234.567,89 €")]
    [InlineData("12.345.678 ₫")]
    [InlineData("4155552671 USD")]
    [InlineData("EUR 4155552671")]
    [InlineData("1 234 567,89 €")]
    [InlineData("127.0.0.1:5432")]
    [InlineData("0HNQB8M0A0T1A:00000001")]
    [InlineData("(20261120)")]
    [InlineData("1763632800123456")]
    [InlineData("192.168.100.200")]
    [InlineData("10.0.26100.1742")]
    [InlineData("10.0.12")]
    [InlineData("HTTP 200 in 1234567 us")]
    [InlineData("port 5080, 42 rows, 99.5 %")]
    [InlineData("error 21610")]
    [InlineData("a@b")]
    [InlineData("/api/v1/escalations/0198a1b2-1234-7890-8123-456789012345/claim")]
    [InlineData("no digits at all")]
    [InlineData("")]
    public void Ids_times_and_prices_stay_readable(string text)
    {
        Assert.Equal(text, ContactMask.Mask(text));
        Assert.Equal($"id {text} ok", ContactMask.Mask($"id {text} ok"));
    }

    [Fact]
    public void Everything_around_the_masked_part_stays() => Assert.Equal(
        "2026-11-20 10:00 +0000 msg 0198a1b2-1234-7890-8123-456789012345 from [phone …71] (cc [e-mail]; [phone …58]) cost $0.0079",
        ContactMask.Mask("2026-11-20 10:00 +0000 msg 0198a1b2-1234-7890-8123-456789012345 from +1 (415) 555-2671 (cc ann@example.com; 020 7946 0958) cost $0.0079"));

    [Theory]
    [InlineData("415-555-2671 2026", "[phone …26]")]
    [InlineData("415-555-2671 415-555-2672", "[phone …72]")]
    [InlineData("+14155552671 +14155552672", "[phone …71] [phone …72]")]
    [InlineData("(415) 555-2671 2026 or so", "[phone …26] or so")]
    [InlineData("12 415-555-2671", "[phone …71]")]
    [InlineData("20261120 415-555-2671", "20261120 [phone …71]")]
    [InlineData("1763632800: 0912 345 678", "1763632800: [phone …78]")]
    [InlineData("$20 415-555-2671", "$20 [phone …71]")]
    public void Digits_beside_a_number_do_not_hide_it_and_may_go_with_it(string text, string masked) => Assert.Equal(masked, ContactMask.Mask(text));

    [Fact]
    public void Every_valid_vector_with_a_plus_sign_or_brackets_is_masked()
    {
        foreach (var vector in Vectors.Read("phone-vectors.json").Where(v => v.GetProperty("valid").GetBoolean()))
        {
            var input = vector.GetProperty("input").GetString()!;
            if (input.StartsWith('+') || input.StartsWith('('))
                Assert.Contains("[phone …", ContactMask.Mask(input));
        }
    }

    [Fact]
    public void Long_hostile_text_is_worked_through()
    {
        var hostile = string.Concat(Enumerable.Repeat("1-2 3.", 20_000)) + new string('a', 100_000) + new string('7', 100_000) + "@";

        Assert.NotEmpty(ContactMask.Mask(hostile));
    }
}
