using EscalationCqrs.Application.Ports;
using EscalationCqrs.Infrastructure.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EscalationCqrs.Infrastructure.Recordings;

/// <summary>Registers fetching, keeping and deleting of recordings.</summary>
public static class RecordingsModule
{
    public static IServiceCollection AddRecordings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<RecordingOptions>().BindConfiguration(RecordingOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IFileStore, DiskStore>();
        if (configuration.GetSection(RecordingOptions.Section).Get<RecordingOptions>() is { HasS3: true })
            services.AddSingleton<IFileStore, S3Store>();
        services.AddSingleton<IFileStores, FileStores>();
        services.AddSingleton<IListeningKeys, ListeningKeys>();
        services.AddSingleton<RecordingCopier>();
        services.AddJob<FetchRecordingsJob>(FetchRecordingsJob.Name, new JobSchedule.Every(TimeSpan.FromSeconds(5)));
        services.AddJob<ExpireRecordingsJob>(ExpireRecordingsJob.Name, new JobSchedule.Every(TimeSpan.FromMinutes(10)));
        services.AddJob<InventoryJob>(InventoryJob.Name, new JobSchedule.Every(TimeSpan.FromHours(1)));
        return services;
    }
}
