using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.Web.Tests.Simulator;

/// <summary>Calls as the simulator conducts them: who is asked what when, what rings, what is reported and recorded.</summary>
public sealed class VoiceTests
{
    private const string Agent = "+14155550144", Customer = RunningSimulator.Customer;

    [Fact]
    public async Task The_agents_key_rings_the_customer_and_both_are_recorded_on_channels_of_their_own()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        Script(desk);

        var call = await simulator.Called(desk.Url("/agent"), desk.Url("/status"), Agent);
        await simulator.Act(await simulator.CallOn(Agent, "ringing"), "answer");
        await simulator.Act(await simulator.CallOn(Agent, "in-progress"), "press", new { digits = "1" });
        var customer = await simulator.CallOn(Customer, "ringing");
        await simulator.Act(customer, "answer");
        await RunningSimulator.Eventually(async () => (string?)(await simulator.Calls(Customer))[^1]["talksTo"] == call);
        await simulator.Act(customer, "hangup");
        await simulator.Settled();

        Assert.Equal(["queued", "ringing", "in-progress", "completed"], desk.At("/status").Select(f => f["CallStatus"]));
        Assert.Equal(["0", "1", "2", "3"], desk.At("/status").Select(f => f["SequenceNumber"]));
        Assert.Equal("1", Assert.Single(desk.At("/ready"))["Digits"]);
        Assert.Equal((customer, call), (Assert.Single(desk.At("/notice"))["CallSid"], desk.At("/notice")[0]["ParentCallSid"]));
        Assert.Equal(["queued", "ringing", "in-progress", "completed"], desk.At("/leg").Select(f => f["CallStatus"]));
        var done = Assert.Single(desk.At("/done"));
        Assert.Equal(("completed", customer), (done["DialCallStatus"], done["DialCallSid"]));
        Assert.True(int.Parse(done["DialCallDuration"]) > 0);
        Assert.Equal(["This is recorded"], (await simulator.Calls(Customer))[^1]["heard"]!.AsArray().Select(h => (string)h!));

        Assert.Equal(["in-progress", "completed"], desk.At("/recording").Select(f => f["RecordingStatus"]));
        var recorded = desk.At("/recording")[^1];
        Assert.Equal((call, "2", "DialVerb"), (recorded["CallSid"], recorded["RecordingChannels"], recorded["RecordingSource"]));
        var sound = await simulator.Client.GetByteArrayAsync(recorded["RecordingUrl"] + ".wav?RequestedChannels=2");
        Assert.Equal(44 + (int.Parse(recorded["RecordingDuration"]) * RecordedAudio.SampleRate * 2 * 2), sound.Length);
        Assert.Equal(("RIFF", "WAVE", 2), (Encoding.ASCII.GetString(sound, 0, 4), Encoding.ASCII.GetString(sound, 8, 4), sound[22]));

        var input = JsonSerializer.Serialize(desk.Calls.Select(c => new { url = c.Url, form = c.Form, signature = c.Signature }));
        var verdicts = JsonNode.Parse(await NodeScript.Run("verify-signatures.mjs", input, ("TOKEN", CarrierSimulator.Simulator.DemoAuthToken)))!.AsArray();
        Assert.All(verdicts, verdict => Assert.Equal((true, false), ((bool)verdict!["genuine"]!, (bool)verdict["forged"]!)));
    }

    [Fact]
    public async Task Without_the_key_the_customer_is_never_rung()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        Script(desk);

        await simulator.Called(desk.Url("/agent"), desk.Url("/status"), Agent);
        await simulator.Act(await simulator.CallOn(Agent, "ringing"), "answer");
        await simulator.CallOn(Agent, "completed");
        await simulator.Settled();

        Assert.Empty(desk.At("/ready"));
        Assert.Empty(await simulator.Calls(Customer));
    }

    [Theory]
    [InlineData("+14155550190", "busy")]
    [InlineData("+14155550191", "no-answer")]
    [InlineData("+14155550192", "failed")]
    public async Task The_last_digits_of_a_number_decide_what_becomes_of_a_call(string to, string status)
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();

        await simulator.Called(desk.Url("/agent"), desk.Url("/status"), to, ("Timeout", "2"));
        await simulator.Settled();

        Assert.Equal(status, desk.At("/status")[^1]["CallStatus"]);
        Assert.Equal("0", desk.At("/status")[^1]["CallDuration"]);
        Assert.Empty(desk.At("/agent"));
    }

    [Fact]
    public async Task All_numbers_of_a_dial_ring_and_the_first_to_answer_gets_the_call()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        desk.Scripts["/voice"] = $"<Response><Dial answerOnBridge='true' action='{desk.Url("/done")}'><Number>{Agent}</Number><Number>+14155550145</Number></Dial></Response>";
        await simulator.ConnectVoice(desk.Url("/voice"));

        var call = await Calls(simulator);
        var winner = await simulator.CallOn("+14155550145", "ringing");
        await simulator.CallOn(Agent, "ringing");
        Assert.Equal("ringing", (string)(await simulator.Calls(Customer))[^1]["status"]!);
        await simulator.Act(winner, "answer");
        await simulator.CallOn(Agent, "canceled");
        await simulator.CallOn(Customer, "in-progress");
        await simulator.Act(winner, "hangup");
        await simulator.Settled();

        Assert.Equal((call, "completed", winner), (desk.At("/done")[0]["CallSid"], desk.At("/done")[0]["DialCallStatus"], desk.At("/done")[0]["DialCallSid"]));
    }

    [Fact]
    public async Task A_message_after_the_tone_is_recorded_and_written_down()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        desk.Scripts["/voice"] = $"<Response><Say>Leave a message</Say><Record maxLength='600' transcribe='true' transcribeCallback='{desk.Url("/text")}' recordingStatusCallback='{desk.Url("/recording")}' action='{desk.Url("/after")}'/></Response>";
        await simulator.ConnectVoice(desk.Url("/voice"));

        var call = await Calls(simulator);
        await simulator.CallOn(Customer, "in-progress");
        await RunningSimulator.Eventually(async () => (await simulator.Calls(Customer))[^1]["heard"]!.AsArray().Count == 1);
        await simulator.Act(call, "say", new { text = "My parcel is lost." });
        await simulator.Act(call, "say", new { text = "Please call me." });
        await simulator.Act(call, "hangup");
        await simulator.Settled();

        Assert.Equal((call, "1", "RecordVerb"), (desk.At("/recording")[0]["CallSid"], desk.At("/recording")[0]["RecordingChannels"], desk.At("/recording")[0]["RecordingSource"]));
        Assert.Equal("My parcel is lost. Please call me.", Assert.Single(desk.At("/text"))["TranscriptionText"]);
        Assert.Empty(desk.At("/after"));
    }

    [Fact]
    public async Task A_script_that_cannot_be_played_ends_the_call_and_says_why()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        desk.Scripts["/voice"] = "no script";
        await simulator.ConnectVoice(desk.Url("/voice"));

        await Calls(simulator);
        await simulator.CallOn(Customer, "completed");

        var call = (await simulator.Calls(Customer))[^1];
        Assert.Equal("the script answered 200", (string)call["note"]!);
        Assert.Contains("application error", (string)call["heard"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_without_a_voice_webhook_takes_no_calls()
    {
        await using var simulator = await RunningSimulator.Start();
        await Calls(simulator);
        await simulator.CallOn(Customer, "busy");
    }

    [Fact]
    public async Task Whoever_hangs_up_ends_the_call_of_the_other()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        Script(desk);

        await simulator.Called(desk.Url("/agent"), null, Agent);
        var agent = await simulator.CallOn(Agent, "ringing");
        await simulator.Act(agent, "answer");
        await simulator.Act(agent, "press", new { digits = "1" });
        await simulator.Act(await simulator.CallOn(Customer, "ringing"), "answer");
        await simulator.CallOn(Customer, "in-progress");
        await simulator.Act(agent, "hangup");
        await simulator.CallOn(Customer, "completed");
        await simulator.Settled();

        Assert.Empty(desk.At("/done"));
    }

    [Fact]
    public async Task A_call_can_be_given_up_while_it_rings()
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();

        var call = await simulator.Called(desk.Url("/agent"), desk.Url("/status"), Agent);
        await simulator.CallOn(Agent, "ringing");
        using var answer = await simulator.PostForm($"{RunningSimulator.AccountPath}/Calls/{call}.json", ("Status", "canceled"));
        await simulator.Settled();

        Assert.Equal("canceled", (string)(await RunningSimulator.Json(answer))["status"]!);
        Assert.Equal("canceled", desk.At("/status")[^1]["CallStatus"]);
    }

    [Theory]
    [InlineData("duplicateCallbacks", new[] { "queued", "queued", "ringing", "ringing", "busy", "busy" })]
    [InlineData("reorderCallbacks", new[] { "busy", "ringing", "queued" })]
    [InlineData("dropCallbacks", new string[0])]
    public async Task Reports_on_calls_can_go_wrong_like_those_on_messages(string fault, string[] statuses)
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        await simulator.Faults(new Dictionary<string, object> { [fault] = true, ["count"] = 1 });

        await simulator.Called(desk.Url("/agent"), desk.Url("/status"), "+14155550190");
        await simulator.Settled();

        Assert.Equal(statuses, desk.At("/status").Select(f => f["CallStatus"]));
    }

    [Theory]
    [InlineData("answer", "{}", "completed", HttpStatusCode.Conflict)]
    [InlineData("press", """{"digits":"x"}""", "completed", HttpStatusCode.UnprocessableEntity)]
    [InlineData("say", """{"text":" "}""", "completed", HttpStatusCode.UnprocessableEntity)]
    public async Task A_telephone_that_does_not_ring_cannot_be_answered(string what, string body, string status, HttpStatusCode refusal)
    {
        await using var simulator = await RunningSimulator.Start();
        await using var desk = await WebhookSink.Start();
        await simulator.Called(desk.Url("/agent"), null, Agent);
        var call = await simulator.CallOn(Agent, "ringing");
        await simulator.Act(call, "answer");
        await simulator.CallOn(Agent, status);

        using var answer = await simulator.Client.PostAsync($"/simulator/calls/{call}/{what}", new StringContent(body, Encoding.UTF8, "application/json"));
        using var unknown = await simulator.Client.PostAsync("/simulator/calls/CA0/answer", null);

        Assert.Equal((refusal, HttpStatusCode.NotFound), (answer.StatusCode, unknown.StatusCode));
    }

    [Fact]
    public async Task Calls_and_recordings_outlive_a_start()
    {
        var state = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.json");
        string recording;
        await using (var desk = await WebhookSink.Start())
        await using (var simulator = await RunningSimulator.Start(statePath: state))
        {
            Script(desk);
            await simulator.Called(desk.Url("/agent"), null, Agent);
            var agent = await simulator.CallOn(Agent, "ringing");
            await simulator.Act(agent, "answer");
            await simulator.Act(agent, "press", new { digits = "1" });
            await simulator.Act(await simulator.CallOn(Customer, "ringing"), "answer");
            await RunningSimulator.Eventually(() => Task.FromResult(desk.At("/recording").Count == 1));
            await simulator.Act(agent, "hangup");
            await simulator.Settled();
            recording = desk.At("/recording")[^1]["RecordingSid"];
        }

        await using var again = await RunningSimulator.Start(statePath: state);
        Assert.Equal("completed", (string)(await again.Calls(Agent))[^1]["status"]!);
        using var sound = await again.Client.GetAsync($"{RunningSimulator.AccountPath}/Recordings/{recording}.wav");
        Assert.Equal(HttpStatusCode.OK, sound.StatusCode);
        File.Delete(state);
    }

    [Fact]
    public void The_sound_of_a_recording_is_the_same_from_wherever_it_is_read()
    {
        using var audio = new RecordedAudio("RE01", 3, 2);
        var whole = new byte[audio.Length];
        audio.ReadExactly(whole);
        var part = new byte[501];
        audio.Position = 12_345;
        audio.ReadExactly(part);

        Assert.Equal(whole[12_345..12_846], part);
        Assert.Equal(44 + (3 * 8000 * 4), whole.Length);
        var samples = Enumerable.Range(0, 3 * 8000).Select(i => (Left: BitConverter.ToInt16(whole, 44 + (i * 4)), Right: BitConverter.ToInt16(whole, 46 + (i * 4)))).ToList();
        Assert.True(samples.Take(16_000).All(s => s.Right == 0) && samples.Take(16_000).Max(s => s.Left) > 8000, "The first speaks, the second listens.");
        Assert.True(samples.Skip(16_000).All(s => s.Left == 0) && samples.Skip(16_000).Max(s => s.Right) > 8000, "Then the other way round.");
    }

    private static async Task<string> Calls(RunningSimulator simulator)
    {
        using var answer = await simulator.Control("inbound-call", new { from = Customer, to = RunningSimulator.Desk });
        return (string)(await RunningSimulator.Json(answer.EnsureSuccessStatusCode()))["sid"]!;
    }

    /// <summary>Click to call as a desk scripts it.</summary>
    private static void Script(WebhookSink desk)
    {
        desk.Scripts["/agent"] = $"<Response><Gather numDigits='1' timeout='10' action='{desk.Url("/ready")}'><Say>Press 1</Say></Gather><Hangup/></Response>";
        desk.Scripts["/ready"] = $"""
            <Response><Say>Connecting</Say><Dial callerId="{RunningSimulator.Desk}" answerOnBridge="true" timeout="30" action="{desk.Url("/done")}" record="record-from-answer-dual"
              recordingStatusCallback="{desk.Url("/recording")}" recordingStatusCallbackEvent="in-progress completed absent">
              <Number url="{desk.Url("/notice")}" statusCallback="{desk.Url("/leg")}" statusCallbackEvent="initiated ringing answered completed">{Customer}</Number></Dial></Response>
            """;
        desk.Scripts["/notice"] = "<Response><Say>This is recorded</Say></Response>";
        desk.Scripts["/done"] = "<Response><Hangup/></Response>";
    }
}
