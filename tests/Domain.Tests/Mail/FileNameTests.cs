using EscalationCqrs.Domain.Mail;

namespace EscalationCqrs.Domain.Tests.Mail;

public sealed class FileNameTests
{
    [Theory]
    [InlineData("invoice.pdf", "invoice.pdf")]
    [InlineData("Hóa đơn tháng 11.pdf", "Hóa đơn tháng 11.pdf")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\Users\\carmen\\crack.png", "crack.png")]
    [InlineData("photo\u202Egnp.exe", "photognp.exe")]
    [InlineData("a\r\nSet-Cookie: b.txt", "aSet-Cookie_ b.txt")]
    [InlineData("who?\"<me>*.txt", "who___me__.txt")]
    [InlineData(" .hidden. ", "hidden")]
    [InlineData("a/", "file-3")]
    [InlineData("..", "file-3")]
    [InlineData(null, "file-3")]
    public void It_is_safe_on_any_system_and_still_the_senders(string? name, string safe) => Assert.Equal(safe, FileName.Safe(name, 2));

    [Fact]
    public void Half_a_letter_does_no_harm() => Assert.Equal("broken\uFFFD.txt", FileName.Safe("broken\uD800.txt", 0));

    [Fact]
    public void A_long_one_keeps_its_ending()
    {
        var safe = FileName.Safe(new string('x', 300) + ".pdf", 0);
        Assert.True(safe.Length is <= FileName.MaxLength and > 100);
        Assert.EndsWith("x.pdf", safe, StringComparison.Ordinal);
        Assert.True(FileName.Safe(new string('x', 300), 0).Length <= FileName.MaxLength);
    }
}

public sealed class FileTypeTests
{
    [Theory]
    [InlineData("255044462D312E37", "application/pdf")]
    [InlineData("89504E470D0A1A0A00", "image/png")]
    [InlineData("FFD8FFE000104A46", "image/jpeg")]
    [InlineData("474946383961", "image/gif")]
    [InlineData("52494646000000005745425056503820", "image/webp")]
    [InlineData("000000186674797068656963", "image/heic")]
    [InlineData("000000186674797069736F6D", "video/mp4")]
    [InlineData("504B0304", "application/zip")]
    [InlineData("3C68746D6C3E", FileType.Unknown)]
    [InlineData("3C73766720786D6C", FileType.Unknown)]
    [InlineData("4D5A9000", FileType.Unknown)]
    [InlineData("", FileType.Unknown)]
    public void Its_first_bytes_say_what_it_is_and_nothing_that_a_browser_runs_is_named(string head, string type) => Assert.Equal(type, FileType.Of(Convert.FromHexString(head)));
}
