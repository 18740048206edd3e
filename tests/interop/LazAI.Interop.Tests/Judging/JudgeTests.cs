using System.Diagnostics;

namespace LazAI.Interop.Tests.Judging;

/// <summary>That the judges can say no, and that their process goes.</summary>
public class JudgeTests(Judge judge) : IClassFixture<Judge>
{
    [JudgeFact]
    public async Task Ask_ForWhatThereIsNot_FailsInsteadOfRefusing()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => judge.AskAsync<object>("nonsense", [new { }]));
        Assert.Contains("not a function", failure.Message, StringComparison.Ordinal);
        failure = await Assert.ThrowsAsync<InvalidOperationException>(() => judge.AskAsync<object>("canonicalize", [new { text = "{" }]));
        Assert.Contains("SyntaxError", failure.Message, StringComparison.Ordinal);
    }

    [JudgeFact]
    public async Task Ask_WithTooLongAQuestion_IsRefusedOnThisSide()
    {
        object[] cases = [new { data = new string('0', Judge.MessageCharactersMaximum) }];
        await Assert.ThrowsAsync<InvalidOperationException>(() => judge.AskAsync<object>("keccak256", cases));
    }

    [JudgeFact]
    public async Task Dispose_OfAJudge_EndsItsProcess()
    {
        var other = new Judge();
        await other.InitializeAsync();
        using var process = Process.GetProcessById(other.ProcessId);
        Assert.False(process.HasExited);
        await other.DisposeAsync();
        Assert.True(process.HasExited);
    }
}
