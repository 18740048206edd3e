namespace LazAI.AppHost.Hosting;

/// <summary>How a <see cref="LocalSystem"/> is started.</summary>
public sealed record LocalSystemOptions
{
    /// <summary>Most workers that a local network has stakes for.</summary>
    public const int WorkersMaximum = 8;

    /// <summary>Most silos beside the gateway.</summary>
    public const int SilosMaximum = 8;

    /// <summary>Folder of keys, genesis, logs and database.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Begins with an empty folder, and the database goes with the process.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>The database to use; null starts a private server.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The gateway's port; the next free one if it is taken.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>Enclave workers, 1 to <see cref="WorkersMaximum"/>.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Whether a validator checks results and challenges the false ones. It repeats every task, on the same machine.</summary>
    public bool Validator { get; init; } = true;

    /// <summary>Processes that run the grains, at most <see cref="SilosMaximum"/>; with 0 the gateway's process runs them. More need
    /// the flavour of Microsoft Orleans.</summary>
    public int Silos { get; init; }

    /// <summary>How long the gateway, and after it the workers, may take to become ready.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
