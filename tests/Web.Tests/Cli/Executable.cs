using System.Diagnostics;

namespace EscalationCqrs.Web.Tests.Cli;

/// <summary>The product's executable in a process of its own.</summary>
internal static class Executable
{
    public static async Task<(int Code, string Said, string Complained)> Run((string Name, string Value)[] settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EscalationCqrs.Web.dll"), .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var process = Process.Start(start)!;
        try
        {
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
            await process.WaitForExitAsync(patience.Token);
            return (process.ExitCode, await said, await complained);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
