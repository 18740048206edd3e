using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Enclave.Execution;
using LazAI.Enclave.Hosting;
using LazAI.Protocol.Api;
using Microsoft.Extensions.Logging;

namespace LazAI.Enclave.Sessions;

/// <summary>What all sessions of a worker share.</summary>
/// <param name="PlacesPerSession">Most places that one session may reserve at a time, so that sessions that overlap do not starve each other.</param>
internal sealed record SessionEnvironment(
    LazAIClient Client,
    NetworkStatus Status,
    NetworkClock Clock,
    Address Worker,
    CapacityGate Capacity,
    Func<int> PlacesPerSession,
    TaskExecutor Executor,
    WorkerOptions Options,
    EnclaveMetrics Metrics,
    TimeProvider Time,
    ILogger Logger);
