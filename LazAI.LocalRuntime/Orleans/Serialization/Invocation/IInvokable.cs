using System.Reflection;

namespace Orleans.Serialization.Invocation;

/// <summary>A grain call in flight, as call filters and interleaving predicates see it.</summary>
public interface IInvokable
{
    /// <summary>Whether the method takes a <see cref="CancellationToken"/>.</summary>
    bool IsCancellable { get; }

    /// <summary>The number of arguments.</summary>
    int GetArgumentCount();

    /// <summary>An argument by position.</summary>
    object? GetArgument(int index);

    /// <summary>The method's name.</summary>
    string GetMethodName();

    /// <summary>The full name of the interface that declares the method.</summary>
    string GetInterfaceName();

    /// <summary>Interface and method as a trace span is named, for example <c>IHello/Hi</c>.</summary>
    string GetActivityName();

    /// <summary>The method of the interface.</summary>
    MethodInfo GetMethod();

    /// <summary>The interface that declares the method.</summary>
    Type GetInterfaceType();

    /// <summary>The cancellation argument, or none.</summary>
    CancellationToken GetCancellationToken();

    /// <summary>The method's own time-out, or null for the default.</summary>
    TimeSpan? GetDefaultResponseTimeout();
}
