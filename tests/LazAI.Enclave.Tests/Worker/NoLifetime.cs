using Microsoft.Extensions.Hosting;

namespace LazAI.Enclave.Tests.Worker;

/// <summary>Leaves signals and the terminal to the test process, which the hosts of tests do not own.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
