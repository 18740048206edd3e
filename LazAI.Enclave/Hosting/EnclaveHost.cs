using LazAI.Client;
using LazAI.Enclave.DataSets;
using LazAI.Enclave.Evidence;
using LazAI.Enclave.Execution;
using LazAI.Enclave.Inputs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Enclave.Hosting;

/// <summary>Puts a worker process together: configuration from files, environment and command line, services, health address.</summary>
internal static class EnclaveHost
{
    private const int StartRefused = 2;

    private static readonly Dictionary<string, string> s_switches = new()
    {
        ["--gateway"] = "Worker:Gateway",
        ["--operator-key"] = "Worker:OperatorKey",
        ["--operator-passphrase"] = "Worker:OperatorPassphrase",
        ["--development-root"] = "Worker:DevelopmentRoot",
        ["--evidence-source"] = "Worker:EvidenceSource",
        ["--azure-attestation-instance"] = "Worker:AzureAttestationInstance",
        ["--capacity"] = "Worker:Capacity",
        ["--parallelism"] = "Worker:Parallelism",
        ["--model-cache"] = "Worker:ModelCache",
        ["--health"] = "Worker:Health",
        ["--ipfs-gateway"] = "Worker:IpfsGateway",
        ["--arweave-gateway"] = "Worker:ArweaveGateway",
        ["--model-server"] = "Worker:ModelServer",
        ["--data-set-bytes"] = "Worker:DataSetBytesMaximum",
        ["--licence-tokens"] = "Worker:LicenceTokensMaximum",
    };

    /// <summary>Runs until told to stop; 2 when the options do not allow to begin.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddCommandLine(args, s_switches);
        builder.Services.AddOptions<WorkerOptions>().BindConfiguration(WorkerOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<WorkerOptions>, WorkerOptionsValidator>();
        builder.Services.AddEnclaveWorker();
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<WorkerOptions>>(
            (host, worker) => host.ShutdownTimeout = worker.Value.DrainTimeout + TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton(TimeProvider.System);

        var health = builder.Configuration["Worker:Health"];
        if (string.IsNullOrEmpty(health))
        {
            builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer, SilentServer>();
        }
        else
        {
            builder.WebHost.UseUrls(health);
        }

        var app = builder.Build();
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", (EnclaveWorker worker) => worker.IsReady
            ? Results.Text("ready")
            : Results.Text("no session is open", statusCode: StatusCodes.Status503ServiceUnavailable));
        try
        {
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is OptionsValidationException or Client.Keys.KeyFileException or InvalidDataException or EvidenceSourceException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return StartRefused;
        }
    }

    /// <summary>The worker and what it needs but its options and its clock.</summary>
    internal static IServiceCollection AddEnclaveWorker(this IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton(new LazAIClientOptions());
        services.AddSingleton<EnclaveMetrics>();
        services.TryAddSingleton(provider => new EvidenceSources(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => WorkerSecrets.ReadOperatorKey(provider.GetRequiredService<IOptions<WorkerOptions>>().Value));
        services.AddSingleton(provider => WorkerSecrets.OpenEvidence(
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value,
            provider.GetRequiredService<EvidenceSources>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new LazAIClient(
            CreateHttpClient(provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Gateway),
            provider.GetRequiredService<LazAIClientOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Models.ModelStore(
            provider.GetRequiredService<LazAIClient>(),
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value.ModelCache,
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value.ProvingBytesMaximum,
            provider.GetRequiredService<ILogger<Models.ModelStore>>())
        {
            ModelServer = provider.GetRequiredService<PassThrough.ModelServer>(),
            TakesDataSets = provider.GetRequiredService<IOptions<WorkerOptions>>().Value.DataSetBytesMaximum > 0,
        });
        services.AddSingleton(provider => new PassThrough.ModelServer(
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new RemoteInputs(
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<InputReader>();
        services.AddSingleton(provider => new DataSetReader(
            provider.GetRequiredService<LazAIClient>(),
            provider.GetRequiredService<OperatorKey>(),
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new DataSetTasks(
            provider.GetRequiredService<DataSetReader>(),
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new TaskExecutor(
            provider.GetRequiredService<Models.ModelStore>(),
            provider.GetRequiredService<InputReader>(),
            provider.GetRequiredService<DataSetTasks>(),
            provider.GetRequiredService<IOptions<WorkerOptions>>().Value.Parallelism,
            provider.GetRequiredService<EnclaveMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<TaskExecutor>>()));
        services.AddSingleton<EnclaveWorker>();
        services.AddHostedService(provider => provider.GetRequiredService<EnclaveWorker>());
        return services;
    }

    private static HttpClient CreateHttpClient(Uri gateway)
    {
        var address = gateway.AbsoluteUri.EndsWith('/') ? gateway : new Uri(gateway.AbsoluteUri + "/");
#pragma warning disable CA2000 // The client owns the handler and lives as long as the process.
        return new HttpClient(new SocketsHttpHandler
        {
            // Names may point elsewhere after a failover; and nothing redirects a signed request.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AllowAutoRedirect = false,
            UseCookies = false,
        })
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
#pragma warning restore CA2000
    }
}
