using System.Diagnostics;

namespace EscalationCqrs.Web.Tests.Simulator;

/// <summary>Runs a script beside these tests with Node, where the carrier's official client lives.</summary>
internal static class NodeScript
{
    public static async Task<string> Run(string name, string input, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("node", Path.Combine(Root(), "tests", "Web.Tests", "Simulator", name))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("TWILIO_EDGE");     // these would point the client at Twilio's own hosts
        start.Environment.Remove("TWILIO_REGION");
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;

        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var errors = process.StandardError.ReadToEndAsync(patience.Token);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);
        Assert.True(process.ExitCode == 0, await errors);
        return await output;
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EscalationCqrs.sln")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("No parent folder holds EscalationCqrs.sln.");
        return folder.FullName;
    }
}
