using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans;

/// <summary>A grain call on its way through the call filters.</summary>
public interface IGrainCallContext
{
    /// <summary>The call: its method and arguments.</summary>
    IInvokable Request { get; }

    /// <summary>The grain object, or on the way out the reference.</summary>
    object Grain { get; }

    /// <summary>The calling grain; null if the caller is no grain.</summary>
    GrainId? SourceId { get; }

    /// <summary>The called grain.</summary>
    GrainId TargetId { get; }

    /// <summary>The method of the interface.</summary>
    MethodInfo InterfaceMethod { get; }

    /// <summary>The full name of the interface that declares the method.</summary>
    string InterfaceName { get; }

    /// <summary>The method's name.</summary>
    string MethodName { get; }

    /// <summary>The result, once <see cref="Invoke"/> has ended; a filter may replace it.</summary>
    object? Result { get; set; }

    /// <summary>Goes on to the next filter and at last to the method.</summary>
    Task Invoke();
}

/// <summary>A call that arrives at a grain.</summary>
public interface IIncomingGrainCallContext : IGrainCallContext
{
    /// <summary>The activation.</summary>
    IGrainContext TargetContext { get; }

    /// <summary>The method of the grain class.</summary>
    MethodInfo ImplementationMethod { get; }
}

/// <summary>A call that leaves a grain or a client.</summary>
public interface IOutgoingGrainCallContext : IGrainCallContext
{
    /// <summary>The calling activation; null if the caller is no grain.</summary>
    IGrainContext? SourceContext { get; }
}

/// <summary>Wraps the calls that arrive at the grains. A grain class may implement it for its own calls.</summary>
public interface IIncomingGrainCallFilter
{
    /// <summary>Sees a call; calls <see cref="IGrainCallContext.Invoke"/> to let it go on.</summary>
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Wraps the calls that leave grains and clients.</summary>
public interface IOutgoingGrainCallFilter
{
    /// <summary>Sees a call; calls <see cref="IGrainCallContext.Invoke"/> to let it go on.</summary>
    Task Invoke(IOutgoingGrainCallContext context);
}

/// <summary>An <see cref="IIncomingGrainCallFilter"/> as a delegate.</summary>
public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

/// <summary>An <see cref="IOutgoingGrainCallFilter"/> as a delegate.</summary>
public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
