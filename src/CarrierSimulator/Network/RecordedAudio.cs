using System.Buffers.Binary;
using System.Text;

namespace EscalationCqrs.CarrierSimulator.Network;

/// <summary>
/// The sound of a recording as a WAV file (8 kHz, 16 bits): two voices that take turns, each on its own channel, or both on one. Every sample follows from the
/// recording's id and its position, so a file of any length takes no memory and is the same each time.
/// </summary>
public sealed class RecordedAudio : Stream
{
    public const int SampleRate = 8000;
    private const int HeaderSize = 44, SampleSize = 2, Turn = SampleRate * 2, Syllable = SampleRate / 4, TableSize = 4096;
    private static readonly float[] Sine = [.. Enumerable.Range(0, TableSize).Select(i => MathF.Sin(MathF.Tau * i / TableSize))];

    private readonly byte[] _header;
    private readonly int _channels;
    private readonly int[] _pitch;

    public RecordedAudio(string sid, int seconds, int channels)
    {
        var seed = sid.Aggregate(17, (hash, letter) => unchecked((hash * 31) + letter)) & 0xff;
        (_channels, _pitch) = (channels, [110 + (seed % 40), 190 + (seed % 60)]);
        var size = (long)seconds * SampleRate * channels * SampleSize;
        Length = HeaderSize + size;
        _header = Header(channels, size);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Length - Position);
        for (var i = 0; i < count; i++, Position++)
            buffer[i] = Position < HeaderSize ? _header[Position] : At(Position - HeaderSize);
        return Math.Max(count, 0);
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private byte At(long position)
    {
        var sample = Sample(position / SampleSize / _channels, (int)(position / SampleSize % _channels));
        return (byte)(position % SampleSize == 0 ? sample : sample >> 8);
    }

    private short Sample(long frame, int channel) => _channels == 1 ? Voice(frame, (int)(frame / Turn % 2)) : frame / Turn % 2 == channel ? Voice(frame, channel) : (short)0;

    /// <summary>A tone with overtones that swells and fades four times a second, as syllables do.</summary>
    private short Voice(long frame, int voice)
    {
        float Tone(int times) => Sine[frame * _pitch[voice] * times * TableSize / SampleRate % TableSize];
        var envelope = Sine[frame % Syllable * (TableSize / 2) / Syllable];
        return (short)(8000 * envelope * (Tone(1) + (0.5f * Tone(2)) + (0.25f * Tone(5))));
    }

    private static byte[] Header(int channels, long size)
    {
        var header = new byte[HeaderSize];
        void Word(int at, string word) => Encoding.ASCII.GetBytes(word, header.AsSpan(at));
        void Number(int at, long value) => BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(at), (uint)value);
        void Short(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(at), (ushort)value);
        Word(0, "RIFF");
        Number(4, HeaderSize - 8 + size);
        Word(8, "WAVEfmt ");
        Number(16, 16);
        Short(20, 1);
        Short(22, channels);
        Number(24, SampleRate);
        Number(28, SampleRate * channels * SampleSize);
        Short(32, channels * SampleSize);
        Short(34, 8 * SampleSize);
        Word(36, "data");
        Number(40, size);
        return header;
    }
}
