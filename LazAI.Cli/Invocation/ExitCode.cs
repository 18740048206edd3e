namespace LazAI.Cli.Invocation;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The service says no, a task failed, or a receipt does not hold.</summary>
    public const int Refused = 1;

    /// <summary>Something on this machine has to be put right first: arguments, files, keys.</summary>
    public const int Unusable = 2;

    /// <summary>The service did not answer.</summary>
    public const int Unreachable = 3;
}
