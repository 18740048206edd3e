using System.Buffers;
using System.Runtime.CompilerServices;

namespace LazAI.Cryptography.Arithmetic;

/// <summary>Room for the time of a call from the shared pool, so that calls allocate nothing. What it holds is left as it was found.</summary>
internal readonly ref struct Scratch<T> : IDisposable
{
    private readonly T[] _rented;

    public Scratch(int length)
    {
        _rented = ArrayPool<T>.Shared.Rent(length);
        Span = _rented.AsSpan(0, length);
    }

    public Span<T> Span { get; }

    /// <summary>The same for other threads, which have to be done before this is given back.</summary>
    public Memory<T> Memory => _rented.AsMemory(0, Span.Length);

    public void Dispose() => ArrayPool<T>.Shared.Return(
        _rented, clearArray: RuntimeHelpers.IsReferenceOrContainsReferences<T>());
}
