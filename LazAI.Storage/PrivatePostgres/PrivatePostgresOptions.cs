namespace LazAI.Storage;

/// <summary>Settings of <see cref="PrivatePostgres"/>.</summary>
public sealed class PrivatePostgresOptions
{
    /// <summary>Folder that the server has to itself; made on first use. As root, the server runs as another user: if
    /// that user cannot reach the folder, the data lies under /var/lib/lazai instead.</summary>
    public required string Folder { get; init; }

    /// <summary>The database that is made on first use.</summary>
    public string Database { get; init; } = "lazai";

    /// <summary>How long to wait for the server, crash recovery included.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Removes the folder when the server ends, also when its owner is killed: for tests.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>Server settings over the defaults, for instance <c>max_connections</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}
