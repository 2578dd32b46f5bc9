using EscalationCqrs.Domain.Telephony;

namespace EscalationCqrs.Domain.Tests.Telephony;

public sealed class SmsSegmentsTests
{
    private const string File = "sms-segmentation-vectors.json";

    public static TheoryData<string> Cases => Vectors.Ids(File);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_vector_is_counted_as_agreed(string id)
    {
        var vector = Vectors.Case(File, id);

        var segments = SmsSegments.Of(vector.GetProperty("text").GetString()!, vector.GetProperty("smartEncoding").GetBoolean());

        Assert.Equal(vector.GetProperty("encoding").GetString() == "GSM-7" ? SmsEncoding.Gsm7 : SmsEncoding.Ucs2, segments.Encoding);
        Assert.Equal(vector.GetProperty("units").GetInt32(), segments.Units);
        Assert.Equal(vector.GetProperty("segments").GetInt32(), segments.Count);
        Assert.Equal(vector.GetProperty("unitsPerSegment").EnumerateArray().Select(u => u.GetInt32()), segments.UnitsPerSegment);
    }

    [Fact]
    public void All_43_vectors_are_there() => Assert.Equal(43, Vectors.Read(File).Length);

    [Theory]
    [InlineData("", 160)]
    [InlineData("hello", 155)]
    [InlineData("€", 158)]
    [InlineData("я", 69)]
    public void What_still_fits_is_told(string text, int remaining) => Assert.Equal(remaining, SmsSegments.Of(text).Remaining);

    [Fact]
    public void In_several_segments_the_last_one_tells_what_still_fits()
    {
        Assert.Equal(145, SmsSegments.Of(new string('a', 161)).Remaining);
        Assert.Equal(63, SmsSegments.Of(new string('я', 71)).Remaining);
    }

    [Fact]
    public void A_heap_of_accents_larger_than_a_segment_is_cut()
    {
        var segments = SmsSegments.Of("a" + new string('\u0301', 200));

        Assert.Equal([67, 67, 67], segments.UnitsPerSegment);
    }

    [Fact]
    public void Carriers_that_send_plain_characters_need_fewer_segments() =>
        Assert.Equal(SmsEncoding.Gsm7, SmsSegments.Of("１２ ‹ok› ½\u00A0kg—“now”", smartEncoding: true).Encoding);
}
