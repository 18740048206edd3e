namespace Orleans;

/// <summary>The order in which parts of a silo start. The local runtime orders start-up tasks by it.</summary>
public static class ServiceLifecycleStage
{
    /// <summary>Before all others.</summary>
    public const int First = int.MinValue;

    /// <summary>Services of the application.</summary>
    public const int ApplicationServices = 10000;

    /// <summary>Grains can be called.</summary>
    public const int Active = 20000;

    /// <summary>After all others.</summary>
    public const int Last = int.MaxValue;
}
