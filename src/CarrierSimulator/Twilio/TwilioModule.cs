using EscalationCqrs.CarrierSimulator.Network;

namespace EscalationCqrs.CarrierSimulator.Twilio;

internal static class TwilioModule
{
    public static IServiceCollection AddTwilio(this IServiceCollection services) => services
        .AddSingleton<SendRules>()
        .AddSingleton<CallRules>()
        .AddSingleton<OwnAddress>()
        .AddSingleton<SignedCallbacks>()
        .AddSingleton<MessageCallbacks>()
        .AddSingleton<VoiceCallbacks>()
        .AddSingleton<TwilioConductor>();

    public static void MapTwilio(this WebApplication app)
    {
        app.Services.GetRequiredService<MessageCallbacks>().Listen();
        app.Services.GetRequiredService<VoiceCallbacks>().Listen();

        app.MapGroup($"/{TwilioApi.Version}/Accounts").AddEndpointFilter<TwilioGate>().MapGet("/{accountSid}.json", FetchAccount);

        var account = app.MapGroup($"/{TwilioApi.Version}/Accounts/{{accountSid}}").AddEndpointFilter<TwilioGate>();
        account.MapMessages();
        account.MapCalls();
        account.MapRecordings();
        account.MapIncomingNumbers();
        account.Map("/{**unknown}", (HttpRequest request) => TwilioErrors.NotFound(request.Path).ToResult());
    }

    private static IResult FetchAccount(string accountSid, Accounts accounts)
    {
        var account = accounts.Find(accountSid)!;   // the gate has let it pass
        var path = TwilioApi.AccountPath(account.Sid);
        return TwilioJson.Result(new
        {
            account.Sid,
            account.FriendlyName,
            account.Status,
            Type = account.IsTrial ? "Trial" : "Full",
            OwnerAccountSid = account.Sid,
            DateCreated = TwilioJson.Date(account.CreatedAt),
            DateUpdated = TwilioJson.Date(account.CreatedAt),
            Uri = path + ".json",
            SubresourceUris = new Dictionary<string, string>
            {
                ["calls"] = path + "/Calls.json",
                ["messages"] = path + "/Messages.json",
                ["recordings"] = path + "/Recordings.json",
                ["incoming_phone_numbers"] = path + "/IncomingPhoneNumbers.json",
            },
        });
    }
}
