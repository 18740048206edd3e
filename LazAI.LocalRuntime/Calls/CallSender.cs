using Orleans.Runtime;

namespace LazAI.LocalRuntime.Calls;

/// <summary>Where the emitted references send their calls, one method for each kind of return type.</summary>
internal static class CallSender
{
    public static Task SendTask(GrainReference reference, GrainMethod method, GrainCall<Nothing> call) =>
        SendValueTask(reference, method, call).AsTask();

    public static Task<TResult> SendTaskOf<TResult>(GrainReference reference, GrainMethod method, GrainCall<TResult> call) =>
        SendValueTaskOf(reference, method, call).AsTask();

    public static ValueTask SendValueTask(GrainReference reference, GrainMethod method, GrainCall<Nothing> call)
    {
        call.Address(reference, method);
        if (reference.Route.Silo.InterceptsOutgoing)
            return new ValueTask(reference.Route.Silo.Filters.SendAsync(call));

        var version = call.Version;
        reference.Route.Send(call);
        return method.IsOneWay ? ValueTask.CompletedTask : new ValueTask(call, version);
    }

    public static ValueTask<TResult> SendValueTaskOf<TResult>(GrainReference reference, GrainMethod method, GrainCall<TResult> call)
    {
        call.Address(reference, method);
        if (reference.Route.Silo.InterceptsOutgoing)
            return new ValueTask<TResult>(reference.Route.Silo.Filters.SendAsync(call));

        var version = call.Version;
        reference.Route.Send(call);
        return method.IsOneWay ? default : new ValueTask<TResult>(call, version);
    }

    public static void SendOneWay(GrainReference reference, GrainMethod method, GrainCall<Nothing> call) =>
        SendValueTask(reference, method, call).Preserve();

    public static IAsyncEnumerable<T> Enumerate<T>(GrainReference reference, GrainMethod method, EnumerationRequest<T> request) =>
        new GrainEnumerable<T>(reference, method, request);
}
