using System.Globalization;
using LazAI.Cli.Invocation;
using LazAI.Cryptography;
using LazAI.Protocol.Api;
using Spectre.Console;

namespace LazAI.Cli.Challengers;

/// <summary>Challengers for people.</summary>
internal static class ChallengerText
{
    /// <summary>Sums of the test are multiples of 2⁻³².</summary>
    private const double TestUnits = 1L << 32;

    public static void Print(IAnsiConsole console, ChallengerRegistryView list)
    {
        console.WriteLine(list.Elector == Address.Zero
            ? "Nobody elects challengers in this network: anyone who holds the bond may challenge."
            : $"{list.Elector} elects challengers; only those in office may challenge.");
        if (list.Panel is { } panel)
        {
            console.MarkupLineInterpolated($"Duties are drawn from panel {panel.Hash}, in the log since slot {panel.At}.");
        }

        if (list.Challengers.IsEmpty)
        {
            console.WriteLine("Nobody has applied.");
            return;
        }

        var table = new Table().AddColumns("Challenger", "Standing", "Until").AddColumns(
            Right("Reputation"), Right("Duties done"), Right("missed"), Right("Proofs upheld"), Right("rejected"), Right("Rewards"), Right("Test"));
        foreach (var challenger in list.Challengers)
        {
            var totals = challenger.Totals;
            table.AddRow(
                challenger.Challenger.ToString(),
                challenger.Standing.ToString(),
                challenger is { Standing: ChallengerStanding.Elected, Term: { } term } ? $"slot {term.Until}" : "",
                Text(challenger.Reputation),
                Text(totals.DutiesDone),
                Text(totals.DutiesMissed),
                Text(totals.ChallengesUpheld),
                Text(totals.ChallengesRejected),
                TokenAmount.Format(totals.Rewards),
                TestOf(challenger.Test));
        }

        console.Write(table);
        console.WriteLine("Test: how far the misses have come towards the bound at which a challenger is dismissed and slashed, in per cent.");
    }

    public static void Print(IAnsiConsole console, ChallengerView challenger)
    {
        var (totals, test) = (challenger.Totals, challenger.Test);
        console.MarkupLineInterpolated($"[bold]{challenger.Challenger}[/]  {challenger.Standing}");
        console.MarkupLineInterpolated($"  applied     in slot {challenger.AppliedAt}");
        if (challenger.Term is { } term)
        {
            console.MarkupLineInterpolated($"  term        from slot {term.From} to slot {term.Until}");
        }

        if (challenger.LeftAt is { } left)
        {
            console.MarkupLineInterpolated($"  left        in slot {left}{(challenger.NegligentAt == left ? ", found negligent and slashed" : "")}");
        }

        console.MarkupLineInterpolated($"  reputation  {challenger.Reputation}");
        console.MarkupLineInterpolated($"  duties      {totals.DutiesDone} done, {totals.DutiesMissed} missed; {totals.Checked} results checked");
        console.MarkupLineInterpolated(
            $"  proofs      {totals.ChallengesUpheld} upheld, {totals.ChallengesRejected} rejected, {totals.ChallengesMoot} moot");
        console.MarkupLineInterpolated(
            $"  rewards     {TokenAmount.Format(totals.Rewards)}; bonds lost {TokenAmount.Format(totals.BondsLost)}");
        console.MarkupLineInterpolated(
            $"  test        {test.Seen.Done} done, {test.Seen.Missed} missed: {TestOf(test)} of the way to dismissal");
        console.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[grey]              sum {test.Seen.LogLikelihoodRatio / TestUnits:F2}, dismissed from {test.UnacceptableBound / TestUnits:F2}, passed from {test.AcceptableBound / TestUnits:F2} down[/]");
    }

    public static void Print(IAnsiConsole console, ChallengerDuties duties)
    {
        if (duties.Open == 0)
        {
            console.WriteLine("No result waits to be checked.");
            return;
        }

        var table = new Table().AddColumn("Task").AddColumn("Mode").AddColumn(Right("Last slot")).AddColumn(Right("Slots left"));
        foreach (var duty in duties.Duties)
        {
            table.AddRow(
                duty.TaskId.ToString(), duty.VerifyMode.ToString(), duty.WindowUntil.ToString(), Text(duty.WindowUntil - duties.Slot));
        }

        console.Write(table);
        if (duties.Open > duties.Duties.Length)
        {
            console.MarkupLineInterpolated($"{duties.Open - duties.Duties.Length} more wait to be checked.");
        }
    }

    private static string TestOf(ChallengerTestView test) => string.Create(
        CultureInfo.InvariantCulture, $"{Math.Max(0, 100.0 * test.Seen.LogLikelihoodRatio / test.UnacceptableBound):F0} %");

    private static TableColumn Right(string title) => new TableColumn(title).RightAligned();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
