using System.Buffers.Binary;
using System.Runtime.InteropServices;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>The file is no audio that we take, or is not whole.</summary>
internal sealed class BadAudio(string reason) : Exception(reason);

/// <summary>Reads what a recording is: WAV in full with its loudness, MP3 by its signature.</summary>
internal static class AudioFile
{
    /// <summary>Stretches of equal length into which a channel is divided for its picture.</summary>
    public const int Stretches = 800;

    private const int Pcm = 1, MaxChannels = 8, Loudest = 127;

    private sealed record Format(int Tag, int Channels, int BytesPerSecond, int BlockSize, int Bits);

    /// <param name="path">Read once from beginning to end.</param>
    /// <exception cref="BadAudio">It is neither, or shorter than it says.</exception>
    public static async Task<AudioFacts> Read(string path, string sha256, CancellationToken ct)
    {
        await using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Open, Options = FileOptions.Asynchronous | FileOptions.SequentialScan });
        var head = new byte[12];
        if (await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct) < head.Length)
            throw new BadAudio("too_short");
        if (head.AsSpan(0, 4).SequenceEqual("RIFF"u8) && head.AsSpan(8, 4).SequenceEqual("WAVE"u8))
            return await Wav(file, sha256, ct);
        if (head.AsSpan(0, 3).SequenceEqual("ID3"u8) || (head[0] == 0xff && (head[1] & 0xe0) == 0xe0))
            return new(file.Length, sha256, "audio/mpeg", null, 1, []);
        throw new BadAudio("not_audio");
    }

    private static async Task<AudioFacts> Wav(FileStream file, string sha256, CancellationToken ct)
    {
        Format? format = null;
        var head = new byte[8];
        while (await file.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, ct) == head.Length)
        {
            var size = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4));
            if (head.AsSpan(0, 4).SequenceEqual("fmt "u8))
                format = await ReadFormat(file, size, ct);
            else if (head.AsSpan(0, 4).SequenceEqual("data"u8))
                return await ReadData(file, size, format ?? throw new BadAudio("no_format"), sha256, ct);
            else
                file.Seek(size + (size & 1), SeekOrigin.Current);
        }

        throw new BadAudio("no_sound");
    }

    private static async Task<Format> ReadFormat(FileStream file, uint size, CancellationToken ct)
    {
        if (size is < 16 or > 1024)
            throw new BadAudio("bad_format");
        var body = new byte[size + (size & 1)];
        if (await file.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, ct) < size)
            throw new BadAudio("truncated");
        int Short(int at) => BinaryPrimitives.ReadUInt16LittleEndian(body.AsSpan(at));
        var format = new Format(Short(0), Short(2), BinaryPrimitives.ReadInt32LittleEndian(body.AsSpan(8)), Short(12), Short(14));
        return format is { Channels: >= 1 and <= MaxChannels, BytesPerSecond: > 0, BlockSize: > 0 } ? format : throw new BadAudio("bad_format");
    }

    private static async Task<AudioFacts> ReadData(FileStream file, long size, Format format, string sha256, CancellationToken ct)
    {
        if (file.Length - file.Position < size)
            throw new BadAudio("truncated");
        var seconds = (int)Math.Ceiling((double)size / format.BytesPerSecond);
        var peaks = format is { Tag: Pcm, Bits: 16 } && format.BlockSize == 2 * format.Channels ? await Peaks(file, size / format.BlockSize, format.Channels, ct) : [];
        return new(file.Length, sha256, "audio/wav", seconds, format.Channels, peaks);
    }

    private static async Task<byte[]> Peaks(FileStream file, long frames, int channels, CancellationToken ct)
    {
        var peaks = new byte[channels * Stretches];
        var (buffer, frame) = (new byte[4096 * 2 * channels], 0L);
        while (frame < frames)
        {
            var wanted = (int)Math.Min(buffer.Length, (frames - frame) * 2 * channels);
            if (await file.ReadAtLeastAsync(buffer.AsMemory(0, wanted), wanted, throwOnEndOfStream: false, ct) < wanted)
                throw new BadAudio("truncated");
            Measure(buffer.AsSpan(0, wanted), peaks, frame, frames, channels);
            frame += wanted / (2 * channels);
        }

        return peaks;
    }

    private static void Measure(Span<byte> bytes, byte[] peaks, long first, long frames, int channels)
    {
        var samples = MemoryMarshal.Cast<byte, short>(bytes);
        for (var i = 0; i < samples.Length; i++)
        {
            var place = (i % channels * Stretches) + (int)((first + (i / channels)) * Stretches / frames);
            var loud = (byte)(Math.Abs((int)samples[i]) * Loudest / -short.MinValue);
            if (loud > peaks[place])
                peaks[place] = loud;
        }
    }
}
