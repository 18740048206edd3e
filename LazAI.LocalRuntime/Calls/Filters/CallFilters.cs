using Orleans;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Calls.Filters;

/// <summary>Takes calls through the registered filters. Calls without filters never come here.</summary>
internal sealed class CallFilters(IEnumerable<IIncomingGrainCallFilter> incoming, IEnumerable<IOutgoingGrainCallFilter> outgoing)
{
    private readonly IIncomingGrainCallFilter[] incomingFilters = [.. incoming];
    private readonly IOutgoingGrainCallFilter[] outgoingFilters = [.. outgoing];

    public bool HasIncoming => incomingFilters.Length > 0;

    public bool HasOutgoing => outgoingFilters.Length > 0;

    /// <summary>Sends a call through the outgoing filters.</summary>
    public async Task<TResult> SendAsync<TResult>(GrainCall<TResult> call)
    {
        var context = new OutgoingCallContext<TResult>(call, outgoingFilters, () => SendCopyAsync(call));
        await context.Invoke();
        return context.Result is TResult result ? result : default!;
    }

    /// <summary>Runs the method behind the incoming filters; as <see cref="GrainCall.Start"/>.</summary>
    public bool Start(GrainCall call, object target)
    {
        // Filters may keep the call longer than it lasts.
        call.Reusable = false;
        var grainFilter = target as IIncomingGrainCallFilter;
        var filters = grainFilter is null ? incomingFilters : [.. incomingFilters, grainFilter];
        var run = RunAsync(call, new IncomingCallContext(call, target, filters));
        if (run.IsCompleted)
            return true;

        run.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() => call.Target.Finish(call));
        return false;
    }

    private static async Task RunAsync(GrainCall call, IncomingCallContext context)
    {
        try
        {
            await context.Invoke();
            call.SetFilteredResult(context.Result);
        }
        catch (Exception exception)
        {
            call.Error = exception;
        }
    }

    /// <summary>A filter may invoke the call more than once, and each time needs a call object of its own.</summary>
    private static async Task<TResult> SendCopyAsync<TResult>(GrainCall<TResult> call)
    {
        var copy = call.Copy();
        copy.Context = RequestContext.Export();
        var version = copy.Version;
        copy.Reference.Route.Send(copy);
        return copy.IsOneWay ? default! : await new ValueTask<TResult>(copy, version);
    }
}
