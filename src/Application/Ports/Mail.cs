using EscalationCqrs.Domain.Mail;

namespace EscalationCqrs.Application.Ports;

/// <summary>A server that takes mail from us, its password decrypted for the moment of use. Never logged.</summary>
public sealed record MailServer(string Host, int Port, MailSecurity Security, string? User, string? Password)
{
    public override string ToString() => $"MailServer {{ Port = {Port}, Security = {Security} }}";
}

/// <summary>One e-mail to one recipient.</summary>
/// <param name="HeaderId">Its <c>Message-ID</c> without angle brackets; the same on every try.</param>
/// <param name="References">Ids of the thread so far, oldest first.</param>
/// <param name="Text">Goes as plain text, and encoded as HTML.</param>
/// <param name="Locale">Language of the customer.</param>
public sealed record OutboundMail(Guid MessageId, string FromAddress, string FromName, string To, string Subject, string Text, string Locale, string HeaderId, string? InReplyTo,
    IReadOnlyList<string> References)
{
    public override string ToString() => $"OutboundMail {{ MessageId = {MessageId} }}";
}

/// <summary>Hands mail to a server. Answers to customers go by it; notifications may when no carrier can be reached.</summary>
public interface IMailer
{
    /// <summary>Whether the desk as a whole has a server, for tenants that name none.</summary>
    bool HasServer { get; }

    /// <summary>
    /// Tries exactly once; never throws for what the server does. What is known not to have been taken, because the connection ended before the message did, is
    /// <see cref="SendOutcome.NotSent"/>; if it ended after, nobody can tell.
    /// </summary>
    /// <param name="server">Null for the server of the desk.</param>
    Task<SendOutcome> Send(OutboundMail mail, MailServer? server, CancellationToken ct);
}

/// <summary>Reads e-mails as they come from the net.</summary>
public interface IMailReader
{
    /// <exception cref="FormatException">It is no e-mail.</exception>
    InboundMail Read(byte[] raw);
}

/// <summary>An e-mail as far as we act on it.</summary>
/// <param name="HeaderId"><c>Message-ID</c> without angle brackets; made from the content where it has none.</param>
/// <param name="References">All that it names as its predecessors, <c>In-Reply-To</c> included, oldest first.</param>
/// <param name="From">Lower case; null where it names none. Nobody has verified it.</param>
/// <param name="Text">As written, quotations included.</param>
/// <param name="Attachments">How many files came with it.</param>
/// <param name="Files">The first of them, always in the same order.</param>
/// <param name="Machine">Set if no person wrote it: a word that says how it shows.</param>
/// <param name="Loops">What the header against loops names.</param>
/// <param name="Returned">Set if it reports on mail that we sent.</param>
public sealed record InboundMail(string HeaderId, string? InReplyTo, IReadOnlyList<string> References, string? From, string? FromName, string Subject, string Text, int Attachments,
    IReadOnlyList<InboundFile> Files, string? Machine, IReadOnlyList<string> Loops, ReturnedMail? Returned)
{
    public override string ToString() => nameof(InboundMail);
}

/// <summary>A file that came with an e-mail.</summary>
/// <param name="Name">What the sender calls it.</param>
/// <param name="Content">Its first <see cref="Attachment.MaxBytes"/> bytes: all of it, unless <paramref name="Length"/> says that it is longer.</param>
public sealed record InboundFile(string? Name, long Length, byte[] Content)
{
    public override string ToString() => $"InboundFile {{ Length = {Length} }}";
}

/// <summary>What became of an e-mail that we sent, as another server reports.</summary>
/// <param name="HeaderIds">Candidates for the <c>Message-ID</c> of the e-mail that it is about.</param>
/// <param name="Status">The status code, such as 5.1.1.</param>
public sealed record ReturnedMail(IReadOnlyList<string> HeaderIds, MailFate Fate, string? Status);

public enum MailFate { Delivered, Delayed, Failed, Unknown }
