using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Tenants;

/// <summary>What staff without the permission to see everything may see of the inbox.</summary>
public enum VisibilityPolicy
{
    /// <summary>What is assigned to them, and unowned work they may claim.</summary>
    Own,

    /// <summary>Their teams' work, work without a team, and their own.</summary>
    Team,

    /// <summary>Everything of the tenant.</summary>
    Tenant,
}

/// <summary>Isolation boundary. Every other row names its tenant.</summary>
public sealed class Tenant
{
    public const int DefaultReopenHours = 72, DefaultRecordingDays = 90, MaxRecordingDays = 3650;

    private Tenant() { }

    /// <param name="id">Known beforehand where the row is written from within the tenant itself, as row-level security demands.</param>
    public Tenant(string slug, string name, string locale, string timeZone, string defaultRegion, DateTimeOffset now, Guid? id = null)
    {
        (Id, Slug, Name, Locale, TimeZone, DefaultRegion, CreatedAt) = (id ?? Guid.CreateVersion7(now), slug, name.Trim(), locale, timeZone, defaultRegion, now);
        (RecordsCalls, RecordingDays) = (true, DefaultRecordingDays);
        (Visibility, SelfClaimAllowed, NotesRequired, ReopenHours, ResponderEnabled) = (VisibilityPolicy.Team, true, true, DefaultReopenHours, true);
    }

    public Guid Id { get; private set; }

    /// <summary>Name in addresses, lower case.</summary>
    public string Slug { get; private set; } = "";

    public string Name { get; private set; } = "";

    public string Locale { get; private set; } = "en";

    /// <summary>IANA name; days of reports and business hours follow it.</summary>
    public string TimeZone { get; private set; } = "UTC";

    /// <summary>ISO country for numbers typed without a country code.</summary>
    public string DefaultRegion { get; private set; } = "US";

    public VisibilityPolicy Visibility { get; private set; }

    public bool SelfClaimAllowed { get; private set; }

    /// <summary>Resolving demands notes.</summary>
    public bool NotesRequired { get; private set; }

    /// <summary>Hours after resolving in which the same escalation is reopened.</summary>
    public int ReopenHours { get; private set; }

    public TimeSpan ReopenWindow => TimeSpan.FromHours(ReopenHours);

    /// <summary>The built-in responder answers from the FAQ entries.</summary>
    public bool ResponderEnabled { get; private set; }

    /// <summary>Sites that may embed the widget, such as <c>https://shop.example</c>; empty means none but the standalone page.</summary>
    public IReadOnlyList<string> WidgetOrigins { get; private set; } = [];

    /// <summary>Calls are recorded, and the customer is told so before.</summary>
    public bool RecordsCalls { get; private set; }

    /// <summary>How many days a recording is kept unless it says otherwise itself.</summary>
    public int RecordingDays { get; private set; }

    /// <summary>The carrier's copy stays there; otherwise it is deleted once ours is verified.</summary>
    public bool KeepsCarrierCopies { get; private set; }

    /// <summary>When customers are not texted, in their own zone; null at all times.</summary>
    public TimeOnly? QuietFrom { get; private set; }

    public TimeOnly? QuietUntil { get; private set; }

    public QuietHours? Quiet => QuietFrom is { } from && QuietUntil is { } until ? new(from, until) : null;

    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>Both or none.</summary>
    public void SetQuiet(TimeOnly? from, TimeOnly? until)
    {
        if (from is null != until is null || (from is not null && from == until))
            throw new FieldRefused("until", "bad_quiet_hours", "Enter when the quiet begins and when it ends, or neither.");
        (QuietFrom, QuietUntil) = (from, until);
    }

    public void Edit(string name, string locale, string timeZone, string defaultRegion) =>
        (Name, Locale, TimeZone, DefaultRegion) = (name.Trim(), locale, timeZone, defaultRegion);

    public void SetWork(VisibilityPolicy visibility, bool selfClaimAllowed, bool notesRequired, int reopenHours) =>
        (Visibility, SelfClaimAllowed, NotesRequired, ReopenHours) = (visibility, selfClaimAllowed, notesRequired,
            reopenHours is >= 0 and <= 8760 ? reopenHours : throw new FieldRefused("reopenHours", "out_of_range", "Enter hours from 0 to 8760."));

    public void SetRecording(bool recordsCalls, int recordingDays, bool keepsCarrierCopies) =>
        (RecordsCalls, RecordingDays, KeepsCarrierCopies) = (recordsCalls,
            recordingDays is >= 1 and <= MaxRecordingDays ? recordingDays : throw new FieldRefused("recordingDays", "out_of_range", $"Enter days from 1 to {MaxRecordingDays}."), keepsCarrierCopies);

    public void SetWidget(IEnumerable<string> origins, bool responderEnabled) =>
        (WidgetOrigins, ResponderEnabled) = ([.. origins.Select(o => o.Trim().TrimEnd('/')).Where(o => o.Length > 0).Distinct()], responderEnabled);
}
