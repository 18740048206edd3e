using LazAI.LocalRuntime.Calls;
using LazAI.LocalRuntime.Streams;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace LazAI.LocalRuntime.Activations;

/// <summary>What the runtime logs.</summary>
internal sealed partial class SiloReport(ILogger<LocalSilo> logger)
{
    public void CallTimedOut(GrainCall call, TimeSpan timeout) => LogCallTimedOut(call, timeout);

    public void OneWayCallFailed(Exception exception, GrainCall call) => LogOneWayCallFailed(exception, call);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Activation} failed to activate")]
    public partial void ActivationFailed(Exception exception, Activation activation);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Activation} failed while deactivating")]
    public partial void DeactivationFailed(Exception exception, Activation activation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An event of stream {Stream} was not delivered to {Consumer}")]
    public partial void StreamDeliveryFailed(Exception exception, StreamId stream, IStreamConsumer consumer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Activation} has no observer for stream {Stream}; an event was dropped")]
    public partial void StreamMessageDropped(StreamId stream, Activation activation);

    [LoggerMessage(Level = LogLevel.Error, Message = "A tick of {Reminder} failed")]
    public partial void ReminderFailed(Exception exception, ReminderRow reminder);

    [LoggerMessage(Level = LogLevel.Error, Message = "The MayInterleave predicate of {Activation} failed; the call waits")]
    public partial void InterleavingPredicateFailed(Exception exception, Activation activation);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The runtime failed in a turn of {Processor}")]
    public partial void TurnFailed(Exception? exception, TurnProcessor processor);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Call} did not answer within {Timeout}")]
    private partial void LogCallTimedOut(GrainCall call, TimeSpan timeout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "One-way call {Call} failed")]
    private partial void LogOneWayCallFailed(Exception exception, GrainCall call);
}
