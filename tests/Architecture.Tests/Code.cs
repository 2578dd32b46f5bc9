using System.Reflection;
using EscalationCqrs.Application.Pipeline;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure.Live;
using MediatR;

namespace EscalationCqrs.Architecture.Tests;

/// <summary>The assemblies under test and how to look into them.</summary>
internal static class Code
{
    public static readonly Assembly Domain = typeof(Entity).Assembly;
    public static readonly Assembly Application = typeof(ApplicationModule).Assembly;
    public static readonly Assembly Infrastructure = typeof(LiveHub).Assembly;
    public static readonly Assembly Web = Assembly.Load("EscalationCqrs.Web");

    public static readonly IReadOnlyList<Type> Requests =
        [.. Application.GetTypes().Where(t => t is { IsClass: true, IsAbstract: false } && t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequest<>)))];

    public static readonly IReadOnlyList<Type> Handlers =
        [.. Application.GetTypes().Where(t => t.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>)) && !t.IsAbstract)];

    /// <summary>All types that a type names in fields, constructors, methods and properties, generic arguments included.</summary>
    public static IEnumerable<Type> Mentions(Type type)
    {
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetFields(all).Select(f => f.FieldType)
            .Concat(type.GetConstructors(all).SelectMany(c => c.GetParameters()).Select(p => p.ParameterType))
            .Concat(type.GetMethods(all).SelectMany(m => m.GetParameters().Select(p => p.ParameterType).Append(m.ReturnType)))
            .SelectMany(Unfold).Distinct();
    }

    /// <summary>The lines of a project's own sources, generated ones left out.</summary>
    public static IEnumerable<(string File, int Line, string Text)> Lines(string project) =>
        Directory.EnumerateFiles(Path.Combine(Root, "src", project), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}") && !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}")
                && !f.EndsWith(".g.cs", StringComparison.Ordinal) && !f.Contains("Migrations"))
            .SelectMany(f => File.ReadLines(f).Select((text, i) => (Path.GetRelativePath(Root, f), i + 1, text)));

    public static readonly string Root = FindRoot();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "EscalationCqrs.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The solution's folder was not found.");
        return folder.FullName;
    }

    private static IEnumerable<Type> Unfold(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Unfold).Append(type.GetGenericTypeDefinition())
        : type.HasElementType ? Unfold(type.GetElementType()!) : [type];
}
