using EscalationCqrs.Domain.Conversations;
using EscalationCqrs.Domain.Shared;

namespace EscalationCqrs.Domain.Consents;

/// <summary>Where a consent or its withdrawal came from.</summary>
public enum ConsentSource { Widget, InboundMessage, Staff, StopWord, StartWord, CarrierBlock, InboundCall, StopPhrase }

/// <summary>What an address may be used for. Marketing is outside this product, so no consent for it exists.</summary>
public enum ConsentPurpose { Support }

/// <summary>
/// Permission to reach one address on one channel about the customer's own request, with its evidence. A withdrawn row stays; a new
/// permission is a new row. The address counts for the whole tenant: who opts out is left alone by every number.
/// </summary>
public sealed class Consent : Entity
{
    /// <summary>Version of the text beside the widget's box; <c>docs/widget.md</c> keeps the wording of each.</summary>
    public const string WidgetText = "widget-consent-1";

    private Consent() { }

    public Consent(Guid tenantId, Guid customerId, Channel channel, string address, ConsentSource source, string evidence, Guid? recordedById, DateTimeOffset now)
        : base(tenantId, Guid.CreateVersion7(now)) =>
        (CustomerId, Channel, Address, Source, Evidence, RecordedById, GivenAt) = (customerId, channel, address, source, evidence, recordedById, now);

    public Guid CustomerId { get; private set; }

    /// <summary>Sms, Voice or Email.</summary>
    public Channel Channel { get; private set; }

    /// <summary>E.164 number, or e-mail address in lower case.</summary>
    public string Address { get; private set; } = "";

    public ConsentPurpose Purpose { get; private set; }

    public ConsentSource Source { get; private set; }

    /// <summary>Which text was agreed to, with its version, or which message gave the permission.</summary>
    public string Evidence { get; private set; } = "";

    public Guid? RecordedById { get; private set; }

    public DateTimeOffset GivenAt { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    public ConsentSource? WithdrawnBy { get; private set; }

    /// <summary>Which message or whose words took it back; null where the source says it all.</summary>
    public string? WithdrawalEvidence { get; private set; }

    public void Withdraw(ConsentSource by, DateTimeOffset now, string? evidence = null)
    {
        if (WithdrawnAt is null)
            (WithdrawnAt, WithdrawnBy, WithdrawalEvidence) = (now, by, evidence);
    }
}
