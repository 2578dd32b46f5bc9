using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Infrastructure.Mail;

/// <summary>Registers sending and reading mail.</summary>
public static class MailModule
{
    public static IServiceCollection AddMail(this IServiceCollection services)
    {
        services.AddOptions<MailOptions>().BindConfiguration(MailOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IMailer, SmtpMailer>();
        services.AddSingleton<IMailReader, MimeReader>();
        services.AddHostedService<MailDispatcher>();
        return services;
    }
}
