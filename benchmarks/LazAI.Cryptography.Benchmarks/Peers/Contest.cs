using System.Diagnostics;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Does one side's work that many times and returns the nanoseconds of one.</summary>
internal delegate double Repetition(int times);

/// <summary>The same work by both sides; ours is null as long as we have none.</summary>
internal sealed record Contest(Repetition? Ours, Repetition Peer)
{
    /// <summary>A side that runs in this process.</summary>
    /// <param name="work">The work, of which nothing is allocated or formatted for the sake of the measurement.</param>
    /// <param name="operations">How many operations it is: the signatures of a batch, where one of them is compared.</param>
    public static Repetition Here(Action work, int operations = 1) => times =>
    {
        var started = Now();
        for (var i = 0; i < times; i++)
        {
            work();
        }

        return (Now() - started).TotalNanoseconds / times / operations;
    };

    /// <summary>
    /// Whether processor time counts instead of elapsed time: what is left to compare where other work keeps all cores busy. It cannot show
    /// what several cores gain.
    /// </summary>
    public static bool CountsProcessorTime { get; set; }

    private static TimeSpan Now() => CountsProcessorTime ? Environment.CpuUsage.TotalTime : Stopwatch.GetElapsedTime(0);
}

/// <summary>A line of the table.</summary>
/// <param name="Operation">What is done, in a few words.</param>
/// <param name="AtMost">The largest ratio of our time to the peer's that is acceptable; null where a row only informs.</param>
/// <param name="Aim">The ratio that we would like.</param>
/// <param name="Prepare">Makes the inputs and checks that both sides compute the same of them.</param>
internal sealed record PeerRow(string Operation, double? AtMost, double? Aim, Func<Contest> Prepare)
{
    /// <summary>Cores that both sides may use.</summary>
    public int Cores { get; init; } = 1;
}

/// <summary>The rows in which one implementation of others is the peer.</summary>
internal interface IPeerFamily : IDisposable
{
    /// <summary>By which <c>--peers</c> chooses it.</summary>
    string Name { get; }

    /// <summary>The peer, with its version.</summary>
    string Peer { get; }

    /// <summary>What is missing here and how to install it, or null.</summary>
    string? MissingReason { get; }

    IReadOnlyList<PeerRow> Rows { get; }
}
