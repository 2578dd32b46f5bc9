using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace EscalationCqrs.Infrastructure.Mail;

/// <summary>Which mail servers are believed to be who they say: those the system trusts, and those of an authority that the configuration names.</summary>
internal sealed class ServerTrust
{
    private readonly X509Certificate2Collection _authorities = [];

    public ServerTrust(string? pemFile)
    {
        if (!string.IsNullOrEmpty(pemFile))
            _authorities.ImportFromPemFile(pemFile);
    }

    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        // Another name or no certificate is never right.
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || _authorities.Count == 0 || certificate is null)
            return false;
        using var ours = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        ours.ChainPolicy.CustomTrustStore.AddRange(_authorities);
        if (chain is not null)
            ours.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(e => e.Certificate).ToArray());
        using var server = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return ours.Build(server);
    }
}
