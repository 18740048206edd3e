namespace LazAI.Silo.Network;

/// <summary>Which network this process serves and where it keeps its log.</summary>
public sealed class NetworkOptions
{
    public const string Section = "Network";

    /// <summary>File with the genesis document, canonical JSON. Needed for an empty log; for any other it must be the same document or absent.</summary>
    public string? GenesisFile { get; set; }
}
