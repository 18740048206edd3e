using Orleans;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Calls.Filters;

/// <summary>Takes calls through the registered filters, and through tracing while somebody listens. Other calls never come here.</summary>
internal sealed class CallFilters(
    IEnumerable<IIncomingGrainCallFilter> incoming, IEnumerable<IOutgoingGrainCallFilter> outgoing, ActivityPropagation? tracing)
{
    private readonly FilterChain<IIncomingGrainCallFilter> incomingFilters = new(incoming, tracing);
    private readonly FilterChain<IOutgoingGrainCallFilter> outgoingFilters = new(outgoing, tracing);

    public bool InterceptsIncoming => incomingFilters.IsNeeded;

    public bool InterceptsOutgoing => outgoingFilters.IsNeeded;

    /// <summary>Sends a call through the outgoing filters.</summary>
    public async Task<TResult> SendAsync<TResult>(GrainCall<TResult> call)
    {
        var context = new OutgoingCallContext<TResult>(call, outgoingFilters.Current, () => SendCopyAsync(call));
        await context.Invoke();
        return context.Result is TResult result ? result : default!;
    }

    /// <summary>Runs the method behind the incoming filters; as <see cref="GrainCall.Start"/>.</summary>
    public bool Start(GrainCall call, object target)
    {
        // Filters may keep the call longer than it lasts.
        call.Reusable = false;
        var filters = incomingFilters.Current;
        var run = RunAsync(call, new IncomingCallContext(call, target, target is IIncomingGrainCallFilter own ? [.. filters, own] : filters));
        if (run.IsCompleted)
            return true;

        run.ConfigureAwait(call.Target.Silo.Turns.IsSingleThreaded).GetAwaiter().UnsafeOnCompleted(() => call.Target.Finish(call));
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

    /// <summary>The filters of one direction, with and without tracing.</summary>
    private sealed class FilterChain<TFilter>(IEnumerable<TFilter> filters, ActivityPropagation? tracing)
        where TFilter : class
    {
        private readonly TFilter[] plain = [.. filters];
        private readonly TFilter[] traced = tracing is null ? [] : [(TFilter)(object)tracing, .. filters];
        private readonly bool isTraced = tracing is not null;

        public bool IsNeeded => plain.Length > 0 || (isTraced && ActivityPropagation.HasListeners);

        public TFilter[] Current => isTraced && ActivityPropagation.HasListeners ? traced : plain;
    }
}
