using LazAI.Protocol.Challengers;
using LazAI.Protocol.Tests.Deciding;
using static LazAI.Protocol.Tests.Challengers.ChallengerStates;

namespace LazAI.Protocol.Tests.Challengers;

public class ChallengerGridTests
{
    public static IEnumerable<(string Name, ChallengerState State)> States =>
    [
        ("Initial", ChallengerState.Initial),
        ("Standing", Standing),
        ("In office", InOffice),
        ("In office, report taken", Reported),
        ("In office, activity counted", Counted),
        ("Term ended", TermEnded),
        ("Withdrawn", Withdrawn),
        ("Dismissed", Dismissed),
        ("Found negligent", Negligent),
    ];

    public static IReadOnlyList<(string Name, ChallengerCommand Command)> Commands =>
    [
        ("Apply", new ChallengerCommand.Apply(Application, Stake)),
        ("Apply, newly signed", new ChallengerCommand.Apply(Reapplication, Stake)),
        ("Apply, too little at stake", new ChallengerCommand.Apply(Reapplication, Amount.Zero)),
        ("Withdraw", new ChallengerCommand.Withdraw(Withdrawal)),
        ("Withdraw, newly signed", new ChallengerCommand.Withdraw(Withdrawal with { Nonce = 9 })),
        ("Elect", Elect(Election(Challenger, 1))),
        ("Elect, next decision", Elect(Election(Challenger, 3, until: TermUntil + 1))),
        ("Elect, dismissal", Elect(Election(Challenger, 3, elected: false))),
        ("Elect, dismissal, used nonce", Elect(Election(Challenger, 1, elected: false))),
        ("Elect, a stranger", Elect(Election(Other, 3))),
        ("AcceptReport", new ChallengerCommand.AcceptReport(Report(5))),
        ("AcceptReport, same number", new ChallengerCommand.AcceptReport(Report(5, Checks[..1]))),
        ("AcceptReport, next number", new ChallengerCommand.AcceptReport(Report(6))),
        (
            "RecordActivity, duty",
            new ChallengerCommand.RecordActivity(null, [Activity(10, ChallengerActivityKind.DutyDone), Activity(11, ChallengerActivityKind.DutyMissed)])),
        ("RecordActivity, challenge", new ChallengerCommand.RecordActivity(null, [Activity(9, ChallengerActivityKind.ChallengeUpheld)])),
        (
            "RecordActivity, gap",
            new ChallengerCommand.RecordActivity(new ActivityMark(11, 0), [Activity(12, ChallengerActivityKind.DutyDone)])),
    ];

    [Fact]
    public void Decide_EveryCommandInEveryState_DoesWhatTheGridSays() =>
        Snapshot.Match("ChallengerGrid.txt", Grid.Of(
            States,
            Commands,
            (state, command) => ChallengerAggregate.Decide(state, command, Samples.Rules, Samples.Now + 1),
            ChallengerAggregate.Apply,
            Describe));

    [Fact]
    public void Commands_OfTheGrid_CoverEveryCommand() =>
        Assert.Equal(
            typeof(ChallengerCommand).GetNestedTypes().Select(type => type.Name).Order(),
            Commands.Select(entry => entry.Command.GetType().Name).Distinct().Order());

    private static string Describe(ChallengerState state)
    {
        if (!state.Challengers.TryGetValue(Challenger, out var record))
        {
            return "not there";
        }

        var totals = record.Totals;
        return $"{(record.IsElectedAt(Samples.Now + 1) ? "in office until " + record.Term!.Until : record.Stands ? "candidate" : "left")}, "
            + $"duties {totals.DutiesDone}/{totals.DutiesMissed}, checked {totals.Checked}, upheld {totals.ChallengesUpheld}";
    }
}
