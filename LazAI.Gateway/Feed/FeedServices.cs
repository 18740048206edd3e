namespace LazAI.Gateway.Feed;

/// <summary>What the live feed needs in the host.</summary>
internal static class FeedServices
{
    public static void AddLiveFeed(this IServiceCollection services)
    {
        services.AddSingleton<LiveTotals>();
        services.AddHostedService(provider => provider.GetRequiredService<LiveTotals>());
        services.AddSingleton<FeedSources>();
        services.AddSingleton<FeedPublisher>();
        services.AddHostedService(provider => provider.GetRequiredService<FeedPublisher>());
    }
}
