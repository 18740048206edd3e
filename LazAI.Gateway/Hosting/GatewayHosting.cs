using System.Text.Json;
using System.Threading.RateLimiting;
using LazAI.Gateway.Attestation;
using LazAI.Gateway.Challengers;
using LazAI.Gateway.DataSets;
using LazAI.Gateway.Feed;
using LazAI.Gateway.Ledger;
using LazAI.Gateway.Models;
using LazAI.Gateway.Pages;
using LazAI.Gateway.Pages.Reference;
using LazAI.Gateway.Problems;
using LazAI.Gateway.Requests;
using LazAI.Gateway.Status;
using LazAI.Gateway.Tasks;
using LazAI.Gateway.Verification;
using LazAI.Gateway.Workers;
using LazAI.Protocol.Encoding;
using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Hosting;

/// <summary>Puts the HTTP API into a host.</summary>
internal static class GatewayHosting
{
    public static void AddLazAIGateway(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GatewayOptions>().BindConfiguration(GatewayOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<GatewayOptions>, GatewayOptionsValidator>();
        services.AddSingleton<SessionAuthentication>();
        services.AddSessionCollateral();
        services.AddSingleton<WeightHeaders>();
        services.AddSingleton<ReceiptAssembler>();
        services.AddSingleton<SettlementExplainer>();
        services.AddSingleton<EligibleSessions>();
        services.AddSingleton<OrderDesk>();
        services.AddLiveFeed();
        services.ConfigureHttpJsonOptions(options => ConfigureJson(options.SerializerOptions));
        services.AddExceptionHandler<EdgeExceptionHandler>();
        services.AddServiceHealth();
        services.AddApiReference();
        services.AddRateLimiter(_ => { });
        services.AddOptions<Microsoft.AspNetCore.RateLimiting.RateLimiterOptions>()
            .Configure<IOptions<GatewayOptions>>((limiter, options) => ConfigureRates(limiter, options.Value));
        services.AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>()
            .Configure<IOptions<GatewayOptions>>((kestrel, options) =>
            {
                kestrel.AddServerHeader = false;
                RequestSizes.Configure(kestrel.Limits, options.Value);
            });
    }

    public static void MapLazAIGateway(this WebApplication app)
    {
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(context => ExplainAsync(context.HttpContext));
        app.UseRateLimiter();
        HeadRequests.Use(app);
        RequestSizes.Use(app, app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value);
        app.MapOpenApi();
        StatusEndpoints.Map(app);
        TaskEndpoints.Map(app);
        VerifierEndpoints.Map(app);
        DisputableEndpoints.Map(app);
        DisputeEndpoints.Map(app);
        ModelEndpoints.Map(app);
        DataSetEndpoints.Map(app);
        DataKeyEndpoints.Map(app);
        UseEndpoints.Map(app);
        WorkerEndpoints.Map(app);
        ChallengerEndpoints.Map(app);
        LedgerEndpoints.Map(app);
        FeedEndpoints.Map(app);
        PageEndpoints.Map(app);
    }

    /// <summary>Answers are written like everything else of the protocol; reading goes through <see cref="RequestBody"/>.</summary>
    private static void ConfigureJson(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
        CanonicalJson.AddConverters(options);
    }

    private static void ConfigureRates(Microsoft.AspNetCore.RateLimiting.RateLimiterOptions limiter, GatewayOptions options)
    {
        limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(CallerOf(context), _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.RequestsBurst,
                TokensPerPeriod = Math.Max(1, options.RequestsPerSecond / 10),
                ReplenishmentPeriod = TimeSpan.FromMilliseconds(options.RequestsPerSecond >= 10 ? 100 : 1_000),
                AutoReplenishment = true,
            }));
        limiter.OnRejected = async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            await Problem.From(GatewayErrors.RateLimited, $"One caller may make {options.RequestsPerSecond} requests a second.")
                .ExecuteAsync(context.HttpContext);
        };
    }

    /// <summary>The session where one has proved itself, else the address: workers behind one address do not share a budget. What a
    /// request merely claims does not count, or each claim would open a budget of its own.</summary>
    private static string CallerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<SessionAuthentication>().FindProved(context)?.ToString()
        ?? AddressOf(context);

    /// <summary>Where a request comes from, as far as the connection shows it.</summary>
    public static string AddressOf(HttpContext context) => context.Connection.RemoteIpAddress?.ToString() ?? "local";

    /// <summary>Answers that no handler has written: routing's and the server's own.</summary>
    private static Task ExplainAsync(HttpContext context) => context.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound =>
            Problem.From(GatewayErrors.NotFound, $"There is nothing at {context.Request.Path}.").ExecuteAsync(context),
        StatusCodes.Status405MethodNotAllowed =>
            Problem.From(GatewayErrors.MethodNotAllowed, $"{context.Request.Path} does not take {context.Request.Method}.").ExecuteAsync(context),
        StatusCodes.Status415UnsupportedMediaType =>
            Problem.From(GatewayErrors.UnsupportedMediaType, $"{context.Request.Path} does not take such a body.").ExecuteAsync(context),
        _ => Task.CompletedTask,
    };
}
