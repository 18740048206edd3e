using System.Security.Cryptography;
using LazAI.Client;
using LazAI.Client.Keys;
using LazAI.Client.Models;
using LazAI.Protocol.Encoding;
using LazAI.Validator.Checking;
using LazAI.Validator.Duties;
using LazAI.Validator.Filing;
using LazAI.Validator.Models;
using LazAI.Validator.Watching;
using LazAI.Validator.Windows;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LazAI.Validator.Hosting;

/// <summary>Puts a validator process together: configuration from files, environment and command line, services, health address.</summary>
internal static class ValidatorHost
{
    private const int StartRefused = 2;

    private const string AnyPort = "http://127.0.0.1:0";

    private static readonly Dictionary<string, string> s_switches = new()
    {
        ["--gateway"] = "Validator:Gateway",
        ["--key"] = "Validator:Key",
        ["--passphrase"] = "Validator:Passphrase",
        ["--model-cache"] = "Validator:ModelCache",
        ["--parallelism"] = "Validator:Parallelism",
        ["--trace-share"] = "Validator:TraceShare",
        ["--trace-odds-minimum"] = "Validator:TraceOddsMinimum",
        ["--health"] = "Validator:Health",
    };

    /// <summary>Runs until told to stop; 2 when the options do not allow to begin.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            await using var app = Build(args);

            // Before the host starts, which would log whatever is wrong with it as a failure of its own.
            _ = app.Services.GetRequiredService<ChallengerKey>();
            await app.RunAsync();
            return 0;
        }
        catch (Exception exception) when (exception is OptionsValidationException or KeyFileException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return StartRefused;
        }
    }

    /// <summary>The process, not started.</summary>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddCommandLine(args, s_switches);
        builder.Services.AddOptions<ValidatorOptions>().BindConfiguration(ValidatorOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<ValidatorOptions>, ValidatorOptionsValidator>();
        AddValidator(builder.Services);
        configure?.Invoke(builder.Services);
        builder.WebHost.UseUrls(builder.Configuration["Validator:Health"] is { Length: > 0 } health ? health : AnyPort);
        var app = builder.Build();
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", (ValidatorService validator) => validator.IsReady
            ? Results.Text("ready")
            : Results.Text("not caught up with the open windows", statusCode: StatusCodes.Status503ServiceUnavailable));
        app.MapGet("/status", (ValidatorService validator) => validator.ReadStatus() is { } status
            ? Results.Bytes(CanonicalJson.Serialize(status), "application/json")
            : Results.Text("the service has not answered yet", statusCode: StatusCodes.Status503ServiceUnavailable));
        return app;
    }

    private static void AddValidator(IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_ => RandomNumberGenerator.Create());
        services.TryAddSingleton(new LazAIClientOptions());
        services.AddSingleton<HttpMessageHandler>(_ => new SocketsHttpHandler
        {
            // Names may point elsewhere after a failover; and nothing redirects a signed request.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            AllowAutoRedirect = false,
            UseCookies = false,
        });
        services.AddSingleton(provider => ChallengerKey.Read(OptionsOf(provider)));
        services.AddSingleton(provider => new LazAIClient(
            CreateHttpClient(OptionsOf(provider).Gateway, provider.GetRequiredService<HttpMessageHandler>()),
            provider.GetRequiredService<LazAIClientOptions>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ModelFiles(
            provider.GetRequiredService<LazAIClient>(),
            OptionsOf(provider).ModelCache,
            exception => provider.GetRequiredService<ILogger<ModelFiles>>().LogWeightsNotKept(OptionsOf(provider).ModelCache, exception)));
        services.AddSingleton(provider => new ModelShelf(
            provider.GetRequiredService<LazAIClient>(),
            provider.GetRequiredService<ModelFiles>(),
            OptionsOf(provider).ModelBytesMaximum,
            () => new TraceSample(
                OptionsOf(provider).TraceShare, OptionsOf(provider).TraceOddsMinimum, provider.GetRequiredService<RandomNumberGenerator>()),
            provider.GetRequiredService<ILogger<ModelShelf>>()));
        services.AddSingleton(provider => new Pace(OptionsOf(provider).Parallelism));
        services.AddSingleton(provider => new OpenWindows(OptionsOf(provider).WaitingMaximum, Random.Shared));
        services.AddSingleton<ServiceLink>();
        services.AddSingleton<ValidatorMetrics>();
        services.AddSingleton<WindowFollower>();
        services.AddSingleton<ChallengeFiler>();
        services.AddSingleton<DeadlineWatch>();
        services.AddSingleton<FundsWatch>();
        services.AddSingleton<DutyDesk>();
        services.AddSingleton<ValidatorService>();
        services.AddHostedService(provider => provider.GetRequiredService<ValidatorService>());
    }

    private static ValidatorOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<ValidatorOptions>>().Value;

    private static HttpClient CreateHttpClient(Uri gateway, HttpMessageHandler handler) => new(handler)
    {
        BaseAddress = gateway.AbsoluteUri.EndsWith('/') ? gateway : new Uri(gateway.AbsoluteUri + "/"),
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
