namespace EscalationCqrs.Domain.Mail;

/// <summary>What a file is by its first bytes. Whatever is not known, above all HTML and other things that a browser would run, is just bytes.</summary>
public static class FileType
{
    public const string Unknown = "application/octet-stream";

    /// <summary>So many bytes are enough to tell.</summary>
    public const int HeadLength = 16;

    public static string Of(ReadOnlySpan<byte> head) => head switch
    {
        _ when head.StartsWith("%PDF-"u8) => "application/pdf",
        [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x50, 0x4b, 0x03, 0x04, ..] => "application/zip",
        _ when head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) => "image/gif",
        _ when head.Length >= 12 && head.StartsWith("RIFF"u8) => OfRiff(head[8..12]),
        _ when head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8) => OfBox(head[8..12]),
        _ when head.StartsWith("ID3"u8) => "audio/mpeg",
        _ when head.StartsWith("OggS"u8) => "application/ogg",
        _ => Unknown,
    };

    private static string OfRiff(ReadOnlySpan<byte> kind) => kind.SequenceEqual("WEBP"u8) ? "image/webp" : kind.SequenceEqual("WAVE"u8) ? "audio/wav" : Unknown;

    /// <summary>Telephones' pictures and films are boxes of one format.</summary>
    private static string OfBox(ReadOnlySpan<byte> brand) =>
        brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) ? "image/heic" : brand.SequenceEqual("avif"u8) ? "image/avif"
        : brand.SequenceEqual("qt  "u8) ? "video/quicktime" : brand.StartsWith("M4A"u8) ? "audio/mp4" : "video/mp4";
}
