using LazAI.Protocol;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Performance;
using LazAI.Simulation.Faults;

namespace LazAI.Simulation.Tests;

/// <summary>The ways in which the registry of challengers and their duties can go wrong.</summary>
internal static partial class Sabotages
{
    private static Dictionary<string, (Func<Sabotage> Create, string Complaint)> Duties => new()
    {
        ["a challenger is elected by nobody"] = (
            () => Registry((ChallengerEvent.Elected elected) => elected with { Election = elected.Election with { Until = elected.Election.Until + 1 } }),
            "whom the rules name decides on elections"),
        ["an election is carried out twice"] = (() => Writing("challengers.elected", Twice), "decisions are carried out once"),
        ["an account stands twice"] = (() => Writing("challengers.applied", Twice), "an account stands once"),
        ["a candidate has no stake"] = (
            () => Registry((ChallengerEvent.Applied applied) => applied with { Challenger = default }), "who stands for election has the stake"),
        ["a report is taken twice"] = (() => Writing("challengers.results-checked", Twice), "no report is taken twice"),
        ["a report is not the challenger's"] = (
            () => Registry((ChallengerEvent.ResultsChecked report) => report with { Checks = report.Checks.Add(report.Checks[0]) }),
            "a report is signed by its challenger"),
        ["who is not in office reports"] = (
            () => Registry((ChallengerEvent.ResultsChecked report) => report with { At = report.At + 100 }), "who reports is in office"),
        ["a panel has other reputations"] = (
            () => Writing("coordinator.panel-published", data => [Change(CoordinatorEvent.Codec, data, (CoordinatorEvent.PanelPublished published) =>
                Publish(new ChallengerPanel([.. published.Panel.Panel.Entries.Select(entry => entry with { Reputation = entry.Reputation - 1 })]), published.Panel.At))]),
            "a panel is of those in office"),
        ["a duty that was missed counts as done"] = (
            () => Counting(activity => activity.Kind == ChallengerActivityKind.DutyMissed ? activity with { Kind = ChallengerActivityKind.DutyDone } : activity),
            "activities are counted in the log's order"),
        ["a duty is another's"] = (() => Counting(activity => activity with { Challenger = default }), "activities are counted in the log's order"),
        ["activities are counted twice"] = (() => Writing("challengers.activity-recorded", Twice), "is counted once|activities are counted in the log's order"),
        ["activities are not counted"] = (() => Swallowing("RecordActivityAsync"), "activities are not counted"),
        ["reports are overlooked"] = (
            () => new Sabotage { HidesFromFollowers = recorded => recorded.Type == "challengers.results-checked" },
            "activities are counted in the log's order|holds what the log says"),
        ["a test does not stand where duties have brought it"] = (
            () => Registry((ChallengerEvent.ActivityRecorded recorded) => recorded with
            {
                Conducts = [.. recorded.Conducts.Select(judged => judged with { Conduct = judged.Conduct with { CountsFrom = judged.Conduct.CountsFrom + 1 } })],
            }),
            "a challenger's test stands where its duties have brought it"),
        ["neglect is overlooked"] = (() => Writing("challengers.found-negligent", _ => []), "found negligent, is dismissed at once"),
        ["a diligent challenger is dismissed"] = (
            () => Writing("challengers.results-checked", data =>
            [
                data,
                Encode(ChallengerEvent.Codec, new ChallengerEvent.FoundNegligent(
                    default, ((ChallengerEvent.ResultsChecked)ChallengerEvent.Codec.Decode(data.Type, data.Payload.Span)).Challenger, SequentialTestState.Initial,
                    new BasisPoints(100), new Slot(1_000))),
            ]),
            "is dismissed if its test says so"),
        ["neglect costs too much"] = (
            () => Registry((ChallengerEvent.FoundNegligent negligent) => negligent with { Slash = new BasisPoints(5_000) }), "neglect costs what the rules say"),
        ["neglect is not slashed"] = (
            () => Swallowing("SlashAsync", call => ((LedgerCommand.Slash)call.Request.GetArgument(0)!).Share == new BasisPoints(100)), "was found negligent and is not slashed"),
    };

    private static Sabotage Registry<TEvent>(Func<TEvent, TEvent> change)
        where TEvent : ChallengerEvent => new()
        {
            Append = (_, events) => [.. events.Select(data => data.Type.StartsWith("challengers.", StringComparison.Ordinal)
                && ChallengerEvent.Codec.Decode(data.Type, data.Payload.Span) is TEvent found ? Encode<ChallengerEvent>(ChallengerEvent.Codec, change(found)) : data)],
        };

    private static Sabotage Counting(Func<ChallengerActivity, ChallengerActivity> change) =>
        Registry((ChallengerEvent.ActivityRecorded recorded) => recorded with { Activities = [.. recorded.Activities.Select(change)] });

    private static CoordinatorEvent.PanelPublished Publish(ChallengerPanel panel, Slot at) => new(new PublishedPanel(panel.ComputeHash(), panel, at));
}
