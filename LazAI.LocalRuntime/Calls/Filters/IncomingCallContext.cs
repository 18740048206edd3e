using System.Collections.Concurrent;
using System.Reflection;
using LazAI.LocalRuntime.Activations;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace LazAI.LocalRuntime.Calls.Filters;

/// <summary>A call on its way through the incoming filters to the grain.</summary>
internal sealed class IncomingCallContext(GrainCall call, object target, IIncomingGrainCallFilter[] filters) : IIncomingGrainCallContext
{
    private static readonly ConcurrentDictionary<(Type Class, MethodInfo Method), MethodInfo> Implementations = new();

    private int next;

    public IInvokable Request => call;

    public object Grain => target;

    public GrainId? SourceId => call.Source?.GrainId;

    public GrainId TargetId { get; } = call.Reference.GrainId;

    public MethodInfo InterfaceMethod => call.GetMethod();

    public string InterfaceName => call.GetInterfaceName();

    public string MethodName => call.GetMethodName();

    public object? Result { get; set; }

    public IGrainContext TargetContext { get; } = call.Target as Activation
        ?? throw new InvalidOperationException($"{call} goes to an observer, which has no activation.");

    public MethodInfo ImplementationMethod => Implementations.GetOrAdd((target.GetType(), InterfaceMethod), static key =>
    {
        // Deliveries of streams go to the activation, not to a method of the class.
        if (!key.Method.DeclaringType!.IsAssignableFrom(key.Class))
            return key.Method;

        var map = key.Class.GetInterfaceMap(key.Method.DeclaringType!);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, key.Method)];
    });

    public async Task Invoke()
    {
        if (next == filters.Length)
        {
            Result = await call.InvokeForFilter(target);
            return;
        }

        // Counting down again lets a filter invoke the rest of the chain once more.
        try
        {
            await filters[next++].Invoke(this);
        }
        finally
        {
            next--;
        }
    }
}
