using System.Text.Json;

namespace EscalationCqrs.Domain.Tests.Telephony;

/// <summary>The shared vectors under <c>tests/contracts</c>.</summary>
internal static class Vectors
{
    public static JsonElement[] Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "contracts", file)));
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(c => c.Clone())];
    }

    public static TheoryData<string> Ids(string file) => new(Read(file).Select(c => c.GetProperty("id").GetString()!));

    public static JsonElement Case(string file, string id) => Read(file).Single(c => c.GetProperty("id").GetString() == id);
}
