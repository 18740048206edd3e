using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Testing;
using LazAI.Validator.Checking;
using LazAI.Validator.Windows;
using Xunit.Abstractions;

namespace LazAI.Validator.Tests;

public sealed class OpenWindowsTests(ITestOutputHelper output)
{
    private readonly Random _random = TestSeed.Create(output);

    [Fact]
    public void Take_OfMany_GivesDutiesFirstAndThenWhatClosesFirst()
    {
        var windows = new OpenWindows(1_000, _random);
        (TaskId, Slot)[] others = [.. Enumerable.Range(0, 50).Select(i => (Id(i), new Slot(_random.Next(10, 40))))];
        windows.Add(others, areDuties: false);
        windows.Add(others[40..], areDuties: true);
        windows.Add([(Id(100), new Slot(99))], areDuties: true);

        List<OpenWindow> taken = [];
        while (windows.Take(7) is { Count: > 0 } next)
        {
            taken.AddRange(next);
        }

        Assert.Equal(51, taken.DistinctBy(window => window.TaskId).Count());
        Assert.Equal(taken.OrderByDescending(window => window.IsDuty).ThenBy(window => window.Until).ThenBy(window => window.TaskId), taken);
        Assert.Equal(11, taken.Count(window => window.IsDuty));
        Assert.Equal((0, 0), windows.Waiting);
    }

    [Fact]
    public void Add_BeyondTheMaximum_LetsGoByLotAndNeverOfDuties()
    {
        HashSet<TaskId> kept = [];
        for (var round = 0; round < 200; round++)
        {
            var windows = new OpenWindows(10, _random);
            windows.Add(Enumerable.Range(0, 5).Select(i => (Id(i), new Slot(5))), areDuties: true);
            Assert.Equal(30, windows.Add(Enumerable.Range(5, 40).Select(i => (Id(i), new Slot(i))), areDuties: false));
            var waiting = windows.Take(100);
            Assert.Equal(5, waiting.Count(window => window.IsDuty));
            Assert.Equal(10, waiting.Count(window => !window.IsDuty));
            kept.UnionWith(waiting.Where(window => !window.IsDuty).Select(window => window.TaskId));
        }

        // Each is kept with odds of 1 in 4: that one never is in 200 rounds has odds of 10^-25.
        Assert.Equal(40, kept.Count);
    }

    [Fact]
    public void Close_OfWindowsThatEnded_TellsThoseWithWorkUndone()
    {
        var windows = new OpenWindows(100, _random);
        windows.Add([(Id(0), new Slot(5)), (Id(1), new Slot(5)), (Id(2), new Slot(5)), (Id(3), new Slot(6))], areDuties: false);
        windows.Add([(Id(4), new Slot(5)), (Id(5), new Slot(5)), (Id(6), new Slot(5))], areDuties: true);
        windows.Set(Id(1), WindowStage.Right);
        windows.Set(Id(2), WindowStage.Wrong);
        windows.Set(Id(4), WindowStage.Right);
        windows.Set(Id(5), WindowStage.Done);
        windows.Set(Id(6), WindowStage.Uncheckable);

        // What is right need only be reported where it is a duty.
        TaskId[] undone = [Id(0), Id(2), Id(4), Id(6)];
        Assert.Equal(2, windows.DutiesUndone);
        Assert.Equal(undone.ToHashSet(), windows.UndoneBefore(new Slot(6)).Select(window => window.TaskId).ToHashSet());
        Assert.Empty(windows.Close(new Slot(5)));
        Assert.Equal(undone.ToHashSet(), windows.Close(new Slot(6)).Select(window => window.TaskId).ToHashSet());
        Assert.Equal((0, 1), windows.Waiting);
    }

    [Fact]
    public async Task Wait_WithNothingToDo_EndsWithTheNextResultOrWhatIsGivenBack()
    {
        var windows = new OpenWindows(100, _random);
        windows.Add([(Id(0), new Slot(5))], areDuties: false);
        windows.Take(1);
        var wait = windows.WaitAsync(CancellationToken.None);
        Assert.False(wait.IsCompleted);
        windows.Set(Id(0), WindowStage.Waiting);
        await wait.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Single(windows.Take(10));
    }

    [Fact]
    public void Resume_OfWhatIsPostponed_LetsItWaitAgainUnlessItsWindowIsOver()
    {
        var windows = new OpenWindows(100, _random);
        windows.Add([(Id(0), new Slot(5)), (Id(1), new Slot(7))], areDuties: false);
        windows.Add([(Id(2), new Slot(7))], areDuties: true);
        foreach (var window in windows.Take(10))
        {
            windows.Set(window.TaskId, WindowStage.Postponed);
        }

        Assert.Empty(windows.Take(10));
        Assert.Equal(3, windows.UndoneBefore(new Slot(8)).Count);
        Assert.Equal(Id(0), Assert.Single(windows.Close(new Slot(6))).TaskId);
        windows.Resume();
        Assert.Equal([Id(2), Id(1)], windows.Take(10).Select(window => window.TaskId));
        windows.Resume();
        Assert.Empty(windows.Take(10));
    }

    [Fact]
    public void ToReport_OfRightResults_HasDutiesFirst()
    {
        var windows = new OpenWindows(100, _random);
        windows.Add([(Id(0), new Slot(5)), (Id(1), new Slot(6))], areDuties: false);
        windows.Add([(Id(2), new Slot(9))], areDuties: true);
        foreach (var id in (int[])[0, 1, 2])
        {
            windows.Set(Id(id), WindowStage.Right);
        }

        Assert.Equal([Id(2), Id(0)], windows.ToReport(2, others: true).Select(window => window.TaskId));
        Assert.Equal([Id(2)], windows.ToReport(2, others: false).Select(window => window.TaskId));
    }

    [Fact]
    public void Pace_OfBatches_SaysHowManyCanBeDone()
    {
        var pace = new Pace(lanes: 2);
        Assert.Equal(int.MaxValue, pace.ResultsIn(TimeSpan.FromSeconds(1)));
        for (var i = 0; i < 100; i++)
        {
            pace.Record(50, TimeSpan.FromMilliseconds(500));
        }

        // Each lane takes 10 ms a result.
        Assert.Equal(200, pace.ResultsPerSecond!.Value, 0.001);
        Assert.InRange(pace.ResultsIn(TimeSpan.FromSeconds(3)), 599, 600);
        Assert.Equal(0, pace.ResultsIn(TimeSpan.FromSeconds(-3)));
    }

    private static TaskId Id(int number) => new(Keccak256.Hash(BitConverter.GetBytes(number)));
}
