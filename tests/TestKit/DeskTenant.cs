using System.Net.Http.Headers;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Application.Tenants;
using MediatR;

namespace EscalationCqrs.TestKit;

/// <summary>A tenant of a running server, with people who signed in over HTTP.</summary>
public sealed class DeskTenant
{
    public const string Password = "A-long-Passw0rd!";

    private DeskTenant(DeskServer server, Guid id, string slug) => (Server, Id, Slug) = (server, id, slug);

    public DeskServer Server { get; }

    public Guid Id { get; }

    public string Slug { get; }

    public Person Admin { get; private set; } = null!;

    /// <summary>Our number at the carrier; set by <see cref="Connect"/>.</summary>
    public string Number { get; private set; } = "";

    internal static async Task<DeskTenant> Create(DeskServer server, string locale)
    {
        var tenant = new DeskTenant(server, Guid.CreateVersion7(), $"t-{Guid.NewGuid().ToString("n")[..10]}");
        var email = $"ada@{tenant.Slug}.test";
        var made = await tenant.AsSystem(new CreateTenant.Command(tenant.Slug, "Example Shop", locale, "UTC", "US", email, "Ada Admin"));
        tenant.Admin = await tenant.Enter(made.AdminId, "Ada Admin", email, Roles.Admin, made.Link!);
        return tenant;
    }

    /// <summary>Sends as the desk itself.</summary>
    public Task<T> AsSystem<T>(IRequest<T> request) => Server.Send(CurrentActor.System(Id), request);

    /// <summary>Invites a person, who accepts, chooses a password and signs in. A platform administrator is no member, and enters by a visit.</summary>
    public async Task<Person> Invite(string role, string? name = null)
    {
        name ??= $"{role} {Guid.NewGuid().ToString("n")[..6]}";
        var email = $"{name.ToLowerInvariant().Replace(' ', '.')}@{Slug}.test";
        if (role == Roles.SuperAdmin)
        {
            var visitor = await PlatformAdministrator.Create(Server, name);
            return new Person(this, visitor.Id, name, visitor.Email, role, await visitor.Enters(this));
        }

        var invited = (await Admin.Api.Post("/api/v1/users", new { email, name, role })).Is(201);
        return await Enter(invited.Id("staffId"), name, email, role, invited.String("link"));
    }

    /// <summary>Sets up a number of an account at the simulator and connects its webhooks.</summary>
    public async Task<string> Connect(double perSecond = 100)
    {
        var (sid, token, number) = await Server.Carrier.OpenAccount();
        var added = await AsSystem(new AddNumber.Command(number, "Main", "twilio", sid, token));
        await AsSystem(new UpdateNumber.Command(added.NumberId, "Main", perSecond, IsActive: true, IsDefault: true));
        await AsSystem(new ConnectNumber.Command(added.NumberId));
        return Number = number;
    }

    /// <summary>Sets up a number at the second carrier, which wants a JWT.</summary>
    public async Task<Guid> AddExtension()
    {
        var (clientId, clientSecret, jwt, number) = await Server.Carrier.OpenExtension();
        return (await AsSystem(new AddNumber.Command(number, "Second carrier", "ringcentral", clientId, clientSecret, jwt))).NumberId;
    }

    /// <summary>A customer opens a chat.</summary>
    public async Task<Chat> StartChat(string locale = "en")
    {
        var started = (await Server.Anyone.Post($"/api/v1/public/{Slug}/conversations", new { locale })).Is(201);
        return new Chat(this, started.Id("conversationId"), started.String("token"));
    }

    /// <summary>A customer asks for a person; answers the id of the request.</summary>
    public async Task<Guid> Escalated(string? phone = null, string priority = "medium") => await (await StartChat()).AsksForPerson(phone, priority);

    private async Task<Person> Enter(Guid id, string name, string email, string role, string link)
    {
        (await Server.Anyone.Post("/api/v1/auth/invitations/accept", new { link, password = Password })).Is(200);
        var api = Server.NewClient();
        var person = new Person(this, id, name, email, role, api);
        await person.SignInAgain();
        return person;
    }

    /// <summary>A member of staff with a client that is signed in.</summary>
    public sealed record Person(DeskTenant Tenant, Guid Id, string Name, string Email, string Role, HttpClient Api)
    {
        public string AccessToken => Api.DefaultRequestHeaders.Authorization!.Parameter!;

        public async Task<Answer> SignInAgain()
        {
            var tokens = (await Tenant.Server.Anyone.Post("/api/v1/auth/login", new { email = Email, password = Password, tenant = Tenant.Slug })).Is(200);
            Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.String("accessToken"));
            return tokens;
        }

        /// <summary>Signs in on the page, as a browser does: with a form, its anti-forgery token and cookies.</summary>
        public Task<HttpClient> SignInOnPage() => Tenant.Server.SignInOnPage(Email);

        public async Task<Guid> Claims(Guid escalation)
        {
            (await Api.Post($"/api/v1/escalations/{escalation}/claim")).Is(200);
            return escalation;
        }
    }
}

/// <summary>A customer's side of a conversation, with the token that speaks for it.</summary>
public sealed class Chat
{
    public const string TokenHeader = "X-Conversation-Token";

    internal Chat(DeskTenant tenant, Guid id, string token)
    {
        (Tenant, Id, Token) = (tenant, id, token);
        Api = tenant.Server.NewClient();
        Api.DefaultRequestHeaders.Add(TokenHeader, token);
    }

    public DeskTenant Tenant { get; }

    public Guid Id { get; }

    public string Token { get; }

    public HttpClient Api { get; }

    public string Path => $"/api/v1/public/{Tenant.Slug}/conversations/{Id}";

    public async Task<Answer> Says(string text) => (await Api.Post($"{Path}/messages", new { text })).Is(201);

    public async Task<Answer> Reads() => (await Api.Get($"{Path}/messages")).Is(200);

    public Task<Answer> Asks(object body) => Api.Post($"{Path}/escalation", body);

    /// <summary>Asks for a person by SMS.</summary>
    public async Task<Guid> AsksForPerson(string? phone = null, string priority = "medium") =>
        (await Asks(new { reason = "My parcel has not arrived yet", preferredMethod = "sms", phone = phone ?? SimulatedCarrier.FreshNumber(), consent = true, priority }))
            .Is(201).Id("escalationId");
}
