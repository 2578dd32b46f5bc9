using System.Text.RegularExpressions;
using EscalationCqrs.Application.Access;
using EscalationCqrs.TestKit;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Web.Tests.Api;

/// <summary>Nothing of one tenant is within another's reach, by any route there is.</summary>
public sealed partial class IsolationTests(DeskServer server) : ApiTest(server)
{
    // Fits the bodies of all routes; what a route does not know it ignores.
    private object Body(Guid ownPerson) => new
    {
        userId = ownPerson, reason = "A long enough reason", text = "Hello", channel = "sms", given = true, evidence = "Said so", priority = "low", resolutionNotes = "Done", resumeBot = true, name = "Renamed",
        maxConcurrent = 5, role = "Staff", isActive = true, staffIds = Array.Empty<Guid>(), locale = "en", question = "Question?", answer = "Answer.", label = "Label",
        preferredMethod = "email", email = "a@b.test", consent = true, ratePerSecond = 1, isDefault = false, scope = "tenant", texts = new[] { new { locale = "en", text = "Hello" } }, retentionDays = 30, atSecond = 1, use = "listen", permissions = new[] { "inbox:read" },
    };

    [Fact]
    public async Task Every_route_with_an_id_finds_nothing_of_another_tenant()
    {
        var (theirs, ids) = await Furnished(Tenant);
        var mine = await Server.NewTenant();
        var pages = await mine.Admin.SignInOnPage();
        var before = await Contents();
        var walked = 0;

        foreach (var endpoint in Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(HasId))
        {
            var page = endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not null;
            foreach (var method in page ? ["GET"] : endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods)
            {
                // One for each route: customers are slowed down.
                var chat = await mine.StartChat();
                foreach (var id in ids)
                {
                    var path = Filled(endpoint.RoutePattern, id, mine.Slug);
                    var client = page ? pages : path.Contains("/public/", StringComparison.Ordinal) ? chat.Api : mine.Admin.Api;
                    var answer = await client.Call(new HttpMethod(method), path, method is "POST" or "PUT" or "PATCH" ? System.Net.Http.Json.JsonContent.Create(Body(mine.Admin.Id)) : null);
                    // Some pages know only forms, and lead elsewhere when they are opened: what is there must say as little.
                    if (page && answer.Status is 302)
                        answer = await pages.Get(answer.Headers["Location"]);
                    Assert.True(answer.Status is 404 || (answer.Status is 403 && answer.Code is "permission_denied") || page, $"{method} {path} answered {answer.Status}: {answer.Text}");
                    Assert.DoesNotContain(theirs, answer.Text, StringComparison.Ordinal);
                    walked++;
                }
            }
        }

        Assert.True(walked > 25 * ids.Count, $"Only {walked} calls: are the routes still found?");
        Assert.Equal(before, await Contents());
    }

    [Fact]
    public async Task No_form_of_a_page_changes_anything_of_another_tenant()
    {
        var (theirs, ids) = await Furnished(Tenant);
        var mine = await Server.NewTenant();
        var pages = await mine.Admin.SignInOnPage();
        var token = await DeskServer.FormToken(pages, "/inbox");
        var fields = System.Text.Json.JsonSerializer.SerializeToNode(Body(mine.Admin.Id))!.AsObject().Where(p => p.Value is System.Text.Json.Nodes.JsonValue).Select(p => (p.Key, p.Value!.ToString())).ToList();
        var before = await Contents();
        var loader = Server.Services.GetRequiredService<PageLoader>();
        var walked = 0;

        foreach (var endpoint in Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
                continue;
            foreach (var handler in (await loader.LoadAsync(page, EndpointMetadataCollection.Empty)).HandlerMethods.Where(h => h.HttpMethod.Equals("POST", StringComparison.OrdinalIgnoreCase)))
            {
                foreach (var id in HasId(endpoint) || handler.Parameters.Any(p => p.Name == "id") ? ids : [])
                {
                    var path = Filled(endpoint.RoutePattern, id, mine.Slug, handler.Name ?? "") + (handler.Name is { } name ? $"?handler={name}" : "");
                    var answer = await DeskServer.PostForm(pages, path, token, [.. fields, ("id", $"{id}")]);
                    Assert.True(answer.Status < 500, $"POST {path} answered {answer.Status}: {Server.Log.Errors.LastOrDefault()}");
                    Assert.DoesNotContain(theirs, answer.Text, StringComparison.Ordinal);
                    walked++;
                }
            }
        }

        Assert.True(walked > 25 * ids.Count, $"Only {walked} forms: are the pages still found?");
        Assert.Equal(before, await Contents());
    }

    [Fact]
    public async Task No_list_shows_anything_of_another_tenant()
    {
        var (theirs, ids) = await Furnished(Tenant);
        var mine = await Server.NewTenant();
        await mine.Escalated();

        foreach (var endpoint in Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            if (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != true || !path.StartsWith("/api/", StringComparison.Ordinal)
                || path.Contains('{', StringComparison.Ordinal) || path.EndsWith("/events", StringComparison.Ordinal) || path.EndsWith("/stream", StringComparison.Ordinal))
                continue;
            foreach (var query in new[] { "", $"?q={theirs}", $"?q={Uri.EscapeDataString(Tenant.Admin.Email)}" })
            {
                var answer = await mine.Admin.Api.Get(path + query);
                Assert.True(answer.Status < 500, $"{path}{query} answered {answer.Status}");
                foreach (var secret in ids.Select(i => i.ToString()).Append(Tenant.Slug))
                    Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal);
            }
        }

        foreach (var body in new object[] { new { }, new { q = theirs }, new { assigned = Tenant.Admin.Id.ToString() } })
            Assert.DoesNotContain(ids, id => mine.Admin.Api.Post($"{Escalations}/search", body).Result.Is(200).Text.Contains(id.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Work_cannot_be_put_into_the_hands_of_another_tenants_people_or_teams()
    {
        var mine = await Server.NewTenant();
        var team = (await Tenant.Admin.Api.Post("/api/v1/teams", new { name = "Foreign team" })).Is(201).Id("teamId");
        var id = await mine.Escalated();

        Assert.Equal(["userId"], (await mine.Admin.Api.Post($"{Escalations}/{id}/assign", new { userId = Tenant.Admin.Id })).Is(422).Fields);
        Assert.Equal(["userId"], (await mine.Admin.Api.Post($"{Escalations}/{id}/reassign", new { userId = Tenant.Admin.Id, reason = "Elsewhere" })).Is(422).Fields);
        Assert.Equal(["teamId"], (await mine.Admin.Api.Post($"{Escalations}/{id}/reassign", new { teamId = team, reason = "Elsewhere" })).Is(422).Fields);
        var own = (await mine.Admin.Api.Post("/api/v1/teams", new { name = "Own team" })).Is(201).Id("teamId");
        (await mine.Admin.Api.Put($"/api/v1/teams/{own}/members", new { staffIds = new[] { Tenant.Admin.Id } })).Is(422);
        Assert.Equal("pending", (await mine.Admin.Api.Get($"{Escalations}/{id}")).String("state"));
    }

    [Fact]
    public async Task A_person_cannot_enter_a_tenant_without_a_membership()
    {
        var mine = await Server.NewTenant();
        (await Server.Anyone.Post("/api/v1/auth/login", new { email = mine.Admin.Email, password = DeskTenant.Password, tenant = Tenant.Slug })).Is(401, "unauthenticated");
    }

    [Fact]
    public async Task Streams_carry_nothing_of_another_tenant()
    {
        var mine = await Server.NewTenant();
        await using var stream = await LiveStream.Open(mine.Admin.Api, "/api/v1/events");
        var theirs = await Tenant.Admin.Claims(await Tenant.Escalated());
        var own = await mine.Escalated();

        var seen = await stream.Until(e => e.Data.Contains(own.ToString(), StringComparison.Ordinal));

        Assert.DoesNotContain(seen, e => e.Data.Contains(theirs.ToString(), StringComparison.Ordinal));
    }

    /// <summary>One of everything that has an id, and a word that only this tenant's texts contain.</summary>
    private async Task<(string Word, IReadOnlyList<Guid> Ids)> Furnished(DeskTenant tenant)
    {
        var word = $"only-{tenant.Slug}";
        await tenant.Connect();
        var agent = await tenant.Invite(Roles.Staff);
        var chat = await tenant.StartChat();
        await chat.Says(word);
        var escalation = (await chat.Asks(new { reason = $"About {word}", preferredMethod = "sms", phone = SimulatedCarrier.FreshNumber(), consent = true })).Is(201).Id("escalationId");
        var facts = (await agent.Api.Get($"{Escalations}/{escalation}")).Is(200);
        await agent.Claims(escalation);
        var message = (await agent.Api.Post($"{Escalations}/{escalation}/messages", new { channel = "sms", text = word })).Is(201).Id("messageId");
        var team = (await tenant.Admin.Api.Post("/api/v1/teams", new { name = word })).Is(201).Id("teamId");
        var faq = (await tenant.Admin.Api.Post("/api/v1/faq-entries", new { locale = "en", question = $"{word}?", answer = word })).Is(201);
        var template = (await tenant.Admin.Api.Post("/api/v1/templates", new { name = word, scope = "tenant", texts = new[] { new { locale = "en", text = word } } })).Is(201).Id("id");
        var token = (await tenant.Admin.Api.Post("/api/v1/api-tokens", new { name = word, permissions = new[] { "inbox:read" } })).Is(201).Id("id");
        var number = (Guid)(await Server.Sql("select id from communications.numbers where tenant_id = $1", tenant.Id))!;
        var key = (string)(await Server.Sql("select channel_key from communications.numbers where id = $1", number))!;
        (await Server.Anyone.Call(HttpMethod.Post, $"/api/v1/webhooks/twilio/{key}/sms", new FormUrlEncodedContent([new("Body", word)]))).Is(401, "invalid_signature");
        var receipt = (Guid)(await Server.Sql("select id from communications.webhook_receipts where tenant_id = $1 and state = 'quarantined'", tenant.Id))!;
        await Talked(tenant, agent, escalation);
        var attachment = Guid.CreateVersion7();
        await Server.Sql("""
            insert into communications.attachments (tenant_id, id, message_id, conversation_id, receipt_id, place, state, name, content_type, length, store, container, key, created_at)
            select tenant_id, $2, id, conversation_id, $2, 0, 'kept', $3, 'image/png', 1, 'disk', 'recordings', 'k', now() from communications.messages where id = $1
            """, message, attachment, word);
        var customer = facts["customer"]!["id"]!.GetValue<Guid>();
        var entry = faq.Json!.AsObject().Select(p => Guid.TryParse(p.Value?.ToString(), out var id) ? id : Guid.Empty).First(id => id != Guid.Empty);
        return (word, [escalation, chat.Id, message, agent.Id, team, entry, token, number, receipt, customer, template, attachment, (Guid)(await Server.Sql("select id from communications.calls where tenant_id = $1", tenant.Id))!, await Recorded(tenant)]);
    }

    /// <summary>Agent and customer have talked, and the sound is stored.</summary>
    private async Task Talked(DeskTenant tenant, DeskTenant.Person agent, Guid escalation)
    {
        var (phone, customer) = (SimulatedCarrier.FreshNumber(), (string)(await Server.Sql("select phone from support.escalations where id = $1", escalation))!);
        (await agent.Api.Put("/api/v1/staff/me/preferences", new { locale = "en", phone })).Is(204);
        (await agent.Api.Post($"{Escalations}/{escalation}/calls", new { })).Is(201);
        await Server.Carrier.PicksUp(phone);
        await Server.Carrier.Presses(phone, "Press 1", "1");
        await Server.Carrier.PicksUp(customer);
        await Server.Carrier.Talks(customer);
        await Server.Carrier.Act(await Server.Carrier.CallOn(customer, "in-progress"), "hangup");
        await Eventually.True(async () => (await Server.Sql("select state from communications.recordings where tenant_id = $1", tenant.Id)) is "stored", "The recording is stored.");
    }

    private async Task<Guid> Recorded(DeskTenant tenant) => (Guid)(await Server.Sql("select id from communications.recordings where tenant_id = $1", tenant.Id))!;

    private async Task<string> Contents() => await Footprint() + await Server.Sql("""
        select md5(concat(
            (select string_agg(e::text, '' order by e.id) from support.escalations e where tenant_id = $1),
            (select string_agg(s::text, '' order by s.id) from support.staff s where tenant_id = $1),
            (select string_agg(t::text, '' order by t.id) from support.teams t where tenant_id = $1),
            (select string_agg(f::text, '' order by f.id) from support.faq_entries f where tenant_id = $1),
            (select string_agg(k::text, '' order by k.id) from support.api_tokens k where tenant_id = $1),
            (select string_agg(concat(r.id, r.state, r.error, r.attempts), '' order by r.id) from communications.webhook_receipts r where tenant_id = $1 and state = 'quarantined'),
            (select string_agg(c::text, '' order by c.id) from communications.calls c where tenant_id = $1),
            (select string_agg(r::text, '' order by r.id) from communications.recordings r where tenant_id = $1),
            (select string_agg(a::text, '' order by a.id) from communications.recording_accesses a where tenant_id = $1),
            (select string_agg(n::text, '' order by n.id) from communications.recording_notes n where tenant_id = $1),
            (select string_agg(a::text, '' order by a.id) from communications.attachments a where tenant_id = $1),
            (select string_agg(t::text, '' order by t.id) from support.templates t where tenant_id = $1),
            (select string_agg(n::text, '' order by n.id) from communications.numbers n where tenant_id = $1)))
        """, Tenant.Id);

    private static bool HasId(RouteEndpoint endpoint) => endpoint.RoutePattern.Parameters.Any(p => p.Name.EndsWith("id", StringComparison.OrdinalIgnoreCase));

    private static string Filled(Microsoft.AspNetCore.Routing.Patterns.RoutePattern pattern, Guid id, string slug, string other = "claim") =>
        "/" + Parameter().Replace(pattern.RawText!.TrimStart('/'), p => p.Groups[1].Value switch { "tenant" => slug, var n when n.EndsWith("id", StringComparison.OrdinalIgnoreCase) => id.ToString(), _ => other });

    [GeneratedRegex(@"\{\*?(\w+)[^}]*\}")]
    private static partial Regex Parameter();
}
