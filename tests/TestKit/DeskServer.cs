using System.Net;
using System.Text.RegularExpressions;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Web.Hosting;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace EscalationCqrs.TestKit;

/// <summary>
/// The whole product in this process: the web application on a loopback port over a database of its own as the unprivileged role, its workers at work,
/// its SMS carried by the real adapter to the bundled simulator. Tests share it and are kept apart by a tenant each.
/// </summary>
public partial class DeskServer : IAsyncLifetime
{
    private WebApplication? _web;

    public DeskDatabase Database { get; private set; } = null!;

    public SimulatedCarrier Carrier { get; private set; } = null!;

    public Uri Address { get; private set; } = null!;

    public ServerLog Log { get; } = new();

    public IServiceProvider Services => _web!.Services;

    /// <summary>Nobody's client: no session, no redirects followed.</summary>
    public HttpClient Anyone { get; private set; } = null!;

    /// <summary>Where this server keeps the sound of calls.</summary>
    public string Recordings { get; } = Path.Combine(Path.GetTempPath(), $"desk-recordings-{Guid.NewGuid():n}");

    /// <summary>Settings that differ from the product's.</summary>
    protected virtual IEnumerable<(string Name, string Value)> Settings() => [];

    protected virtual Task<DeskDatabase> NewDatabase() => DeskDatabase.CreateAnother();

    /// <summary>The way to the database, for tests that put something in between.</summary>
    protected virtual string DatabaseFor(string connectionString) => connectionString;

    public virtual async Task InitializeAsync()
    {
        Database = await NewDatabase();
        Carrier = await SimulatedCarrier.Start();
        Address = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}");
        Anyone = NewClient();
        await Start();
    }

    public virtual async Task DisposeAsync()
    {
        await Stop();
        Anyone?.Dispose();
        if (Carrier is not null)
            await Carrier.DisposeAsync();
        Database?.Drop();
        if (Directory.Exists(Recordings))
            Directory.Delete(Recordings, recursive: true);
    }

    /// <summary>Starts the web application, the first time or again after <see cref="Stop"/>, on the same address.</summary>
    public async Task Start()
    {
        _web = DeskHost.Build(Arguments(), builder => builder.Logging.ClearProviders().AddProvider(Log));
        await _web.StartAsync();
    }

    public async Task Stop()
    {
        if (_web is not { } web)
            return;
        _web = null;
        await web.StopAsync();
        await web.DisposeAsync();
    }

    public HttpClient NewClient(CookieContainer? cookies = null) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = cookies is not null, CookieContainer = cookies ?? new() }) { BaseAddress = Address };

    /// <summary>Signs in on the page, as a browser does: with a form, its anti-forgery token and cookies.</summary>
    public async Task<HttpClient> SignInOnPage(string email)
    {
        var pages = NewClient(new CookieContainer());
        var entered = await PostForm(pages, "/account/sign-in", "/account/sign-in", ("email", email), ("password", DeskTenant.Password));
        Assert.Equal(302, entered.Status);
        return pages;
    }

    /// <summary>Sends a form with the anti-forgery token of a page.</summary>
    public static async Task<Answer> PostForm(HttpClient pages, string page, string action, params (string Name, string Value)[] fields)
    {
        return await PostForm(pages, action, await FormToken(pages, page), fields);
    }

    /// <summary>Sends a form with an anti-forgery token that was read before.</summary>
    public static Task<Answer> PostForm(HttpClient pages, string action, FormTokenOf token, params (string Name, string Value)[] fields) =>
        pages.Call(HttpMethod.Post, action, new FormUrlEncodedContent([.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value)), new("__RequestVerificationToken", token.Value)]));

    /// <summary>The anti-forgery token of a page; it serves for every form of the session.</summary>
    public static async Task<FormTokenOf> FormToken(HttpClient pages, string page) => new(AntiforgeryField().Match((await pages.Get(page)).Is(200).Text).Groups[1].Value);

    public sealed record FormTokenOf(string Value);

    /// <summary>A tenant with its first administrator, made as the command line makes it.</summary>
    public Task<DeskTenant> NewTenant(string locale = "en") => DeskTenant.Create(this, locale);

    /// <summary>Sends a request past HTTP.</summary>
    public async Task<T> Send<T>(IActor actor, IRequest<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<ActorHolder>().Actor = actor;
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <summary>Runs SQL as the owner of the database, past row-level security, and returns the first value.</summary>
    public async Task<object?> Sql(string sql, params object[] parameters)
    {
        await using var connection = new NpgsqlConnection(Database.Owner);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters)
            command.Parameters.Add(new() { Value = parameter });
        return await command.ExecuteScalarAsync();
    }

    /// <summary>The folder that holds the solution.</summary>
    public static string Root
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "EscalationCqrs.sln")))
                folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the project's folder.");
            return folder.FullName;
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]+)\"")]
    private static partial Regex AntiforgeryField();

    private string[] Arguments()
    {
        var settings = new Dictionary<string, string>
        {
            ["applicationName"] = "EscalationCqrs.Web",
            ["contentRoot"] = Path.Combine(Root, "src", "Web"),
            ["environment"] = "Production",
            ["urls"] = Address.ToString(),
            ["ConnectionStrings:App"] = DatabaseFor(Database.App),
            ["Desk:PublicBaseUrl"] = Address.ToString().TrimEnd('/'),
            ["Twilio:BaseAddress"] = Carrier.Address.ToString(),
            ["Twilio:TimeoutSeconds"] = "3",
            ["RingCentral:BaseAddress"] = Carrier.Address.ToString(),
            ["RingCentral:MediaAddress"] = Carrier.Address.ToString(),
            ["RingCentral:TimeoutSeconds"] = "3",
            ["Recordings:Path"] = Recordings,
            ["Mail:AllowPrivateHosts"] = "true",
            ["RateLimits:RequestsPerAddress"] = "1000000",
            ["Logging:LogLevel:Default"] = "Information",
        };
        foreach (var (name, value) in Settings())
            settings[name] = value;
        return [.. settings.Select(s => $"--{s.Key}={s.Value}")];
    }
}
