using System.Diagnostics;
using System.Text.Json;

namespace EscalationCqrs.Web.Tests.Scripts;

public sealed class SegmentsTests : IDisposable
{
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("segments-");

    [Fact]
    public void The_composer_counts_every_vector_as_agreed()
    {
        var vectors = Path.Combine(AppContext.BaseDirectory, "contracts", "sms-segmentation-vectors.json");
        var counted = Node("--input-type=module", "--eval", """
            import { readFileSync } from 'node:fs';
            import { pathToFileURL } from 'node:url';
            const [esbuild, source, bundle, vectors] = process.argv.slice(1);
            const { build } = await import(pathToFileURL(esbuild));
            await build({ entryPoints: [source], bundle: true, format: 'esm', outfile: bundle });
            const { segmentsOf } = await import(pathToFileURL(bundle));
            const { cases } = JSON.parse(readFileSync(vectors, 'utf8'));
            console.log(JSON.stringify(cases.map((c) => ({ id: c.id, ...segmentsOf(c.text, c.smartEncoding) }))));
            """,
            Path.Combine(Root, "node_modules", "esbuild", "lib", "main.js"), Path.Combine(Root, "src", "Web", "Scripts", "segments.ts"),
            Path.Combine(_scratch.FullName, "segments.mjs"), vectors);

        using var expected = JsonDocument.Parse(File.ReadAllText(vectors));
        using var actual = JsonDocument.Parse(counted);
        Assert.Equal(
            expected.RootElement.GetProperty("cases").EnumerateArray().Select(c => Line(c, c.GetProperty("segments").GetInt32())),
            actual.RootElement.EnumerateArray().Select(c => Line(c, c.GetProperty("count").GetInt32())));
        Assert.Equal(43, actual.RootElement.GetArrayLength());
    }

    public void Dispose() => _scratch.Delete(recursive: true);

    private static string Line(JsonElement counted, int segments) => string.Join(' ',
        counted.GetProperty("id").GetString(), counted.GetProperty("encoding").GetString(), counted.GetProperty("units").GetInt32(), segments,
        string.Join(',', counted.GetProperty("unitsPerSegment").EnumerateArray().Select(u => u.GetInt32())));

    private static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "EscalationCqrs.sln")))
                folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the project's folder.");
            return folder.FullName;
        }
    }

    private static string Node(params string[] arguments)
    {
        using var node = Process.Start(new ProcessStartInfo("node", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = node.StandardError.ReadToEndAsync();
        var output = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors.Result);
        return output;
    }
}
