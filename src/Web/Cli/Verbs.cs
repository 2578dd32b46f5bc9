namespace EscalationCqrs.Web.Cli;

/// <summary>What the executable can do besides serving: the first argument names it.</summary>
internal static class Verbs
{
    public static bool IsVerb(string[] args) => false;

    public static Task<int> Run(string[] args) => Task.FromResult(2);
}
