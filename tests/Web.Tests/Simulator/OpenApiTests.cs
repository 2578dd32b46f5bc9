using System.Net;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace EscalationCqrs.Web.Tests.Simulator;

/// <summary>A test that needs the carrier's own description of its API, which is not ours to ship: skipped where <c>TWILIO_OPENAPI</c> does not name it.</summary>
public sealed class DescribedFactAttribute : FactAttribute
{
    public DescribedFactAttribute()
    {
        if (File is null)
            Skip = "TWILIO_OPENAPI does not name the carrier's description.";
    }

    public static string? File => Environment.GetEnvironmentVariable("TWILIO_OPENAPI") is { Length: > 0 } file ? file : null;
}

public sealed class OpenApiTests(ITestOutputHelper output)
{
    private const string Messages = "/2010-04-01/Accounts/{AccountSid}/Messages.json";
    private const string Calls = "/2010-04-01/Accounts/{AccountSid}/Calls.json";
    private const string OneCall = "/2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json";
    private const string Recordings = "/2010-04-01/Accounts/{AccountSid}/Recordings.json";
    private const string OneRecording = "/2010-04-01/Accounts/{AccountSid}/Recordings/{Sid}.json";
    private const string OneMessage = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json";

    [DescribedFact]
    public async Task Requests_and_answers_follow_the_carriers_own_description()
    {
        var description = new OpenApiDescription(JsonNode.Parse(await System.IO.File.ReadAllTextAsync(DescribedFactAttribute.File!))!);
        await using var simulator = await RunningSimulator.Start();
        var sid = await Exchange(HttpMethod.Post, Messages, form: [("To", RunningSimulator.Customer), ("From", RunningSimulator.Desk), ("Body", "hello"), ("StatusCallback", "http://127.0.0.1:9/status")]);
        await Exchange(HttpMethod.Post, Messages, form: [("To", "+14155550193"), ("From", RunningSimulator.Desk), ("Body", "lost")]);
        await simulator.Inbound("an inbound one");
        await simulator.Settled();

        await Exchange(HttpMethod.Get, OneMessage, sid);
        await Exchange(HttpMethod.Get, Messages);
        await Exchange(HttpMethod.Get, Messages, query: [("PageSize", "1"), ("Page", "1"), ("To", RunningSimulator.Customer), ("From", RunningSimulator.Desk)]);
        await Exchange(HttpMethod.Get, Messages, query: [("DateSent>", "2020-01-01T00:00:00Z"), ("DateSent<", "2020-01-02T00:00:00Z"), ("DateSent", "2020-01-01T00:00:00Z")]);
        await Exchange(HttpMethod.Post, OneMessage, sid, form: [("Body", "")]);
        await Exchange(HttpMethod.Delete, OneMessage, sid);

        var call = await Exchange(HttpMethod.Post, Calls, form: [("To", RunningSimulator.Customer), ("From", RunningSimulator.Desk), ("Twiml", "<Response><Record maxLength='1'/></Response>"), ("Timeout", "30")]);
        await simulator.Act(await simulator.CallOn(RunningSimulator.Customer, "ringing"), "answer");
        await simulator.Settled();
        await Exchange(HttpMethod.Get, OneCall, call);
        await Exchange(HttpMethod.Get, Calls, query: [("To", RunningSimulator.Customer), ("Status", "completed"), ("PageSize", "1")]);
        await Exchange(HttpMethod.Post, OneCall, call, form: [("Status", "completed")]);
        await Exchange(HttpMethod.Get, Recordings, query: [("CallSid", call!), ("IncludeSoftDeleted", "true")]);
        var recording = (string)(await RunningSimulator.Json(await simulator.Client.GetAsync($"{RunningSimulator.AccountPath}/Recordings.json")))["recordings"]![0]!["sid"]!;
        await Exchange(HttpMethod.Get, OneRecording, recording);
        await Exchange(HttpMethod.Delete, OneRecording, recording);
        await Exchange(HttpMethod.Delete, OneCall, call);

        // Sends the request, checks both sides and returns the sid of the answer.
        async Task<string?> Exchange(HttpMethod method, string template, string? sid = null, (string Name, string Value)[]? query = null, (string Name, string Value)[]? form = null)
        {
            var path = template.Replace("{AccountSid}", CarrierSimulator.Simulator.DemoAccountSid).Replace("{Sid}", sid);
            var queryText = string.Join('&', (query ?? []).Select(q => $"{Uri.EscapeDataString(q.Name)}={Uri.EscapeDataString(q.Value)}"));
            using var request = new HttpRequestMessage(method, $"{path}?{queryText}");
            if (form is not null)
                request.Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value)));
            Assert.Equal([], description.ObjectionsToRequest(method, template, query ?? [], form ?? []));

            using var answer = await simulator.Client.SendAsync(request);
            var body = answer.StatusCode is HttpStatusCode.NoContent ? null : await RunningSimulator.Json(answer);
            Assert.Equal([], description.ObjectionsToAnswer(method, template, answer.StatusCode, body));
            output.WriteLine($"{method} {template} -> {(int)answer.StatusCode}");
            return (string?)body?["sid"];
        }
    }

    [Fact]
    public void The_checker_itself_finds_what_is_wrong()
    {
        var description = new OpenApiDescription(JsonNode.Parse("""
            {
              "paths": { "/things": { "get": {
                "parameters": [{ "name": "Size", "in": "query", "schema": { "type": "integer", "maximum": 10 } }],
                "responses": { "200": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/thing" } } } } } } } },
              "components": { "schemas": { "thing": { "type": "object", "required": ["sid"], "properties": {
                "sid": { "type": "string", "pattern": "^TH[0-9]{2}$" },
                "state": { "type": "string", "enum": ["on", "off"] },
                "at": { "type": "string", "format": "date-time-rfc-2822", "nullable": true },
                "count": { "type": "integer" },
                "items": { "type": "array", "items": { "type": "string", "maxLength": 2 } } } } } }
            }
            """)!);

        string[] Answered(string body) => description.ObjectionsToAnswer(HttpMethod.Get, "/things", HttpStatusCode.OK, JsonNode.Parse(body));

        Assert.Empty(Answered("""{"sid": "TH01", "state": "on", "at": "Thu, 24 Aug 2023 05:01:45 +0000", "count": 1, "items": ["ab"]}"""));
        Assert.Equal(
            ["$.state: not one of on, off", "$.at: not a date of RFC 2822", "$.count: expected integer", "$.items[1]: longer than 2", "$.extra: not described", "$.sid: required"],
            Answered("""{"state": "half", "at": "2023-08-24T05:01:45Z", "count": "1", "items": ["ab", "abc"], "extra": 1}"""));
        Assert.Equal(["$.sid: does not match ^TH[0-9]{2}$", "$.state: null", "$.at: missing", "$.count: missing", "$.items: missing"], Answered("""{"sid": "AC01", "state": null}"""));
        Assert.Equal(["Size: above 10"], description.ObjectionsToRequest(HttpMethod.Get, "/things", [("Size", "11")], []));
        Assert.Equal(["Colour: not described"], description.ObjectionsToRequest(HttpMethod.Get, "/things", [("Colour", "red")], []));
        Assert.Equal(["answer 404: not described"], description.ObjectionsToAnswer(HttpMethod.Get, "/things", HttpStatusCode.NotFound, null));
    }
}
