using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Attestation;

/// <summary>What genuine evidence needs in the host.</summary>
internal static class AttestationServices
{
    public static void AddSessionCollateral(this IServiceCollection services)
    {
        services.AddOptions<CollateralServiceOptions>().BindConfiguration(CollateralServiceOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CollateralServiceOptions>, CollateralServiceOptionsValidator>();
        services.AddSingleton<SessionRecords>();
        services.AddSingleton<CollateralService>();
        services.AddSingleton<SessionCollateral>();
        services.AddSingleton<SessionReappraisal>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionReappraisal>());
    }
}
