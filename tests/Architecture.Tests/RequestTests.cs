using System.Reflection;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Pipeline;
using MediatR;
using Xunit.Abstractions;

namespace EscalationCqrs.Architecture.Tests;

/// <summary>The shape of use cases, and that none can run unguarded.</summary>
public sealed class RequestTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_request_names_its_permission_or_says_why_it_needs_none()
    {
        Assert.NotEmpty(Code.Requests);
        Assert.Empty(Code.Requests.Where(r => new[] { r.IsDefined(typeof(RequiresAttribute)), r.IsDefined(typeof(NoPermissionNeededAttribute)), r.IsDefined(typeof(SystemOnlyAttribute)) }.Count(has => has) != 1)
            .Select(r => r.FullName));
        foreach (var free in Code.Requests.Where(r => r.IsDefined(typeof(NoPermissionNeededAttribute))))
            output.WriteLine($"{RequestNames.Of(free)}: {free.GetCustomAttribute<NoPermissionNeededAttribute>()!.Reason}");
    }

    [Fact]
    public void Every_permission_that_a_request_names_is_in_the_catalogue() =>
        Assert.Empty(Code.Requests.Select(r => r.GetCustomAttribute<RequiresAttribute>()?.Permission).OfType<string>().Except(Permissions.All));

    [Fact]
    public void Every_default_role_holds_only_permissions_of_the_catalogue() =>
        Assert.Empty(Roles.Defaults.Values.SelectMany(p => p).Except(Permissions.All));

    [Fact]
    public void Every_request_is_either_a_command_or_a_query() =>
        Assert.Empty(Code.Requests.Where(r => Is(r, typeof(ICommand<>)) == Is(r, typeof(IQuery<>))).Select(r => r.FullName));

    [Fact]
    public void Requests_are_immutable_records() =>
        Assert.Empty(Code.Requests.SelectMany(r => r.GetProperties()).Where(p => p.SetMethod is { IsPublic: true } set
            && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit))).Select(p => $"{p.DeclaringType!.FullName}.{p.Name}"));

    [Fact]
    public void Every_request_has_exactly_one_handler() =>
        Assert.Empty(Code.Requests.Where(r => Code.Handlers.Count(h => h.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) && i.GetGenericArguments()[0] == r)) != 1)
            .Select(r => r.FullName));

    [Fact]
    public void Handlers_are_internal_sealed_and_send_nothing() =>
        Assert.Empty(Code.Handlers.Where(h => h.IsPublic || h.IsNestedPublic || !h.IsSealed || Code.Mentions(h).Contains(typeof(IMediator))).Select(h => h.FullName));

    [Fact]
    public void The_pipeline_runs_in_the_declared_order() =>
        Assert.Equal(["TraceBehavior`2", "RefusalsBehavior`2", "AuthoriseBehavior`2", "ValidateBehavior`2", "UnitOfWorkBehavior`2"], ApplicationModule.Behaviors.Select(b => b.Name));

    private static bool Is(Type request, Type kind) => request.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == kind);
}
