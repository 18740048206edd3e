using System.Diagnostics;
using Orleans;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Calls.Filters;

/// <summary>
/// Makes a client span where a call leaves and a server span where it arrives, as the filters of Microsoft Orleans' AddActivityPropagation do.
/// The trace context travels in the <see cref="RequestContext"/>. Calls come here only while somebody listens.
/// </summary>
internal sealed class ActivityPropagation : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    private static readonly ActivitySource Application = new("Microsoft.Orleans.Application");
    private static readonly ActivitySource Runtime = new("Microsoft.Orleans.Runtime");

    public static bool HasListeners => Application.HasListeners() || Runtime.HasListeners();

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        using var activity = SourceOf(context).StartActivity(context.Request.GetActivityName(), ActivityKind.Client);
        if (activity is not null)
        {
            RequestContext.Set(TraceParent, activity.Id!);
            if (activity.TraceStateString is { } state)
                RequestContext.Set(TraceState, state);
        }

        await RunAsync(context, activity);
    }

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        ActivityContext.TryParse(
            RequestContext.Get(TraceParent) as string, RequestContext.Get(TraceState) as string, isRemote: true, out var parent);
        using var activity = SourceOf(context).StartActivity(context.Request.GetActivityName(), ActivityKind.Server, parent);
        await RunAsync(context, activity);
    }

    private static ActivitySource SourceOf(IGrainCallContext context) =>
        context.InterfaceName.StartsWith("Orleans", StringComparison.Ordinal) ? Runtime : Application;

    private static async Task RunAsync(IGrainCallContext context, Activity? activity)
    {
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("rpc.system.name", "orleans");
            activity.SetTag("orleans.rpc.service", context.InterfaceName);
            activity.SetTag("rpc.method", $"{context.InterfaceName}/{context.MethodName}");
            activity.SetTag("orleans.rpc.target_id", context.TargetId.ToString());
            if (context.SourceId is { } source)
                activity.SetTag("orleans.rpc.source_id", source.ToString());
        }

        try
        {
            await context.Invoke();
        }
        catch (Exception exception)
        {
            if (activity is { IsAllDataRequested: true })
            {
                activity.SetStatus(ActivityStatusCode.Error);
                activity.SetTag("exception.type", exception.GetType().FullName);
                activity.SetTag("exception.message", exception.Message);
                activity.SetTag("exception.stacktrace", exception.ToString());
            }

            throw;
        }
    }
}
