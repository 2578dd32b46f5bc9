using EscalationCqrs.Domain.Templates;
using EscalationCqrs.Application.Templates;
using EscalationCqrs.Domain.Recordings;
using EscalationCqrs.Domain.Calls;
using EscalationCqrs.Application.Recordings;
using EscalationCqrs.Application.Calls;
using System.Text.Json;
using EscalationCqrs.Application.Access;
using EscalationCqrs.Application.ApiTokens;
using EscalationCqrs.Application.Audit;
using EscalationCqrs.Application.Consents;
using EscalationCqrs.Application.Conversations;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Application.Operations;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Application.Platform;
using EscalationCqrs.Application.Reports;
using EscalationCqrs.Application.Responder;
using EscalationCqrs.Application.Sla;
using EscalationCqrs.Application.Staff;
using EscalationCqrs.Application.Teams;
using EscalationCqrs.Application.Telephony;
using EscalationCqrs.Application.Tenants;
using EscalationCqrs.Domain.Audit;
using EscalationCqrs.Domain.Consents;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Escalations;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Sla;
using EscalationCqrs.Domain.Staff;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.Domain.Tenants;
using Microsoft.AspNetCore.Authentication.BearerToken;

namespace EscalationCqrs.Web.Api;

/// <summary>
/// One example for each shape that the API takes or answers, all from one story: Mai misses her parcel, asks for a person, and Noor answers by SMS.
/// They are written by the same serializer as real answers, so they cannot differ from them in form.
/// </summary>
internal static class Examples
{
    private static readonly Guid Conversation = Id(1), Customer = Id(2), Request = Id(3), Noor = Id(4), Sam = Id(5), Team = Id(6), Message = Id(7), Tenant = Id(8), Key = Id(9), Entry = Id(10), Sent = Id(11);
    private static readonly DateTimeOffset Opened = new(2026, 11, 20, 9, 30, 0, TimeSpan.Zero), Claimed = Opened.AddMinutes(2), Answered = Opened.AddMinutes(4), Ended = Opened.AddMinutes(40);
    private static readonly DateOnly Day = new(2026, 11, 20);

    private const string Reason = "My parcel is marked delivered, but it did not arrive", Answer = "Hello Mai, I am asking the courier where they left it.",
        Phone = "+14155550123", Email = "mai@customer.example", OurNumber = "+15005550006";

    private static readonly ListEscalations.AgentRef Owner = new(Noor, "Noor Haddad", "agent1@demo.test");
    private static readonly ListEscalations.TeamRef Delivery = new(Team, "Delivery");
    private static readonly SlaCounts Counts = new(24, 19, 17, 12, 11, 3);
    private static readonly SlaTimes Times = new(new(14, 140, 418), new(19, 260, 815), new(12, 1668, 3120), new(12, 1856, 4012));
    private static readonly ListConsents.Row Permission = new(Id(25), Channel.Sms, ConsentPurpose.Support, "+14155550123", ConsentSource.Widget, "widget-consent-1:en", null, Opened, null, null, null);
    private static readonly AccessTokenResponse Tokens = new() { AccessToken = "CfDJ8BMQ-0gRpZVH…", ExpiresIn = 3600, RefreshToken = "CfDJ8C2x-8uQkWaL…" };

    private static readonly JobRow Fetching = new(Id(72), "recordings-fetch", IsOfPlatform: true, null, 1, Answered, null, JobOutcome.Running, null, null, null, 50, IsDead: false, CanAct: false, null, null),
        Given = new(Id(73), "report-export", IsOfPlatform: false, null, 6, Answered, Answered.AddSeconds(2), JobOutcome.Failed, "StoreUnavailable: The folder of recordings is full.", 1, 4, 25, IsDead: true, CanAct: true, null, null);

    private static readonly GetEscalation.Result InProgress = new()
    {
        Id = Request,
        ConversationId = Conversation,
        Customer = new(Customer, "Mai Pham", Phone, Email, "en", PhoneVerified: false, ExternalReference: null, "America/Los_Angeles"),
        State = EscalationState.InProgress,
        Priority = Priority.High,
        Origin = EscalationOrigin.Customer,
        PreferredMethod = ContactMethod.Sms,
        Phone = Phone,
        Email = Email,
        Reason = Reason,
        AssignedTo = Owner,
        AssignedAt = Claimed,
        IsAssigned = true,
        IsAssignedToMe = true,
        Team = Delivery,
        RoutedBy = RoutingSource.Manual,
        CreatedAt = Opened,
        DueAt = Opened.AddHours(4),
        FirstRespondedAt = Answered,
        LastContactAt = Answered,
        LastCustomerMessageAt = Opened,
        ResolvedAt = null,
        ResolvedBy = null,
        ResolutionNotes = null,
        CancelledAt = null,
        CancelReason = null,
        Reopenings = 0,
        Tags = [],
        Unread = 0,
        SmsSent = 1, CallsPlaced = 0, Retries = 0, LastError = null, Metadata = JsonSerializer.SerializeToElement(new { booking = "4711" }),
        Revision = 5,
        BotPaused = true,
        CanReopen = false,
        Targets =
        [
            new(SlaTarget.FirstResponse, Opened, TimeSpan.FromMinutes(15), TimeSpan.Zero, Opened.AddMinutes(15), Answered, Breached: false, Paused: false),
            new(SlaTarget.Resolution, Opened, TimeSpan.FromHours(4), TimeSpan.Zero, Opened.AddHours(4), null, Breached: false, Paused: false),
        ],
        Sms = new(Possible: true, Obstacle: null, OurNumber, Opened),
        Mail = new(true, null, "support@shop.example"),
        Linked = [],
        EarlierConversations = 0,
    };

    private static readonly GetEscalation.Result Unanswered = InProgress with { FirstRespondedAt = null, LastContactAt = null, DueAt = Opened.AddMinutes(15), SmsSent = 0, Revision = 2 };

    /// <summary>The request as it is after what the last segment of the address does; elsewhere it is in progress.</summary>
    private static readonly Dictionary<string, GetEscalation.Result> After = new()
    {
        ["claim"] = Unanswered with { State = EscalationState.Assigned },
        ["assign"] = Unanswered with { State = EscalationState.Assigned, IsAssignedToMe = false },
        ["reassign"] = Unanswered with { State = EscalationState.Assigned, IsAssignedToMe = false, Revision = 3 },
        ["release"] = Unanswered with { State = EscalationState.Pending, AssignedTo = null, AssignedAt = null, IsAssigned = false, IsAssignedToMe = false, Revision = 3 },
        ["reopen"] = InProgress with { State = EscalationState.Assigned, Reopenings = 1, Revision = 8 },
        ["wait"] = InProgress with { State = EscalationState.WaitingOnCustomer, DueAt = null, Revision = 6 },
        ["priority"] = InProgress with { Priority = Priority.Urgent, DueAt = Opened.AddHours(1), Revision = 6 },
        ["resolve"] = InProgress with
        {
            State = EscalationState.Resolved, DueAt = null, ResolvedAt = Ended, ResolvedBy = "Noor Haddad", ResolutionNotes = "The parcel was with the neighbour.",
            IsAssigned = false, IsAssignedToMe = false, BotPaused = false, CanReopen = true, Revision = 6,
        },
        ["cancel"] = InProgress with
        {
            State = EscalationState.Cancelled, DueAt = null, CancelledAt = Ended, CancelReason = "The same as an earlier request", IsAssigned = false, IsAssignedToMe = false,
            BotPaused = false, Revision = 6,
        },
    };

    private static readonly Dictionary<Type, object> Shapes = new object[]
    {
        new AuthEndpoints.LoginBody("agent1@demo.test", "Demo-Passw0rd!", "demo"),
        new AuthEndpoints.RefreshBody("CfDJ8C2x-8uQkWaL…"),
        Tokens,
        new AcceptInvitation.Command("0198a1b21234789081234567890123450…", "a long pass phrase"),
        new AcceptInvitation.Result(Sam, "sam@shop.example"),

        new StartConversation.Command("en", "Mai Pham", null, Email),
        new PublicEndpoints.Started(Conversation, "CfDJ8Pq4-conversation…", BotPaused: false, "en"),
        new PublicEndpoints.Desk("Meridian support", "en"),
        new PublicEndpoints.MessageBody("Where is my parcel?", Id(21)),
        new PostCustomerMessage.Result(Message, Opened, BotPaused: false),
        new GetPublicConversation.Result(Conversation, "en", BotPaused: true, Phone, Email,
            new(Request, EscalationState.InProgress, Open: true, "Noor Haddad", Opened, Claimed, EndedAt: null),
            [new(Request, EscalationState.InProgress, Open: true, "Noor Haddad", Opened, Claimed, EndedAt: null)],
            [new(Message, "customer", "", "Where is my parcel?", Opened.AddMinutes(-1), Id(21)), new(Id(22), "bot", "", "Parcels arrive within two working days.", Opened.AddMinutes(-1))], "1042.496"),
        new PublicEndpoints.EscalationBody(Reason, ContactMethod.Sms, "(415) 555-0123", null, Consent: true, Priority.High, "en"),
        new PublicEndpoints.Escalated(Success: true, Conversation, Request, EscalationState.Pending, "Your session has been escalated. A team member will contact you soon."),
        new BotEndpoints.Body("Parcels arrive within two working days."),
        new PostBotMessage.Result(Id(22)),

        new EscalationEndpoints.ListQuery("open", "high,urgent", "none", "mine", null, "work", null, 25),
        new ListEscalations.Result(
            [
                new()
                {
                    Id = Request, ConversationId = Conversation, Customer = new(Customer, "Mai Pham", Phone, Email), State = EscalationState.InProgress, Priority = Priority.High,
                    PreferredMethod = ContactMethod.Sms, Reason = Reason, AssignedTo = Owner, AssignedAt = Claimed, Team = Delivery, DueAt = Opened.AddHours(4), CreatedAt = Opened,
                    LastCustomerMessageAt = Opened, ResolvedAt = null, Unread = 0, Breached = false, Revision = 5, IsAssigned = true, IsAssignedToMe = true,
                },
            ], "MXw2MzkwMDMyOTQwMDAwMDAwMDB8…", 3, 1, 4, 12, 20, 0, [new(Team, "Delivery", 4), new(null, null, 1)], new(1, 5)),
        new OpenEscalation.Command(null, "Mai Pham", Reason, ContactMethod.Sms, Phone, null, Consent: true, Priority.High, Team, ["vip"], JsonSerializer.SerializeToElement(new { booking = "4711" })),
        new OpenEscalation.Result(Conversation, Request, EscalationState.Pending, Created: true),
        new GetEscalationStats.Result(3, 2, 4, 1, 1, 12, new Dictionary<Priority, int> { [Priority.Low] = 1, [Priority.Medium] = 5, [Priority.High] = 3, [Priority.Urgent] = 1 }, Opened, Answered),
        InProgress,
        new GetTimeline.Result(
            [
                new(499, Opened, "escalation_opened", null, null, null, null, new(ActorKind.Customer, null, ""), null, null, null,
                    Details(new { to = EscalationState.Pending, priority = Priority.High, method = ContactMethod.Sms, origin = EscalationOrigin.Customer })),
                new(503, Answered, "staff_message", Channel.Sms, Direction.Outbound, Answer, new(DeliveryState.Delivered, null, null, 1, Answered.AddSeconds(2), null),
                    new(ActorKind.Staff, Noor, "Noor Haddad"), Sent, null, null, Details(new { messageId = Sent, channel = Channel.Sms })),
            ], HasMore: false),
        new GetHistory.Result(
            [new(501, Request, Claimed, "assigned", ActorKind.Staff, "Noor Haddad", """{"from": "pending", "to": "assigned", "agent": "Noor Haddad", "cause": "claim"}""")],
            [new(Request, Noor, "Noor Haddad", "agent1@demo.test", AssignmentCause.Claim, null, Claimed, null, null)]),
        new EscalationEndpoints.ReleaseBody("My shift ends"),
        new EscalationEndpoints.AssignBody(Noor),
        new EscalationEndpoints.ReassignBody(Noor, null, "She knows this courier"),
        new EscalationEndpoints.ResolveBody("The parcel was with the neighbour.", ResumeBot: true),
        new EscalationEndpoints.ReasonBody("The same as an earlier request"),
        new EscalationEndpoints.PriorityBody(Priority.Urgent),
        new EscalationEndpoints.MessageBody(Channel.Sms, Answer, Id(23)),
        new ReplyToCustomer.Result(Sent, DeliveryState.Queued, 1, EscalationState.InProgress),
        new RetryMessage.Result(Id(24)),
        new EscalationEndpoints.CallBody(Id(24)),
        new EscalationEndpoints.TextBody("The courier calls back before noon."),

        new ListStaff.Result([new(Noor, "Noor Haddad", "agent1@demo.test", Presence.Online, 2, 5, Roles.Staff, IsActive: true)], 1),
        new ListAvailableStaff.Result([new(Noor, "Noor Haddad", "agent1@demo.test", 2, 5, 3)], 1),
        new GetMe.Result(Noor, "Noor Haddad", "agent1@demo.test", Roles.Staff, Presence.Online, 2, 5, "en", null, "+14155550150", Tenant, "demo", "Meridian support", "Europe/Berlin", [Team],
            [Permissions.Escalation.Claim, Permissions.Escalation.Handle, Permissions.Inbox.Read, Permissions.Inbox.Reply], Visit: null),
        new StaffEndpoints.PresenceBody(Presence.Online),
        new UpdatePreferences.Command("vi", "Asia/Ho_Chi_Minh", "+14155550150"),
        new InviteStaff.Command("sam@shop.example", "Sam Rivera", Roles.Supervisor),
        new InviteStaff.Result(Sam, "Sam Rivera", "0198a1b21234789081234567890123450…"),
        new UsersEndpoints.UserBody("Sam Rivera", 8),
        new UsersEndpoints.RoleBody(Roles.Supervisor, "Leads the evening shift"),
        new CreatePasswordLink.Result(Sam, "Sam Rivera", "0198a1b21234789081234567890123450…"),
        new DeactivateStaff.Result(Released: 2),
        new ListTeams.Result([new(Team, "Delivery", IsActive: true, 1, [new(Noor, "Noor Haddad")])]),
        new CreateTeam.Command("Delivery"),
        new CreateTeam.Result(Team),
        new TeamsEndpoints.TeamBody("Delivery and returns"),
        new TeamsEndpoints.MembersBody([Noor, Sam]),

        new GetTenantSettings.Result(Tenant, "demo", "Meridian support", "en", "Europe/Berlin", "US", VisibilityPolicy.Team, SelfClaimAllowed: true, NotesRequired: true, 72, ResponderEnabled: true,
            ["https://shop.example"], RecordsCalls: true, 90, KeepsCarrierCopies: false, QuietFrom: new(21, 0), QuietUntil: new(8, 0)),
        new UpdateRecordingSettings.Command(RecordsCalls: true, 90, KeepsCarrierCopies: false),
        new SetQuietHours.Command(new(21, 0), new(8, 0)),
        new ConsentEndpoints.ZoneBody("Asia/Ho_Chi_Minh"),
        new ConsentEndpoints.ConsentBody(Channel.Sms, Given: false, "Said so on the telephone at noon"),
        new ConsentEndpoints.ProofBody("+14155550123"),
        new ListConsents.Result([Permission]),
        new GetConsentProof.Result("+14155550123", Answered, [Permission], [new(Sent, Channel.Sms, Answered, Answered.AddSeconds(1), DeliveryState.Delivered, null, Permission.Id, "Noor Haddad")],
            [new(Id(60), Answered, Answered.AddSeconds(1), CallState.Ended, CallOutcome.Answered, null, Permission.Id, "Noor Haddad")], Complete: true),
        new UpdateTenantSettings.Command("Meridian support", "en", "Europe/Berlin", "US", VisibilityPolicy.Team, SelfClaimAllowed: true, NotesRequired: true, 72),
        new UpdateWidgetSettings.Command(["https://shop.example"], ResponderEnabled: true),
        new ListFaqEntries.Result([new(Entry, "en", "How long does delivery take?", "Parcels arrive within two working days.", Opened)], null),
        new SettingsEndpoints.FaqBody("en", "How long does delivery take?", "Parcels arrive within two working days."),
        new SaveFaqEntry.Result(Entry),
        new GetRoleMatrix.Result([Permissions.Inbox.Read, Permissions.Inbox.Reply], [.. Permissions.Reserved.Take(1)], [new(Roles.Viewer, [Permissions.Inbox.Read], IsAsShipped: false)]),
        new SettingsEndpoints.RoleBody([Permissions.Inbox.Read, Permissions.Escalation.Read]),
        new GetSlaTargets.Result([new(Priority.Urgent, 5, 60), new(Priority.High, 15, 240)]),
        new SetSlaTargets.Command([new(Priority.Urgent, 5, 60), new(Priority.High, 15, 240)]),
        new ListApiTokens.Result([new(Key, "Shop bot", [Permissions.Bot.Reply], "Ada Lindqvist", Opened, null)]),
        new CreateApiToken.Command("Shop bot", [Permissions.Bot.Reply]),
        new CreateApiToken.Result(Key, "Shop bot", "desk_shown-in-this-answer-only"),

        new ListJobs.Result(OverseesAll: false, [new("messages", 3, Opened, null, null)], [new("recordings-fetch", 5, null, Answered, Answered.AddSeconds(5), JobOutcome.Succeeded)],
            [new(Fetching, [new(1, Answered, "Recording 0198a1b2-1234-7890-8123-456789012361 copied: 2656044 bytes.")])], [], [Given], [new(Id(61), "The carrier stopped sending.", 12, Answered, AtCarrier: false)], new(1, Opened)),
        new ListJobRuns.Result([Fetching, Given]),
        new GetJobRun.Result(Fetching, [new(1, Answered, "Recording 0198a1b2-1234-7890-8123-456789012361 copied: 2656044 bytes.")]),
        new ListMissingRecordings.Result([new(Id(71), OurNumber, "Main", Ended, 12, 1, 0, 1, null)],
            [new(Id(61), Request, RecordingState.Available, "Mai Pham", "Noor Haddad", 83, CarrierHas: true, Ended, null, null, CanFetch: true, Answered)], null),
        new PlaceCall.Result(Id(60), CallState.Queued),
        new ListRecordings.Result([new(Id(61), Request, RecordingState.Stored, Direction.Outbound, "Mai Pham", Phone, "Noor Haddad", 83, 2_656_044, OnHold: false, Answered.AddDays(90), 1, null, Answered)], null),
        new GetRecording.Result(Id(61), Id(60), Request, Customer, RecordingState.Stored, Direction.Outbound, "Noor Haddad", 83, 2, 2_656_044,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "audio/wav", [[0, 31, 64], [12, 0, 3]], 2_656_044, null, 90, Answered.AddDays(90), null, null, null, "RE0123456789abcdef0123456789abcdef",
            Answered, Answered.AddSeconds(95), Answered.AddSeconds(96), null, null, 1, "Dana Reyes", Answered.AddHours(2), [new("Dana Reyes", RecordingUse.Listen, Answered.AddHours(2))],
            [new(Id(62), 41, "Agrees to the new date", "Dana Reyes", Answered.AddHours(2))]),
        new RecordingEndpoints.ListQuery("stored", Noor, "parcel", false, null, 50),
        new RecordingEndpoints.ListenBody(RecordingUse.Listen),
        new BeginListening.Result("CfDJ8…", Answered.AddHours(2).AddMinutes(15)),
        new RecordingEndpoints.NoteBody(41, "Agrees to the new date"),
        new AddRecordingNote.Result(Id(62)),
        new RecordingEndpoints.KeepBody(365, "Case 2026-114", "booking 4711"),
        new TemplateEndpoints.TemplateBody("On its way", TemplateScope.Team, Team, [new("en", "Hello {customer_name}, your parcel is on its way. {agent_name}"), new("vi", "Chào {customer_name}, đơn hàng của bạn đang được giao. {agent_name}")]),
        new SaveTemplate.Result(Id(70)),
        new GetTemplate.Result(Id(70), "On its way", TemplateScope.Team, Team, [new("en", "Hello {customer_name}, your parcel is on its way. {agent_name}")]),
        new ListTemplates.Result([new(Id(70), "On its way", TemplateScope.Team, Team, "Delivery", [new("en", "Hello {customer_name}, your parcel is on its way. {agent_name}")], CanChange: true, Opened)], null),
        new SuggestTemplates.Result([new(Id(70), "On its way", TemplateScope.Team, "en", "Hello Mai Pham, your parcel is on its way. Noor Haddad", [], 1)]),
        new NumberEndpoints.Checked(Id(52), OurNumber, "twilio", Answered, Passed: false,
            [
                new(NumberNeed.Credentials, CheckOutcome.Passed, null, null, null, null, null),
                new(NumberNeed.Webhooks, CheckOutcome.Failed, CheckReason.ReportsElsewhere, "Twilio reports elsewhere: POST https://old.example/sms",
                    "If no other system needs these reports, let the desk enter its addresses. A changed public address is the usual cause.", null, "POST https://old.example/sms"),
            ]),
        Webhooks.RingCentralEndpoints.Answer.Received,
        new ListReceipts.Result([new(Id(51), Id(52), OurNumber, "sms-status", WebhookState.Quarantined, ReceiveWebhook.InvalidSignature, 0, Answered, null, null)], null),
        new GetReceipt.Result(Id(51), Id(52), OurNumber, "sms-status", WebhookState.Quarantined, ReceiveWebhook.InvalidSignature, 0, Answered, null, null,
            "application/x-www-form-urlencoded", 412, IsSigned: true, CanReplay: true, [new("MessageStatus", "delivered"), new("To", "••• 23")]),

        new GetMailbox.Result(new(Id(80), "support@shop.example", "Example Shop Support", "smtp.shop.example", 587, MailSecurity.Starttls, "support", HasPassword: true, IsActive: true, null, 0,
            HasQuarantined: false, new("https://desk.example.com/api/v1/webhooks/inbound/shown-to-administrators")), HasDesksServer: false),
        new SaveMailbox.Command("support@shop.example", "Example Shop Support", "smtp.shop.example", 587, MailSecurity.Starttls, "support", "kept-encrypted-and-never-shown"),
        new RenewMailboxSecret.Result("shown-in-this-answer-only"),
        new SendTestMail.Command("ada@shop.example"),
        new SendTestMail.Result(Id(81)),
        new GetTestMessage.Result(DeliveryState.Sent, null, null, Opened, Opened.AddSeconds(1), null),

        new ListTenants.Result([new(Tenant, "demo", "Meridian support", 9, Opened.AddDays(-30))], null),
        new PlatformEndpoints.VisitBody("The tenant asked us to look at a stuck number", 60),
        new ListPlatformActs.Result([new(Id(43), Opened, nameof(CreatePlatformAdministrator), Id(42), "pat@platform.example", "ops@desk-1")], null),
        new ListPlatformVisits.Result([new(Id(41), Id(42), "Pat Operator", "pat@platform.example", "The tenant asked us to look at a stuck number", Opened, Opened.AddHours(1), null, IsRunning: true)], null),

        new ListAuditEntries.Result(
            [
                new(Id(31), Claimed, ActorKind.Staff, Noor, "Noor Haddad", "ClaimEscalation", "escalation", Request, AuditOutcome.Succeeded, AuditSeverity.Info, null,
                    """{"state": ["pending", "assigned"]}""", "203.0.113.7", "Mozilla/5.0"),
            ], "NjM5MDAzMjk0MDAwMDAwMDAwfA…", [new(Noor, "Noor Haddad")], "Europe/Berlin"),
        new VerifyAudit.Result(Intact: true, 212, 5410, 0, "c23078ebdbfac5cd834a4f1ff18ef1341b87abaafacac387fd22ea0afb767084", null, Ended),
        new GetSlaReport.Result(Day, Day, "Europe/Berlin", "elapsed", Ended, new(Counts, Times), new(Day.AddDays(-1), Day.AddDays(-1), Counts, Times), [new(Day, Counts, Times)],
            [new(Team, "Delivery", Counts, Times)], [new(Priority.High, Counts, Times)], [SlaFormula.All[0]]),
        new ListSlaReportRows.Result(
            [new(Request, Opened, Opened, EscalationState.InProgress, Priority.High, "Delivery", "Noor Haddad", "••• 23", "m•••@customer.example", Claimed, Answered, null, null, Breached: false)],
            null, 1, Day, Day, "Europe/Berlin", Ended),
    }.ToDictionary(e => e.GetType());

    /// <summary>Bodies that are not JSON, by the end of the address.</summary>
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["/api/v1/events"] = $$"""
            retry: 2000

            event: agent_assignment_changed
            id: 1043.501
            data: {"from":"pending","to":"assigned","agentId":"{{Noor}}","agent":"Noor Haddad","cause":"claim","eventId":"1043.501","type":"assigned","escalationId":"{{Request}}","conversationId":"{{Conversation}}","revision":2,"at":"2026-11-20T09:32:00+00:00","actor":{"kind":"staff","id":"{{Noor}}","name":"Noor Haddad"},"action":"assigned"}

            : heartbeat


            """,
        ["/conversations/{id}/events"] = $$"""
            retry: 2000

            event: escalation_status_update
            id: 1043.501
            data: {"escalationId":"{{Request}}","state":"assigned","agentName":"Noor Haddad","at":"2026-11-20T09:32:00+00:00"}

            : heartbeat


            """,
        ["/reports/sla.csv"] = $"""
            report,SLA compliance
            measure,opened
            from,2026-11-20
            to,2026-11-20
            zone,Europe/Berlin
            team,all
            priority,all
            clock,elapsed
            asOf,2026-11-20T10:10:00Z
            rows,1
            complete,yes

            escalationId,at,openedAt,state,priority,team,owner,phone,email,firstAssignedAt,firstRespondedAt,resolvedAt,target,breached
            {Request},2026-11-20T09:30:00Z,2026-11-20T09:30:00Z,in_progress,high,Delivery,Noor Haddad,••• 23,m•••@customer.example,2026-11-20T09:32:00Z,2026-11-20T09:34:00Z,,,no

            """,
        ["/consents/proof.csv"] = $"""
            report,Proof of consent
            address,+14155550123
            asOf,2026-11-20T10:10:00Z
            consents,1
            messages,1
            complete,yes

            kind,id,at,channel,purpose,source,evidence,wording,recordedBy,withdrawnAt,withdrawnBy,withdrawalEvidence,consentId,state,reason,dispatchedAt
            consent,{Permission.Id},2026-11-20T09:30:00Z,sms,support,widget,widget-consent-1:en,You may text or call me about this request,,,,,,,,
            message,{Sent},2026-11-20T09:34:00Z,sms,,,,,Noor Haddad,,,,{Permission.Id},delivered,,2026-11-20T09:34:01Z

            """,
        ["/webhooks/probe/{question}"] = "J1fOcpwvGzk3qRtbHnPL9WxUaYdEs0iM",
        ["/{channelKey}/sms"] = Webhooks.TwilioEndpoints.NoReply,
        ["/{channelKey}/voice"] = """<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">This call is recorded.</Say></Response>""",
    };

    /// <summary>Forms that carriers post, by the end of the address.</summary>
    private static readonly Dictionary<string, string> Forms = new()
    {
        ["/{channelKey}/sms"] = "MessageSid=SM00000000000000000000000000000001&From=%2B14155550123&To=%2B15005550006&Body=Thank+you&NumSegments=1",
        ["/{channelKey}/sms-status"] = "MessageSid=SM00000000000000000000000000000002&MessageStatus=delivered",
        ["/{channelKey}/voice"] = "CallSid=CA00000000000000000000000000000001&From=%2B14155550123&To=%2B15005550006&CallStatus=ringing&Direction=inbound",
        ["/{channelKey}/voice-status"] = "CallSid=CA00000000000000000000000000000001&From=%2B14155550123&To=%2B15005550006&CallStatus=completed&CallDuration=83",
        ["/{channelKey}/recording-status"] = "CallSid=CA00000000000000000000000000000001&RecordingSid=RE00000000000000000000000000000001&RecordingStatus=completed&RecordingDuration=83",
    };

    /// <summary>What a JSON body of a type may look like; null for a type of which there is no example.</summary>
    /// <param name="path">Address of the operation.</param>
    /// <param name="status">For answers: which one.</param>
    public static object? Of(Type type, string path, int? status = null)
    {
        if (type == typeof(GetEscalation.Result))
            return After.GetValueOrDefault(path[(path.LastIndexOf('/') + 1)..], InProgress);
        // The answer to a repeat.
        if (type == typeof(OpenEscalation.Result) && status == StatusCodes.Status200OK)
            return (OpenEscalation.Result)Shapes[type] with { Created = false };
        return Shapes.GetValueOrDefault(type);
    }

    /// <summary>What an answer that is not JSON may look like.</summary>
    public static string? Text(string path) => At(Texts, path);

    /// <summary>What a carrier's form may look like; null for operations that take none.</summary>
    public static string? Form(string path) => At(Forms, path);

    /// <summary>What an e-mail may look like that is delivered; null for operations that take none.</summary>
    public static string? Mail(string path) => !path.EndsWith("/webhooks/inbound/{channelKey}", StringComparison.Ordinal) ? null : $"""
        From: Mai Pham <{Email}>
        To: support@shop.example
        Subject: Re: Your request to Example Shop
        Message-ID: <4711@customer.example>
        References: <{Message:n}@shop.example>

        Thank you!
        """.ReplaceLineEndings("\r\n");

    private static string? At(Dictionary<string, string> examples, string path) => examples.FirstOrDefault(e => path.EndsWith(e.Key, StringComparison.Ordinal)).Value;

    private static Guid Id(int number) => Guid.Parse($"0198a1b2-1234-7890-8123-4567890123{number:00}");

    private static Dictionary<string, JsonElement> Details(object details) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Domain.Events.EventData.ToJson(details))!;
}
