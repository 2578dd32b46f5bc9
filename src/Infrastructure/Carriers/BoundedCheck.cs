using System.Globalization;
using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Infrastructure.Carriers;

/// <summary>Lets each check take its time and no more, and makes an outcome of what keeps a carrier from answering.</summary>
internal static class BoundedCheck
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);

    public static async Task<NumberCheck> Run(NumberNeed need, TimeProvider clock, Func<CancellationToken, Task<NumberCheck>> check, CancellationToken ct)
    {
        using var time = new CancellationTokenSource(AtMost, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(time.Token, ct);
        try
        {
            return await check(limit.Token);
        }
        catch (CarrierUnavailable trouble)
        {
            return Of(need, trouble);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return NumberCheck.Unknown(need, CheckReason.CarrierSilent);
        }
    }

    private static NumberCheck Of(NumberNeed need, CarrierUnavailable trouble) => trouble.Trouble switch
    {
        CarrierTrouble.Refused => NumberCheck.Failed(need, CheckReason.Refused, trouble.Code, trouble.Said),
        CarrierTrouble.Busy => NumberCheck.Unknown(need, CheckReason.CarrierBusy, trouble.Code, Seconds(trouble.RetryAfter)),
        CarrierTrouble.Silent => NumberCheck.Unknown(need, CheckReason.CarrierSilent),
        CarrierTrouble.Unreachable => NumberCheck.Unknown(need, CheckReason.CarrierUnreachable),
        _ => NumberCheck.Unknown(need, CheckReason.CarrierFaulty, trouble.Code),
    };

    /// <summary>A minute where the carrier does not say.</summary>
    private static string Seconds(TimeSpan? wait) => Math.Ceiling((wait ?? TimeSpan.FromMinutes(1)).TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
