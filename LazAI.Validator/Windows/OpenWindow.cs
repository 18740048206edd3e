using LazAI.Protocol;
using LazAI.Protocol.Encoding;

namespace LazAI.Validator.Windows;

/// <summary>A result that may be challenged, and how far we are with it. <see cref="OpenWindows"/> alone changes it.</summary>
internal sealed class OpenWindow(TaskId taskId, Slot until)
{
    public TaskId TaskId { get; } = taskId;

    /// <summary>Last slot in which it may be challenged.</summary>
    public Slot Until { get; } = until;

    /// <summary>Whether the registry of challengers has given it to us.</summary>
    public bool IsDuty { get; set; }

    public WindowStage Stage { get; set; }

    /// <summary>What to report, in stage <see cref="WindowStage.Right"/>.</summary>
    public CheckedResult? Check { get; set; }

    /// <summary>Whether something is left to do that its end would make impossible. Only duties have to be reported.</summary>
    public bool IsUndone => Stage is WindowStage.Waiting or WindowStage.Postponed or WindowStage.Checking or WindowStage.Wrong || (IsDuty && Stage != WindowStage.Done);
}

/// <summary>How far we are with a result.</summary>
internal enum WindowStage
{
    /// <summary>Nobody has looked at it.</summary>
    Waiting,

    /// <summary>Somebody has looked, and the service did not give the result yet.</summary>
    Postponed,

    /// <summary>Somebody does.</summary>
    Checking,

    /// <summary>It is right, and not reported.</summary>
    Right,

    /// <summary>It is wrong, and not challenged.</summary>
    Wrong,

    /// <summary>It cannot be checked here.</summary>
    Uncheckable,

    /// <summary>Reported, or challenged, or beyond challenging.</summary>
    Done,
}
