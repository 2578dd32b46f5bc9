using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.Application.Escalations;
using EscalationCqrs.Application.Mail;
using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Events;
using EscalationCqrs.Domain.Mail;
using EscalationCqrs.Domain.Shared;
using EscalationCqrs.Domain.Teams;
using EscalationCqrs.Domain.Telephony;
using EscalationCqrs.TestKit;
using Microsoft.EntityFrameworkCore;

namespace EscalationCqrs.Application.Tests.Mail;

/// <summary>Nothing that a customer sends is lost, and nothing of it is shown.</summary>
public sealed class AttachmentTests(MailFixture app) : MailTest(app)
{
    private static readonly byte[] Photo = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3];

    private Task<List<Attachment>> Attachments() => Read(db => db.Attachments.OrderBy(a => a.Place).ToListAsync());

    private async Task<GetTimeline.MailFacts> Shown()
    {
        var escalation = await Read(db => db.Escalations.Select(e => e.Id).SingleAsync());
        return Assert.Single((await As(Desk.Agent).Send(new GetTimeline.Query(escalation))).Items, i => i.Mail is not null).Mail!;
    }

    [Fact]
    public async Task Files_are_kept_with_their_hash_as_what_they_are_and_stand_below_the_message()
    {
        var receipt = await Comes(RawWith("It is broken", ("../crack.png", Photo), ("invoice.pdf", "%PDF-1.7 invoice"u8.ToArray()), ("page.html", "<script>alert(1)</script>"u8.ToArray())));

        Assert.Equal((WebhookState.Processed, null, null), (receipt.State, receipt.Error, receipt.NextAttemptAt));
        var files = (await Shown()).Files;
        Assert.Equal([("crack.png", "image/png", Photo.Length, AttachmentState.Kept), ("invoice.pdf", "application/pdf", 16, AttachmentState.Kept), ("page.html", FileType.Unknown, 25, AttachmentState.Kept)],
            files.Select(f => (f.Name, f.ContentType, (int)f.Length, f.State)));
        var photo = (await Attachments())[0];
        Assert.Equal(Photo, Store.Files[photo.Key!]);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Photo)), photo.Sha256);
        Assert.StartsWith($"{Desk.Tenant.Id:n}/", photo.Key, StringComparison.Ordinal);
        // Pages that show the message learn of it.
        Assert.Equal(await Read(db => db.Escalations.Select(e => e.Id).SingleAsync()), (await Read(db => db.Events.SingleAsync(e => e.Type == EventTypes.AttachmentsKept))).EscalationId);
    }

    [Fact]
    public async Task One_that_is_too_large_is_told_by_name_and_size_and_the_others_are_kept()
    {
        await Comes(RawWith("See the film", ("film.mp4", new byte[Attachment.MaxBytes + 1]), ("crack.png", Photo)));

        Assert.Equal([("film.mp4", Attachment.MaxBytes + 1, AttachmentState.TooLarge), ("crack.png", Photo.Length, AttachmentState.Kept)], (await Shown()).Files.Select(f => (f.Name, (int)f.Length, f.State)));
        Assert.Null((await Attachments())[0].Key);
        await Assert.ThrowsAsync<NotFound>(async () => await As(Desk.Admin).Send(new DownloadAttachment.Query((await Attachments())[0].Id)));
    }

    [Fact]
    public async Task More_than_are_kept_are_counted()
    {
        await Comes(RawWith("Many", [.. Enumerable.Range(1, Attachment.MaxPerMail + 5).Select(n => ($"{n}.png", Photo))]));

        var shown = await Shown();

        Assert.Equal((Attachment.MaxPerMail + 5, Attachment.MaxPerMail), (shown.Attachments, shown.Files.Count));
        Assert.Equal("20.png", shown.Files[^1].Name);
    }

    [Fact]
    public async Task While_the_store_is_away_the_words_are_there_and_the_files_wait()
    {
        Store.IsAway = true;

        var receipt = await Comes(RawWith("It is broken", ("crack.png", Photo)));

        Assert.Equal((WebhookState.Received, "StoreUnavailable"), (receipt.State, receipt.Error));
        Assert.Equal(AttachmentState.Waiting, Assert.Single((await Shown()).Files).State);
        Store.IsAway = false;
        Clock.Advance(TimeSpan.FromSeconds(2));
        await Process();
        Assert.Equal(AttachmentState.Kept, Assert.Single((await Shown()).Files).State);
        Assert.Equal(WebhookState.Processed, (await Read(db => db.WebhookReceipts.SingleAsync())).State);
        Assert.Equal(1, await Read(db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task What_a_node_that_died_left_is_taken_up_after_a_while_and_by_nobody_before()
    {
        await Deliver(Delivery(RawWith("It is broken", ("crack.png", Photo))));
        var receipt = await Read(db => db.WebhookReceipts.SingleAsync());
        await AsSystem().Send(new ReceiveMail.Command(receipt.Id));

        await Process();
        Assert.Equal(AttachmentState.Waiting, Assert.Single(await Attachments()).State);
        Clock.Advance(TimeSpan.FromMinutes(2));
        await Process();

        Assert.Equal(AttachmentState.Kept, Assert.Single(await Attachments()).State);
        Assert.Equal(1, await Read(db => db.Messages.CountAsync()));
    }

    [Fact]
    public async Task Whoever_sees_the_request_takes_the_file_and_each_time_is_written_down()
    {
        await Comes(RawWith("It is broken", ("crack.png", Photo)));
        var file = Assert.Single(await Attachments());

        var taken = await As(Desk.Agent).Send(new DownloadAttachment.Query(file.Id));
        await As(Desk.Agent).Send(new DownloadAttachment.Query(file.Id));

        Assert.Equal(("crack.png", "image/png", file.Key), (taken.Name, taken.ContentType, taken.Key));
        Assert.Equal(2, await Read(db => db.AuditEntries.CountAsync(a => a.Action == nameof(DownloadAttachment) && a.ResourceId == file.Id && a.ActorId == Desk.Agent.Id)));
        var other = await NewDesk();
        await Assert.ThrowsAsync<NotFound>(() => As(other.Admin).Send(new DownloadAttachment.Query(file.Id)));
        await Assert.ThrowsAsync<PermissionDenied>(() => As(Desk.Manager).Send(new DownloadAttachment.Query(file.Id)));
    }

    [Fact]
    public async Task A_team_that_does_not_see_the_request_does_not_see_its_files()
    {
        var team = new Team(Desk.Tenant.Id, "Elsewhere", Clock.Now);
        await Save(team);
        await Saved(An.OpenEscalation() with { TeamId = team.Id });
        await Comes(RawWith("It is broken", ("crack.png", Photo)));
        var file = Assert.Single(await Attachments());

        await Assert.ThrowsAsync<NotFound>(() => As(Desk.Agent).Send(new DownloadAttachment.Query(file.Id)));
        await As(Desk.Admin).Send(new DownloadAttachment.Query(file.Id));
    }

    [Fact]
    public async Task A_forwarded_e_mail_and_a_picture_within_the_words_are_files_too_and_signatures_are_not()
    {
        await Comes("""
            From: carmen@customer.test
            Subject: Look
            Message-ID: <parts@customer.test>
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=x

            --x
            Content-Type: text/plain

            See below
            --x
            Content-Type: image/gif; name="signature.gif"
            Content-Transfer-Encoding: base64
            Content-Disposition: inline; filename="signature.gif"

            R0lGODlhAQ==
            --x
            Content-Type: message/rfc822

            From: shop@shop.example
            Subject: Your order

            Ordered
            --x
            Content-Type: application/pkcs7-signature; name="smime.p7s"

            abc
            --x--
            """.ReplaceLineEndings("\r\n"));

        Assert.Equal([("signature.gif", "image/gif"), ("Your order.eml", FileType.Unknown)], (await Attachments()).Select(a => (a.Name, a.ContentType)));
        Assert.Contains("Ordered", Encoding.UTF8.GetString(Store.Files[(await Attachments())[1].Key!]), StringComparison.Ordinal);
    }
}
