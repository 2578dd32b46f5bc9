using EscalationCqrs.Infrastructure.Identity;
using EscalationCqrs.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

Console.Error.WriteLine("This project only serves dotnet-ef; see README.md beside it.");
return 1;

internal static class Nowhere
{
    /// <summary>Writing a migration needs the model only; nothing connects.</summary>
    public static NpgsqlDataSource Database() => NpgsqlDataSource.Create("Host=127.0.0.1;Database=desk;Username=nobody");
}

internal sealed class DeskDbFactory : IDesignTimeDbContextFactory<DeskDb>
{
    public DeskDb CreateDbContext(string[] args) => DeskDbOptions.ForOwner(Nowhere.Database());
}

internal sealed class AccountsDbFactory : IDesignTimeDbContextFactory<AccountsDb>
{
    public AccountsDb CreateDbContext(string[] args) => AccountsDbOptions.ForOwner(Nowhere.Database());
}
