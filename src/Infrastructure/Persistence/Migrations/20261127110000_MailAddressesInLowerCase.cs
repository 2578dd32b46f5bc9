using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EscalationCqrs.Infrastructure.Persistence.Migrations;

/// <summary>
/// Customers' e-mail addresses are compared in lower case; those that were kept as typed follow. An address that two spellings had permitted and taken back is left alone: an e-mail never
/// lifts a withdrawal.
/// </summary>
[DbContext(typeof(DeskDb))]
[Migration("20261127110000_MailAddressesInLowerCase")]
public sealed class MailAddressesInLowerCase : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        update support.customers set email = nullif(lower(trim(email)), '') where email <> lower(trim(email)) or trim(email) = '';
        update support.escalations set email = nullif(lower(trim(email)), '') where email <> lower(trim(email)) or trim(email) = '';
        update communications.messages set address = lower(trim(address)) where channel = 'email' and address <> lower(trim(address));
        update communications.consents set address = lower(trim(address)) where channel = 'email' and address <> lower(trim(address));
        update communications.consents c set withdrawn_at = greatest(c.given_at, w.withdrawn_at), withdrawn_by = w.withdrawn_by, withdrawal_evidence = w.withdrawal_evidence
          from (select distinct on (tenant_id, address) * from communications.consents where channel = 'email' and withdrawn_at is not null order by tenant_id, address, withdrawn_at) w
          where c.channel = 'email' and c.withdrawn_at is null and c.tenant_id = w.tenant_id and c.address = w.address;
        """);

    protected override void Down(MigrationBuilder migrationBuilder) { }
}
