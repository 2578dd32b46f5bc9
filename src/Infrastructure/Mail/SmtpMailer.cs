using System.Net;
using System.Net.Sockets;
using EscalationCqrs.Application.Ports;
using EscalationCqrs.Domain.Mail;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Microsoft.Extensions.Options;

namespace EscalationCqrs.Infrastructure.Mail;

/// <summary>Hands each e-mail over in a connection of its own. What went wrong is judged by how far it had come: before the end of the message nothing was sent, after it nobody knows.</summary>
internal sealed class SmtpMailer(IOptions<MailOptions> options, TimeProvider clock) : IMailer
{
    private readonly MailOptions _options = options.Value;
    private readonly ServerTrust _trust = new(options.Value.TrustedCertificates);

    public bool HasServer => _options.Server is not null;

    public async Task<SendOutcome> Send(OutboundMail mail, MailServer? server, CancellationToken ct)
    {
        if ((server ?? _options.Server) is not { } named)
            return new SendOutcome.AccountRefused("no_server", "No mail server is set up.");
        ct.ThrowIfCancellationRequested();
        using var message = Composed(mail);
        if (message is null)
            return new SendOutcome.Refused("invalid_address", "This is not an e-mail address.");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(_options.TimeoutSeconds), clock);
        using var client = new SmtpClient
        {
            ServerCertificateValidationCallback = _trust.Accepts,
            // Where the list of revoked ones cannot be had, mail must go on.
            CheckCertificateRevocation = false,
            Timeout = _options.TimeoutSeconds * 1000,
            LocalDomain = mail.FromAddress[(mail.FromAddress.LastIndexOf('@') + 1)..],
        };
        return await Enter(client, named, isTenants: server is not null, patience.Token) ?? await HandOver(client, mail, message, patience.Token);
    }

    private MimeMessage? Composed(OutboundMail mail)
    {
        try
        {
            return MailText.Compose(mail, clock.GetUtcNow());
        }
        catch (Exception failure) when (failure is ParseException or ArgumentException)
        {
            return null;
        }
    }

    /// <returns>Null once the server is ready to take mail.</returns>
    private async Task<SendOutcome?> Enter(SmtpClient client, MailServer server, bool isTenants, CancellationToken ct)
    {
        try
        {
            if (await Connect(server, isTenants, ct) is not { } socket)
                return new SendOutcome.AccountRefused("private_address", "The mail server's address lies in a private network, which this desk does not allow.");
            await client.ConnectAsync(socket, server.Host, server.Port, server.Security switch
            {
                MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                MailSecurity.Starttls => SecureSocketOptions.StartTls,
                _ => SecureSocketOptions.None,
            }, ct);
            if (server.User is { } user)
                await client.AuthenticateAsync(user, server.Password ?? "", ct);
            // Messages in chunks would leave it open how far one had come.
            client.Capabilities &= ~(SmtpCapabilities.Chunking | SmtpCapabilities.BinaryMime);
            return null;
        }
        catch (SmtpCommandException refused)
        {
            return new SendOutcome.NotSent($"{(int)refused.StatusCode}");
        }
        catch (SslHandshakeException)
        {
            return new SendOutcome.AccountRefused("no_trusted_tls", "The mail server's certificate is not trusted, or it does not speak TLS on this port.");
        }
        catch (NotSupportedException)
        {
            return server.Security == MailSecurity.Starttls && !client.IsSecure
                ? new SendOutcome.AccountRefused("no_starttls", "The mail server offers no STARTTLS on this port.")
                : new SendOutcome.AccountRefused("no_auth", "The mail server takes no user name on this port.");
        }
        catch (MailKit.Security.AuthenticationException refused)
        {
            return refused.InnerException is SmtpCommandException { StatusCode: < SmtpStatusCode.CommandUnrecognized } later ? new SendOutcome.NotSent($"{(int)later.StatusCode}")
                : new SendOutcome.AccountRefused("bad_credentials", "The mail server refuses the user or the password.");
        }
        catch (Exception failure) when (failure is SocketException or IOException or ProtocolException or OperationCanceledException or TimeoutException or ServiceNotConnectedException)
        {
            return new SendOutcome.NotSent("unreachable");
        }
    }

    private static async Task<SendOutcome> HandOver(SmtpClient client, OutboundMail mail, MimeMessage message, CancellationToken ct)
    {
        var progress = new Progress();
        try
        {
            var answer = await client.SendAsync(message, new MailboxAddress(null, mail.FromAddress), [new MailboxAddress(null, mail.To)], ct, progress);
            await Leave(client);
            return new SendOutcome.Accepted(answer.Length <= 200 ? answer : answer[..200]);
        }
        catch (SmtpCommandException refused)
        {
            return Refusal(refused);
        }
        catch (ServiceNotAuthenticatedException)
        {
            return new SendOutcome.AccountRefused("authentication_required", "The mail server wants a user and a password.");
        }
        catch (NotSupportedException)
        {
            return new SendOutcome.Refused("unsupported_address", "The mail server cannot take an address with these characters.");
        }
        catch (Exception failure) when (failure is SocketException or IOException or ProtocolException or OperationCanceledException or TimeoutException)
        {
            return progress.MayBeComplete ? new SendOutcome.Uncertain("connection_lost") : new SendOutcome.NotSent("connection_lost");
        }
    }

    private static SendOutcome Refusal(SmtpCommandException refused)
    {
        var code = $"{(int)refused.StatusCode}";
        return refused switch
        {
            { StatusCode: < SmtpStatusCode.CommandUnrecognized } => new SendOutcome.NotSent(code),
            // What it holds against the sender, it holds against every e-mail of this mailbox; its size is this one's own.
            { ErrorCode: SmtpErrorCode.SenderNotAccepted, StatusCode: not SmtpStatusCode.ExceededStorageAllocation } =>
                new SendOutcome.AccountRefused("sender_refused", $"The mail server does not let this address send ({code})."),
            { ErrorCode: SmtpErrorCode.RecipientNotAccepted } => new SendOutcome.Refused(code, $"The mail server does not take mail for this address ({code})."),
            _ => new SendOutcome.Refused(code, $"The mail server refused the message ({code})."),
        };
    }

    /// <summary>The message is taken; how the server says goodbye changes nothing.</summary>
    private static async Task Leave(SmtpClient client)
    {
        using var moment = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await client.DisconnectAsync(quit: true, moment.Token);
        }
        catch (Exception failure) when (failure is SocketException or IOException or ProtocolException or OperationCanceledException or TimeoutException or CommandException)
        {
            // It hung up first.
        }
    }

    /// <returns>Null if the server may not be called.</returns>
    private async Task<Socket?> Connect(MailServer server, bool isTenants, CancellationToken ct)
    {
        // Judged where it is used, so that a name cannot change its address in between.
        var addresses = await Dns.GetHostAddressesAsync(server.Host, ct);
        if (isTenants && !_options.AllowPrivateHosts && addresses.Any(PrivateNetwork.Contains))
            return null;
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, server.Port, ct);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether all of the message was written: then its end may have been too.</summary>
    private sealed class Progress : ITransferProgress
    {
        public bool MayBeComplete { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => MayBeComplete = bytesTransferred >= totalSize;

        public void Report(long bytesTransferred) => MayBeComplete = true;
    }
}
