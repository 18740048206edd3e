namespace LazAI.AppHost.Processes;

/// <summary>A program that is kept running.</summary>
/// <param name="Name">What people call it; also the name of its log file.</param>
/// <param name="Program">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">What its environment has beyond that of this process.</param>
/// <param name="StopTimeout">How long it may take to stop before it is killed.</param>
public sealed record ChildCommand(
    string Name,
    string Program,
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    TimeSpan StopTimeout);
