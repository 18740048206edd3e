namespace LazAI.LocalRuntime.Activations;

/// <summary>
/// Makes every <c>await</c>, <c>ContinueWith</c> and <c>Task.Factory.StartNew</c> inside a grain continue in a turn of that grain. Only
/// <c>Task.Run</c> and <c>ConfigureAwait(false)</c> leave it.
/// </summary>
internal sealed class TurnScheduler(TurnProcessor processor) : TaskScheduler
{
    public override int MaximumConcurrencyLevel => 1;

    public void Execute(Task task) => TryExecuteTask(task);

    protected override void QueueTask(Task task) => processor.Enqueue(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) =>
        !taskWasPreviouslyQueued && processor.IsCurrent && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
