namespace LazAI.LocalRuntime.Activations;

/// <summary>Runs the turns of all objects: on the thread pool, unless a simulation brings an order of its own.</summary>
internal class TurnRunner
{
    public static TurnRunner ThreadPool { get; } = new();

    /// <summary>
    /// Whether one thread does everything, in an order that must not depend on the pool: calls then end in a turn of their own and answers are
    /// delivered where they arise.
    /// </summary>
    public virtual bool IsSingleThreaded => false;

    public virtual void Queue(IThreadPoolWorkItem turns) => System.Threading.ThreadPool.UnsafeQueueUserWorkItem(turns, preferLocal: false);
}
