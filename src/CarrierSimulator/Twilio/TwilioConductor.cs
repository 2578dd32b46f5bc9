using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Xml.Linq;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

/// <summary>Conducts calls as Twilio does: asks the desk what to do, plays its TwiML, dials, bridges, records, and reports.</summary>
internal sealed partial class TwilioConductor(Switchboard board, Recordings recordings, VoiceCallbacks callbacks, TimeProvider clock, ILogger<TwilioConductor> logger)
{
    private const int DefaultGatherTimeout = 5, DefaultDialTimeout = 30, LongestVoicemail = 3600;

    private readonly ConcurrentDictionary<Task, bool> _running = [];

    /// <summary>Calls that are being conducted now.</summary>
    public int Running => _running.Count;

    /// <summary>Rings a telephone for an account; what happens then the document says.</summary>
    /// <param name="url">Where the document is; <paramref name="twiml"/> is used if it is null.</param>
    public Call Place(OwnNumber from, string to, string? url, string? twiml, int timeout, CallReports? reports, CallbackFaults faults)
    {
        var line = board.Open(from.AccountSid, from.Number, to, CallDirection.OutboundApi, reports, faults);
        Conduct(line, async () =>
        {
            if (await board.Ring(line, timeout))
                await Play(line, url is null ? VoiceTwiml.Parse(twiml!) ?? VoiceTwiml.Broken : await Ask(line, url, []));
        });
        return line.Call;
    }

    /// <summary>A customer calls an account's number.</summary>
    public Call Receive(string from, OwnNumber to, CallbackFaults faults)
    {
        var line = board.Open(to.AccountSid, from, to.Number, CallDirection.Inbound, to.VoiceStatusUrl is { } url ? new(url, ["completed"]) : null, faults);
        Conduct(line, async () =>
        {
            line.Ring();
            if (to.VoiceUrl is { } script)
            {
                await Play(line, await Ask(line, script, []));
                return;
            }

            line.Remark("no voice webhook set");
            line.End(CallStatus.Busy);
        });
        return line.Call;
    }

    /// <summary>Gives a running call another document.</summary>
    public bool Redirect(string sid, string url)
    {
        if (board.Find(sid) is not { Call.Status: CallStatus.InProgress } line)
            return false;
        Conduct(line, async () => await Play(line, await Ask(line, url, [])));
        return true;
    }

    private void Conduct(Line line, Func<Task> run)
    {
        var task = Task.Run(async () =>
        {
            try
            {
                await run();
            }
            catch (OperationCanceledException)
            {
                // Somebody hung up.
            }
            catch (Exception broken) when (broken is FormatException or InvalidOperationException or UriFormatException)
            {
                line.Remark(broken.Message);
                LogBroken(line.Call.Sid, broken.Message);
            }
            finally
            {
                line.End(CallStatus.Completed);
            }
        });
        _running[task] = true;
        task.ContinueWith(_ => _running.TryRemove(task, out var _), TaskScheduler.Default);
    }

    private async Task Play(Line line, XElement document)
    {
        XElement? next = document;
        while (next is not null && !line.Call.IsOver)
            next = await Perform(line, next);
    }

    /// <returns>The document that takes over; null when this one was played to its end or the call is over.</returns>
    private async Task<XElement?> Perform(Line line, XElement document)
    {
        foreach (var verb in document.Elements())
        {
            if (line.Call.IsOver)
                return null;
            var name = verb.Name.LocalName;
            if (name is not ("Reject" or "Dial" or "Redirect"))
                line.Answer();
            switch (name)
            {
                case "Say":
                    await Say(line, verb);
                    break;
                case "Pause":
                    await board.Wait(verb.Number("length", 1), line.Over);
                    break;
                case "Gather":
                    if (await Gather(line, verb) is { } gathered)
                        return gathered;
                    break;
                case "Dial":
                    if (await Dial(line, verb) is { } dialled)
                        return dialled;
                    break;
                case "Record":
                    if (await Record(line, verb) is { } recorded)
                        return recorded;
                    break;
                case "Redirect":
                    return await Ask(line, Address(line, verb.Value), []);
                case "Reject":
                    line.End(verb.Text("reason") == "busy" ? CallStatus.Busy : CallStatus.NoAnswer);
                    return null;
                case "Hangup":
                    line.End(CallStatus.Completed);
                    return null;
                default:
                    line.Remark($"<{name}> is not played here");
                    break;
            }
        }

        return null;
    }

    private async Task Say(Line line, XElement verb)
    {
        line.Hear(verb.Value.Trim());
        await board.Step();
    }

    private async Task<XElement?> Gather(Line line, XElement verb)
    {
        foreach (var said in verb.Elements("Say"))
            await Say(line, said);
        var digits = await Keys(line, verb.Number("numDigits", int.MaxValue), verb.Number("timeout", DefaultGatherTimeout), verb.Text("finishOnKey") ?? "#");
        if (digits.Length == 0 && !verb.Flag("actionOnEmptyResult"))
            return null;
        return await Ask(line, Address(line, verb.Text("action")), [new("Digits", digits)]);
    }

    /// <summary>Waits for keys, each time anew for so many seconds.</summary>
    private async Task<string> Keys(Line line, int most, int timeout, string finish)
    {
        var digits = "";
        while (digits.Length < most)
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(line.Over);
            var (key, late) = (line.Keys.ReadAsync(wait.Token).AsTask(), board.Wait(timeout, wait.Token));
            var first = await Task.WhenAny(key, late);
            await wait.CancelAsync();
            line.Over.ThrowIfCancellationRequested();
            if (first == late)
                break;
            var pressed = await key;
            if (finish.Contains(pressed, StringComparison.Ordinal))
                break;
            digits += pressed;
        }

        return digits;
    }

    private async Task<XElement?> Dial(Line line, XElement verb)
    {
        var ours = line.Call.Direction is CallDirection.Inbound ? line.Call.To : line.Call.From;
        if (!verb.Flag("answerOnBridge"))
            line.Answer();
        var numbers = verb.Elements("Number").ToList();
        if (numbers.Count == 0)
            numbers.Add(new XElement("Number", verb.Value));
        var legs = numbers.Select(number => (Number: number, Line: board.Open(line.Call.AccountSid, verb.Text("callerId") ?? ours, number.Value.Trim(), CallDirection.OutboundDial,
            Reports(number), line.Call.CallbackFaults, line.Call.Sid))).ToList();
        var winner = await RingAll(line, legs, verb.Number("timeout", DefaultDialTimeout));
        var talked = winner is { } found && await Bridge(line, found, verb);
        var last = (winner ?? legs[0]).Line.Call;
        if (verb.Text("action") is not { } action || line.Call.IsOver)
            return null;
        List<KeyValuePair<string, string>> fields = [new("DialCallStatus", talked ? "completed" : winner is null ? last.Status.Wire() : "no-answer"), new("DialCallSid", last.Sid), new("DialBridged", talked ? "true" : "false")];
        if (talked)
            fields.Add(new("DialCallDuration", (last.Seconds ?? 0).ToString(CultureInfo.InvariantCulture)));
        return await Ask(line, Address(line, action), fields);
    }

    private static CallReports? Reports(XElement number) =>
        number.Text("statusCallback") is { } url ? new(url, number.Words("statusCallbackEvent", "completed")) : null;

    /// <summary>All ring at once; the first to answer gets the call.</summary>
    private async Task<(XElement Number, Line Line)?> RingAll(Line line, List<(XElement Number, Line Line)> legs, int timeout)
    {
        await using var gaveUp = line.Over.Register(() => legs.ForEach(leg => leg.Line.End(CallStatus.Canceled)));
        var ringing = legs.Select(async leg => (Leg: leg, Answered: await board.Ring(leg.Line, timeout))).ToList();
        while (ringing.Count > 0)
        {
            var done = await Task.WhenAny(ringing);
            ringing.Remove(done);
            if (!(await done).Answered)
                continue;
            var winner = (await done).Leg;
            foreach (var other in legs.Where(l => l.Line != winner.Line))
                other.Line.End(CallStatus.Canceled);
            return winner;
        }

        return null;
    }

    /// <summary>Plays to the called what they hear first, then lets both talk until one hangs up.</summary>
    /// <returns>Whether they talked.</returns>
    private async Task<bool> Bridge(Line line, (XElement Number, Line Line) called, XElement verb)
    {
        await using var gaveUp = line.Over.Register(() => called.Line.End(CallStatus.Completed));
        if (called.Number.Text("url") is { } whisper)
            await PlayQuietly(called.Line, await Ask(called.Line, Address(line, whisper), []));
        if (line.Call.IsOver || called.Line.Call.IsOver)
            return false;

        line.Answer();
        line.TalkTo(called.Line.Call.Sid);
        called.Line.TalkTo(line.Call.Sid);
        var how = verb.Text("record") ?? "do-not-record";
        var kept = how.StartsWith("record", StringComparison.Ordinal) ? recordings.Begin(line.Call.AccountSid, line.Call.Sid, how.EndsWith("-dual", StringComparison.Ordinal) ? 2 : 1, "DialVerb") : null;
        if (kept is not null)
            callbacks.ReportRecording(line.Call, kept, verb);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(line.Over, called.Line.Over);
        await Task.WhenAny(Task.Delay(Timeout.Infinite, either.Token));
        called.Line.End(CallStatus.Completed);
        line.TalkTo(null);
        if (kept is not null)
            await Finish(line, kept, verb);
        return true;
    }

    private async Task PlayQuietly(Line line, XElement document)
    {
        try
        {
            await Play(line, document);
        }
        catch (OperationCanceledException)
        {
            // The called hung up while listening.
        }
    }

    private async Task Finish(Line line, Recording recording, XElement verb)
    {
        var finished = recordings.Finish(recording, board.Seconds(clock.GetUtcNow() - recording.StartedAt));
        await board.Step();
        callbacks.ReportRecording(line.Call, finished, verb);
    }

    /// <summary>Takes a message. The script goes on before the file is ready.</summary>
    private async Task<XElement?> Record(Line line, XElement verb)
    {
        var kept = recordings.Begin(line.Call.AccountSid, line.Call.Sid, 1, "RecordVerb");
        callbacks.ReportRecording(line.Call, kept, verb);
        var digits = "";
        try
        {
            digits = await Keys(line, 1, verb.Number("maxLength", LongestVoicemail), "");
        }
        catch (OperationCanceledException)
        {
            // The usual end of a message.
        }

        // Nobody talks to anybody in such a call but to the recorder; who begins during the tone is heard too.
        var spoken = string.Join(" ", line.Call.Spoken);
        await Finish(line, kept, verb);
        if (verb.Flag("transcribe") && verb.Text("transcribeCallback") is { } transcribed)
            callbacks.ReportTranscript(line.Call, recordings.Find(kept.Sid)!, transcribed, spoken);
        if (line.Call.IsOver)
            return null;
        return verb.Text("action") is { } action ? await Ask(line, Address(line, action), [.. callbacks.About(recordings.Find(kept.Sid)!), new("Digits", digits)]) : null;
    }

    private static string Address(Line line, string? url) => url is not null && TwilioApi.IsWebAddress(url.Trim()) ? url.Trim() : throw new FormatException($"{url} is no absolute address ({line.Call.Sid})");

    private async Task<XElement> Ask(Line line, string url, IReadOnlyList<KeyValuePair<string, string>> more)
    {
        var answer = await callbacks.AskVoice(line.Call, url, more);
        if (answer.Status is HttpStatusCode.OK && VoiceTwiml.Parse(answer.Body) is { } document)
            return document;
        line.Remark(answer.Status is { } status ? $"the script answered {(int)status}" : "the script did not answer");
        return VoiceTwiml.Broken;
    }

    [LoggerMessage(LogLevel.Information, "The script of {Sid} cannot be played: {Reason}")]
    private partial void LogBroken(string sid, string reason);
}
