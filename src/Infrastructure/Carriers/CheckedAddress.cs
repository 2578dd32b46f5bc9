namespace EscalationCqrs.Infrastructure.Carriers;

/// <summary>An address that a carrier reports to and that is not ours, as it may be shown.</summary>
internal static class CheckedAddress
{
    private const int Longest = 200;

    /// <summary>Without what may be secret in it: the name and password before the host, the query behind the path.</summary>
    public static string Shown(string address)
    {
        var shown = Uri.TryCreate(address, UriKind.Absolute, out var uri) ? $"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}" : address.Split('?')[0];
        return shown.Length <= Longest ? shown : shown[..Longest] + "…";
    }
}
