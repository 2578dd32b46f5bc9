using EscalationCqrs.CarrierSimulator.Network;
using EscalationCqrs.Infrastructure.Recordings;

namespace EscalationCqrs.Web.Tests.Recordings;

/// <summary>What is taken for a recording, and what is seen of it.</summary>
public sealed class AudioFileTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_wav_file_tells_its_length_channels_and_loudness()
    {
        var facts = await Read(Sound(4, channels: 2));

        Assert.Equal(("audio/wav", 4, 2, "abc"), (facts.ContentType, facts.Seconds, facts.Channels, facts.Sha256));
        Assert.Equal(2 * AudioFile.Stretches, facts.Peaks.Length);
        // The voices take turns of two seconds.
        var (first, second) = (facts.Peaks[..AudioFile.Stretches], facts.Peaks[AudioFile.Stretches..]);
        Assert.True(first[..390].Max() > 30 && first[410..].Max() == 0);
        Assert.True(second[..390].Max() == 0 && second[410..].Max() > 30);
    }

    [Fact]
    public async Task Chunks_that_say_nothing_about_the_sound_are_passed_over()
    {
        var sound = Sound(1, channels: 1);
        var facts = await Read([.. sound[..36], .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. sound[36..]]);

        Assert.Equal((1, 1), (facts.Seconds, facts.Channels));
        Assert.Contains(facts.Peaks, p => p > 30);
    }

    [Fact]
    public async Task An_mp3_file_is_taken_without_its_loudness()
    {
        var facts = await Read([.. "ID3"u8, .. new byte[400]]);
        Assert.Equal(("audio/mpeg", null, 0), (facts.ContentType, facts.Seconds, facts.Peaks.Length));
    }

    [Theory]
    [InlineData("<html>Not found</html>", "not_audio")]
    [InlineData("RIFF", "too_short")]
    [InlineData("RIFF1234WAVEjunk\u0004\0\0\0....", "no_sound")]
    [InlineData("RIFF1234WAVEdata\u0004\0\0\0....", "no_format")]
    public async Task What_is_no_sound_is_refused_by_a_word(string content, string reason) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<BadAudio>(() => Read(System.Text.Encoding.Latin1.GetBytes(content)))).Message);

    [Fact]
    public async Task A_file_that_ends_before_its_time_is_refused() =>
        Assert.Equal("truncated", (await Assert.ThrowsAsync<BadAudio>(() => Read(Sound(2, 2)[..^1]))).Message);

    private async Task<Application.Ports.AudioFacts> Read(byte[] bytes)
    {
        await File.WriteAllBytesAsync(_file, bytes);
        return await AudioFile.Read(_file, "abc", default);
    }

    private static byte[] Sound(int seconds, int channels)
    {
        using var audio = new RecordedAudio("RE01", seconds, channels);
        var bytes = new byte[audio.Length];
        audio.ReadExactly(bytes);
        return bytes;
    }
}
