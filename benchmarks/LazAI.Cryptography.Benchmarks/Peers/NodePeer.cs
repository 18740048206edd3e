using System.Diagnostics;
using System.Text.Json;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Our side of a row that an npm package is the peer of.</summary>
/// <param name="Once">The work.</param>
/// <param name="Result">What it computed when last done, as the peer writes it.</param>
/// <param name="Operations">How many of the row's operations it is.</param>
internal sealed record OurWork(Action Once, Func<string> Result, int Operations = 1);

/// <summary>A Node process running tests/interop/peer.mjs for one family, started when it is first asked.</summary>
internal sealed class NodePeer(string family) : IDisposable
{
    private Process? _node;

    /// <summary>Has the peer make the inputs of an operation, gives them to our side too and requires the same result.</summary>
    /// <param name="operation">Which.</param>
    /// <param name="ours">Makes our side's work of the inputs.</param>
    /// <param name="given">What the peer needs from here for its inputs, if anything.</param>
    public Contest Prepare(string operation, Func<JsonElement, OurWork>? ours, object? given = null)
    {
        using var answer = Ask(new { prepare = operation, given });
        var expected = answer.RootElement.GetProperty("result").GetString();
        if (ours is null)
        {
            return new Contest(null, Repeat);
        }

        var work = ours(answer.RootElement.GetProperty("inputs"));
        work.Once();
        return work.Result() is var result && result == expected
            ? new Contest(Contest.Here(work.Once, work.Operations), Repeat)
            : throw new InvalidOperationException($"{family} {operation}: ours is {Shorten(result)}, the peer's {Shorten(expected!)}.");
    }

    public void Dispose()
    {
        if (_node is not null)
        {
            _node.Kill(entireProcessTree: true);
            _node.WaitForExit();
            _node.Dispose();
        }
    }

    private double Repeat(int times)
    {
        using var answer = Ask(new { repeat = times });
        return answer.RootElement.GetProperty(Contest.CountsProcessorTime ? "processorNanoseconds" : "nanoseconds").GetDouble();
    }

    private JsonDocument Ask(object question)
    {
        _node ??= Start();
        _node.StandardInput.WriteLine(JsonSerializer.Serialize(question));
        _node.StandardInput.Flush();
        return JsonDocument.Parse(_node.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"peer.mjs {family} has ended."));
    }

    private Process Start()
    {
        JudgePackages.RequireTheLocked();
        return Process.Start(new ProcessStartInfo("node", ["peer.mjs", family])
        {
            WorkingDirectory = JudgePackages.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : $"{text[..80]}…";
}
