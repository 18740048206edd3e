namespace LazAI.AppHost.Commands;

/// <summary>What the process answers with.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>The demo ran and something that it promises did not hold.</summary>
    public const int NotHeld = 1;

    /// <summary>The system could not be started; the message says why and what to do.</summary>
    public const int NotStarted = 2;

    /// <summary>Told to stop before the demo was done.</summary>
    public const int Interrupted = 130;
}
