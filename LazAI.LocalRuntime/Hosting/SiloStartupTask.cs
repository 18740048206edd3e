namespace LazAI.LocalRuntime.Hosting;

/// <summary>A start-up task and its place in the order.</summary>
internal sealed record SiloStartupTask(int Stage, Func<CancellationToken, Task> Run);
