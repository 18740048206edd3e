namespace Orleans.Providers;

/// <summary>Names of providers that are found without being named.</summary>
public static class ProviderConstants
{
    /// <summary>The storage of states that name none.</summary>
    public const string DEFAULT_STORAGE_PROVIDER_NAME = "Default";

    /// <summary>The storage of explicit stream subscriptions.</summary>
    public const string DEFAULT_PUBSUB_PROVIDER_NAME = "PubSubStore";
}
