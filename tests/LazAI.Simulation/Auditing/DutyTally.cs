namespace LazAI.Simulation.Auditing;

/// <summary>Duties of challengers and what became of them.</summary>
/// <param name="Duties">Results that were somebody's to check.</param>
/// <param name="Done">Duties that a test has counted as done or not.</param>
/// <param name="Excused">Those that count neither way.</param>
/// <param name="MissedByDiligent">Missed by who does its duties, on account of the network.</param>
/// <param name="Dismissed">Challengers that were found negligent.</param>
/// <param name="DismissedIdle">Those of them that had done nothing since their test began.</param>
public sealed record DutyTally(
    int Duties = 0, int Done = 0, int Missed = 0, int Excused = 0, int MissedByDiligent = 0, int Dismissed = 0, int DismissedIdle = 0)
{
    public static DutyTally operator +(DutyTally left, DutyTally right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new(
            left.Duties + right.Duties, left.Done + right.Done, left.Missed + right.Missed, left.Excused + right.Excused,
            left.MissedByDiligent + right.MissedByDiligent, left.Dismissed + right.Dismissed, left.DismissedIdle + right.DismissedIdle);
    }
}
