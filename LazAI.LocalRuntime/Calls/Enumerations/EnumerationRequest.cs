namespace LazAI.LocalRuntime.Calls;

/// <summary>The arguments of a method that returns <see cref="IAsyncEnumerable{T}"/>.</summary>
internal abstract class EnumerationRequest<T>
{
    public abstract int GetArgumentCount();

    public abstract object? GetArgument(int index);

    public abstract CancellationToken GetCancellationToken();

    public abstract void SetCancellationToken(CancellationToken token);

    /// <summary>Calls the method with the arguments of this object.</summary>
    public abstract IAsyncEnumerable<T> Invoke(object target);
}
