using EscalationCqrs.Application.Ports;
using EscalationCqrs.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Application.Tests.Staff;

/// <summary>What the tests about people share: real accounts with the passwords that the tests need.</summary>
public abstract class StaffTest(AppFixture app) : IntegrationTest(app)
{
    protected const string Password = "correct horse battery";

    protected async Task<T> Accounts<T>(Func<IAccounts, Task<T>> ask)
    {
        await using var scope = App.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<IAccounts>());
    }

    protected static string NewEmail() => $"{Guid.NewGuid():n}@example.test";
}
