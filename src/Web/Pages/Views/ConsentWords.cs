using EscalationCqrs.Domain.Consents;

namespace EscalationCqrs.Web.Pages.Views;

/// <summary>Consents in the reader's words.</summary>
public static class ConsentWords
{
    public static string Of(this Texts t, ConsentSource source) => source switch
    {
        ConsentSource.Widget => t.Consent.SourceWidget,
        ConsentSource.InboundMessage => t.Consent.SourceMessage,
        ConsentSource.InboundCall => t.Consent.SourceCall,
        ConsentSource.StartWord => t.Consent.SourceStartWord,
        ConsentSource.StopWord => t.Consent.SourceStopWord,
        ConsentSource.StopPhrase => t.Consent.SourceStopPhrase,
        ConsentSource.CarrierBlock => t.Consent.SourceCarrier,
        _ => t.Consent.SourceStaff,
    };

    /// <summary>The sentence that was shown beside the box, in the language in which it was shown; null where no box was ticked. The wording of a version never changes.</summary>
    public static string? Wording(string evidence) =>
        evidence.Split(':') is [Consent.WidgetText, var locale] ? Texts.For(locale).Widget.Consent : null;
}
