using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace EscalationCqrs.Infrastructure.Persistence.Migrations;

/// <summary>
/// What a carrier needs that reports by an order with an end: the order at the number, and what nodes share of an account whoever uses it, its access token and the times of silence it asked for.
/// These two have no tenant: only who holds the whole credentials arrives at a row's key.
/// </summary>
[DbContext(typeof(DeskDb))]
[Migration("20261127013000_CarrierReporting")]
public sealed class CarrierReporting : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        alter table communications.numbers add column protected_grant text, add column reporting jsonb, add column watch_at timestamptz, add column look_at timestamptz;
        create index ix_numbers_watch on communications.numbers (watch_at) where watch_at is not null;
        create index ix_numbers_look on communications.numbers (look_at) where look_at is not null;
        create schema if not exists identity;
        create table identity.carrier_sessions (key text primary key, protected_token text not null, renew_at timestamptz not null, expires_at timestamptz not null);
        create table identity.carrier_pauses (key text not null, rate_group text not null, until_at timestamptz not null, primary key (key, rate_group));
        """);

    protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        drop table identity.carrier_pauses;
        drop table identity.carrier_sessions;
        alter table communications.numbers drop column protected_grant, drop column reporting, drop column watch_at, drop column look_at;
        """);
}
