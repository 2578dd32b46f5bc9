namespace EscalationCqrs.CarrierSimulator;

internal static class Program
{
    private static async Task<int> Main()
    {
        SimulatorOptions options;
        try
        {
            options = SimulatorOptions.FromEnvironment();
        }
        catch (FormatException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }

        await Simulator.Build(options).RunAsync();
        return 0;
    }
}
