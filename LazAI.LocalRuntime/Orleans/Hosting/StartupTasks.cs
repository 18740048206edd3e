using LazAI.LocalRuntime.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>Adds work to be done when the silo starts.</summary>
public static class SiloBuilderStartupExtensions
{
    /// <summary>Runs a task once grains can be called; the silo starts no further if it fails.</summary>
    public static ISiloBuilder AddStartupTask(
        this ISiloBuilder builder, Func<IServiceProvider, CancellationToken, Task> startupTask, int stage = ServiceLifecycleStage.Active)
    {
        builder.Services.AddSingleton(services => new SiloStartupTask(stage, token => startupTask(services, token)));
        return builder;
    }

    /// <inheritdoc cref="AddStartupTask(ISiloBuilder, Func{IServiceProvider, CancellationToken, Task}, int)"/>
    public static ISiloBuilder AddStartupTask(this ISiloBuilder builder, IStartupTask startupTask, int stage = ServiceLifecycleStage.Active) =>
        builder.AddStartupTask((_, token) => startupTask.Execute(token), stage);

    /// <inheritdoc cref="AddStartupTask(ISiloBuilder, Func{IServiceProvider, CancellationToken, Task}, int)"/>
    public static ISiloBuilder AddStartupTask<TStartup>(this ISiloBuilder builder, int stage = ServiceLifecycleStage.Active)
        where TStartup : class, IStartupTask =>
        builder.AddStartupTask((services, token) => ActivatorUtilities.GetServiceOrCreateInstance<TStartup>(services).Execute(token), stage);
}
