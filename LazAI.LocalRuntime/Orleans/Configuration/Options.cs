namespace Orleans.Configuration;

/// <summary>Options of sending and receiving requests.</summary>
public abstract class MessagingOptions
{
    /// <summary>How long a caller waits for a response before it gets a <see cref="TimeoutException"/>; 30 s.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether a time-out also cancels the callee's token; no.</summary>
    public bool CancelRequestOnTimeout { get; set; }

    /// <summary>Whether a cancelled call ends only when the callee has ended; no.</summary>
    public bool WaitForCancellationAcknowledgement { get; set; }
}

/// <summary>Options of a silo's requests.</summary>
public class SiloMessagingOptions : MessagingOptions
{
    /// <summary>
    /// The most requests that may wait or run at one activation before callers get a <see cref="Runtime.LimitExceededException"/>; 0 for no
    /// limit. 10,000 here, so that overload shows as refusals and not as memory.
    /// </summary>
    public int MaxEnqueuedRequestsHardLimit { get; set; } = 10_000;

    /// <summary>As <see cref="MaxEnqueuedRequestsHardLimit"/>, for each activation of a stateless worker.</summary>
    public int MaxEnqueuedRequestsHardLimit_StatelessWorker { get; set; } = 10_000;
}

/// <summary>Options of a client's requests. The local runtime takes the silo's.</summary>
public class ClientMessagingOptions : MessagingOptions;

/// <summary>When idle activations are deactivated.</summary>
public class GrainCollectionOptions
{
    /// <summary>How often idle activations are looked for; 1 min.</summary>
    public TimeSpan CollectionQuantum { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an activation may be idle; 15 min.</summary>
    public TimeSpan CollectionAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The age for single classes, by full class name.</summary>
    public Dictionary<string, TimeSpan> ClassSpecificCollectionAge { get; } = [];

    /// <summary>How long an activation may take to start; 30 s.</summary>
    public TimeSpan ActivationTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an activation may take to go away; 30 s.</summary>
    public TimeSpan DeactivationTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>The names of the service and of this deployment of it.</summary>
public class ClusterOptions
{
    /// <summary>The deployment.</summary>
    public string ClusterId { get; set; } = "default";

    /// <summary>The service, which keeps its name over deployments.</summary>
    public string ServiceId { get; set; } = "default";
}

/// <summary>Options of the silo itself.</summary>
public class SiloOptions
{
    /// <summary>The silo's name.</summary>
    public string SiloName { get; set; } = "Local";
}
