using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.RingCentral;

/// <summary>Signing in: a JWT or a refresh token for an access token.</summary>
internal static class TokenEndpoints
{
    public const string JwtGrant = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    public static void MapTokens(this RouteGroupBuilder oauth)
    {
        oauth.MapPost("/token", Issue);
        oauth.MapPost("/revoke", Revoke);
    }

    private static async Task<IResult> Issue(HttpRequest request, Accounts accounts, Sessions sessions, RateLimits limits, Troubles troubles, CancellationToken ct)
    {
        if (Client(request, accounts) is not { App: { } app } account)
            return Refuse("invalid_client", "Invalid client credentials");
        if (!limits.Take(account.Sid, RateGroup.Auth, request.HttpContext.Response))
            return RingCentralErrors.TooManyRequests.ToResult();
        var form = request.HasFormContentType ? await request.ReadFormAsync(ct) : FormCollection.Empty;
        var answer = await troubles.Pass(request.HttpContext, () => new(form["grant_type"].ToString() switch
        {
            JwtGrant => Same(form["assertion"].ToString(), app.Jwt) ? Answer(account, sessions.Open(account.Sid)) : Refuse("invalid_grant", "Invalid assertion"),
            "refresh_token" => sessions.Refresh(account.Sid, form["refresh_token"].ToString()) is { } session ? Answer(account, session) : Refuse("invalid_grant", "Token not found"),
            _ => Refuse("unsupported_grant_type", "Grant type is not supported"),
        }));
        return (IResult)answer!;
    }

    private static async Task<IResult> Revoke(HttpRequest request, Accounts accounts, Sessions sessions, CancellationToken ct)
    {
        if (Client(request, accounts) is null)
            return Refuse("invalid_client", "Invalid client credentials");
        sessions.End((await request.ReadFormAsync(ct))["token"].ToString());
        return Results.Ok();
    }

    private static IResult Answer(Account account, Sessions.Session session) => Results.Json(new
    {
        access_token = session.AccessToken,
        token_type = "bearer",
        expires_in = (int)Sessions.AccessFor.TotalSeconds,
        refresh_token = session.RefreshToken,
        refresh_token_expires_in = (int)Sessions.RefreshFor.TotalSeconds,
        scope = string.Join(' ', AppScopes.Of(account)),
        owner_id = RingCentralApi.Text(RingCentralApi.Id(account.Sid)),
        endpoint_id = $"ep-{session.RefreshToken[..12]}",
    });

    private static IResult Refuse(string error, string description) => Results.Json(new { error, error_description = description }, statusCode: StatusCodes.Status400BadRequest);

    private static Account? Client(HttpRequest request, Accounts accounts)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || !"Basic".Equals(header.Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        try
        {
            var pair = Encoding.UTF8.GetString(Convert.FromBase64String(header.Parameter ?? "")).Split(':', 2);
            return pair is [var id, var secret] && accounts.OfApp(id) is { App: { } app } account && Same(secret, app.ClientSecret) ? account : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static bool Same(string given, string expected) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));
}
