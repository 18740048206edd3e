using System.Runtime.CompilerServices;

namespace LazAI.LocalRuntime.Calls;

/// <summary>Finished call objects of one class, a few for each thread.</summary>
internal static class CallPool<TCall>
    where TCall : GrainCall, new()
{
    private const int Capacity = 128;

    [ThreadStatic]
    private static Stack? free;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TCall Rent() => free is { Count: > 0 } stack ? stack.Items[--stack.Count] : new TCall();

    public static void Return(TCall call)
    {
        var stack = free ??= new Stack();
        if (stack.Count < Capacity)
            stack.Items[stack.Count++] = call;
    }

    private sealed class Stack
    {
        public readonly TCall[] Items = new TCall[Capacity];
        public int Count;
    }
}
