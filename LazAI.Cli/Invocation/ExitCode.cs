namespace LazAI.Cli.Invocation;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The service says no, a task failed, a receipt does not hold, or a policy refuses evidence.</summary>
    public const int Refused = 1;

    /// <summary>Something on this machine has to be put right first: arguments, files, keys.</summary>
    public const int Unusable = 2;

    /// <summary>The service did not answer.</summary>
    public const int Unreachable = 3;

    /// <summary>Evidence is not authentic, or not shown to be at the time.</summary>
    public const int NotAuthentic = 4;

    /// <summary>Evidence is authentic, and no policy was given that says whether that is enough. Not a success: whoever asks in a script has
    /// to have said what is acceptable.</summary>
    public const int Unjudged = 5;
}
