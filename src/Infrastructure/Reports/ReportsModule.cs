using EscalationCqrs.Application.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Infrastructure.Reports;

public static class ReportsModule
{
    public static IServiceCollection AddReports(this IServiceCollection services) => services.AddScoped<ISlaFigures, SlaFigures>();
}
