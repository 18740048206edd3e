using LazAI.Enclave.Models;
using LazAI.Protocol.Api;

namespace LazAI.Enclave.Sessions;

/// <summary>A task that a session holds, from its arrival to the service's answer.</summary>
internal sealed class HeldTask(EnclaveSession session, WorkItem item)
{
    private const int Waiting = 0;
    private const int Running = 1;
    private const int Dropped = 2;

    private int _stage;

    public EnclaveSession Session { get; } = session;

    public WorkItem Item { get; } = item;

    /// <summary>Set before the task is run.</summary>
    public LoadedModel? Model { get; set; }

    /// <summary>What the engine reads: fetched and decrypted. Set before the task is run.</summary>
    public ReadOnlyMemory<byte> Input { get; set; }

    /// <summary>True once, for whoever runs it; false when it was dropped before.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _stage, Running, Waiting) == Waiting;

    /// <summary>True once, if nobody has begun: it needs no result any more.</summary>
    public bool TryDrop() => Interlocked.CompareExchange(ref _stage, Dropped, Waiting) == Waiting;
}
