using System.Data.Common;
using System.Globalization;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Infrastructure;
using EscalationCqrs.Infrastructure.Persistence;
using EscalationCqrs.Infrastructure.Persistence.Seed;
using EscalationCqrs.Web.Hosting;
using FluentValidation;
using MediatR;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Web.Cli;

/// <summary>What the executable can do besides serving: the first argument names it. Exit codes: 0 done, 1 not done, 2 not understood.</summary>
internal static class Verbs
{
    private const string Usage = """
        Verbs (without one the web server starts):
          migrate                         bring the database of ConnectionStrings__Postgres to this version and prepare the role of ConnectionStrings__App
          seed                            fill the demo tenants, once (Development only)
          check-config                    read all settings and say what is wrong with them
          tenant create --slug S --name N --admin-email E [--admin-name N] [--locale en|vi] [--time-zone Z] [--region CC]
                                          make a tenant with its first administrator and print the invitation
          superadmin create --email E [--name N]
                                          make a platform administrator, who may enter every tenant, and print the invitation
          superadmin remove --email E     take that power away, and end their sessions and visits
          audit verify --tenant S         recompute the chain of audit entries
        """;

    /// <summary>Settings may follow the server's name too, but they begin with a dash: a word alone is meant as a verb, also a mistyped one.</summary>
    public static bool IsVerb(string[] args) => args is [var first, ..] && (!first.StartsWith('-') || AsksForHelp(args));

    public static async Task<int> Run(string[] args)
    {
        if (AsksForHelp(args))
            return Say(Usage, 0);
        try
        {
            return args switch
            {
                ["migrate"] => await Migrate(),
                ["seed"] => await WithDesk(Seed),
                ["check-config"] => await WithDesk(CheckConfig),
                ["tenant", "create", .. var rest] => await WithDesk(desk => CreateTenant(desk, Options(rest, "slug", "name", "admin-email", "admin-name", "locale", "time-zone", "region"))),
                ["superadmin", "create", .. var rest] => await WithDesk(desk => CreatePlatformAdministrator(desk, Options(rest, "email", "name"))),
                ["superadmin", "remove", .. var rest] => await WithDesk(desk => RemovePlatformAdministrator(desk, Options(rest, "email"))),
                ["audit", "verify", .. var rest] => await WithDesk(desk => VerifyAudit(desk, Options(rest, "tenant"))),
                _ => Say(Usage, 2),
            };
        }
        catch (ValidationException invalid)
        {
            return Say(string.Join(Environment.NewLine, invalid.Errors.Select(e => $"{e.PropertyName}: {e.ErrorMessage}")), 1);
        }
        catch (FieldRefused refused)
        {
            return Say($"{refused.Field}: {refused.Message}", 1);
        }
        catch (Exception e) when (e is Refusal or DatabaseAway or DbException or OptionsValidationException or FormatException or InvalidOperationException)
        {
            return Say(e.Message, 1);
        }
    }

    private static bool AsksForHelp(string[] args) => args[0] == "help" || args.Any(a => a is "--help" or "-h");

    private static async Task<int> Migrate()
    {
        var settings = WebApplication.CreateBuilder().Configuration;
        var owner = settings.GetConnectionString("Postgres");
        var app = settings.GetConnectionString("App");
        if (string.IsNullOrEmpty(owner) || string.IsNullOrEmpty(app))
            return Say("Set ConnectionStrings__Postgres (the database's owner) and ConnectionStrings__App (the desk's own role).", 1);
        await Migrator.Migrate(owner, app);
        return Say("The database is up to date.", 0);
    }

    private static async Task<int> Seed(WebApplication desk)
    {
        if (!desk.Environment.IsDevelopment())
            return Say("The demo tenants belong to Development only; use 'tenant create'.", 1);
        return Say(await DemoSeed.Run(desk.Services.GetRequiredService<IConfiguration>()) ? "The demo tenants are ready." : "The demo tenants are there already.", 0);
    }

    private static Task<int> CheckConfig(WebApplication desk)
    {
        desk.Services.GetRequiredService<IStartupValidator>().Validate();
        return Task.FromResult(Say("The settings are complete.", 0));
    }

    private static async Task<int> CreateTenant(WebApplication desk, Dictionary<string, string> options)
    {
        var tenantId = Guid.CreateVersion7();
        var made = await Send(desk, tenantId, new CreateTenant.Command(
            options.GetValueOrDefault("slug", ""), options.GetValueOrDefault("name", ""), options.GetValueOrDefault("locale", "en"), options.GetValueOrDefault("time-zone", "UTC"),
            options.GetValueOrDefault("region", "US"), options.GetValueOrDefault("admin-email", ""), options.GetValueOrDefault("admin-name", "Administrator")));
        return Say($"The tenant is made. Its administrator {Invited(desk, made.Link)}", 0);
    }

    private static async Task<int> CreatePlatformAdministrator(WebApplication desk, Dictionary<string, string> options)
    {
        var made = await Send(desk, Guid.Empty, new CreatePlatformAdministrator.Command(options.GetValueOrDefault("email", ""), options.GetValueOrDefault("name", "Platform administrator")));
        return Say($"The platform administrator {Invited(desk, made.Link)}", 0);
    }

    private static async Task<int> RemovePlatformAdministrator(WebApplication desk, Dictionary<string, string> options)
    {
        await Send(desk, Guid.Empty, new RemovePlatformAdministrator.Command(options.GetValueOrDefault("email", "")));
        return Say("The account no longer administers the platform.", 0);
    }

    /// <param name="link">Null where the account has a password already.</param>
    private static string Invited(WebApplication desk, string? link)
    {
        var address = desk.Services.GetRequiredService<IOptions<DeskOptions>>().Value.PublicBaseUrl.ToString().TrimEnd('/');
        return link is null
            ? $"signs in at {address} with the password of the account that exists already."
            : $"chooses a password at{Environment.NewLine}{address}/account/invitation/{link}";
    }

    private static async Task<int> VerifyAudit(WebApplication desk, Dictionary<string, string> options)
    {
        var slug = options.GetValueOrDefault("tenant") ?? throw new FormatException("Say which tenant: audit verify --tenant SLUG");
        var tenant = await desk.Services.GetRequiredService<ICrossTenant>().TenantBySlug(slug, default) ?? throw new NotFound("The tenant");
        var result = await Send(desk, tenant.Id, new VerifyAudit.Query());
        return result.Intact
            ? Say(string.Create(CultureInfo.InvariantCulture, $"The chain is intact: {result.Links} links over {result.Entries} entries."), 0)
            : Say(string.Create(CultureInfo.InvariantCulture, $"The chain is broken at link {result.Broken!.Link}: {result.Broken.Problem}."), 1);
    }

    private static async Task<T> Send<T>(WebApplication desk, Guid tenantId, IRequest<T> request)
    {
        await using var scope = desk.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = CurrentActor.System(tenantId);
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    private static async Task<int> WithDesk(Func<WebApplication, Task<int>> work)
    {
        await using var desk = DeskHost.Build([]);
        return await work(desk);
    }

    private static Dictionary<string, string> Options(string[] args, params string[] known)
    {
        var options = new Dictionary<string, string>();
        foreach (var pair in args.Chunk(2))
        {
            if (pair is not [['-', '-', .. var name], var value])
                throw new FormatException(Usage);
            if (!known.Contains(name))
                throw new FormatException($"--{name} is not an option of this verb; it knows {string.Join(", ", known.Select(k => $"--{k}"))}.");
            if (!options.TryAdd(name, value))
                throw new FormatException($"--{name} is given twice.");
        }

        return options;
    }

    private static int Say(string text, int code)
    {
        (code == 0 ? Console.Out : Console.Error).WriteLine(text);
        return code;
    }
}
