using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace LazAI.LocalRuntime.Calls.Filters;

/// <summary>A call on its way through the outgoing filters.</summary>
internal sealed class OutgoingCallContext<TResult>(
    GrainCall<TResult> call, IOutgoingGrainCallFilter[] filters, Func<Task<TResult>> send) : IOutgoingGrainCallContext
{
    private int next;

    public IInvokable Request => call;

    public object Grain => call.Reference;

    public GrainId? SourceId => call.Source?.GrainId;

    public GrainId TargetId => call.Reference.GrainId;

    public MethodInfo InterfaceMethod => call.GetMethod();

    public string InterfaceName => call.GetInterfaceName();

    public string MethodName => call.GetMethodName();

    public object? Result { get; set; }

    public IGrainContext? SourceContext => call.Source;

    public async Task Invoke()
    {
        if (next == filters.Length)
        {
            Result = await send();
            return;
        }

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
