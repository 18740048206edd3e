using LazAI.Client.Keys;
using LazAI.Cryptography;
using LazAI.Gateway.Tests.Disputes;
using LazAI.Validator.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LazAI.Validator.Tests;

/// <summary>A whole validator in this process, with its own key file and folder, on the network of a test.</summary>
internal sealed class ValidatorUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private ValidatorUnderTest(WebApplication app, string folder, LogLines log) => (_app, _folder, Log) = (app, folder, log);

    public LogLines Log { get; }

    public ValidatorService Service => _app.Services.GetRequiredService<ValidatorService>();

    public ValidatorStatus Status => Service.ReadStatus() ?? throw new InvalidOperationException("It has not begun.");

    public Uri Health => new(_app.Urls.Single());

    public static async Task<ValidatorUnderTest> StartAsync(
        DisputeNetwork disputes, Secp256k1PrivateKey? key = null, HttpMessageHandler? handler = null, params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("lazai-validator-tests").FullName;
        var log = new LogLines();
        var app = ValidatorHost.Build(
            [.. Arguments(disputes.Network.Address, folder, key ?? disputes.Challenger), .. arguments],
            services =>
            {
                services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(log));
                if (handler is not null)
                {
                    services.AddSingleton(handler);
                }
            });
        var validator = new ValidatorUnderTest(app, folder, log);
        await app.StartAsync();
        await validator.WaitAsync(() => validator.Service.IsReady, "It does not catch up.");
        return validator;
    }

    /// <summary>The command line of a validator with a key file of its own in <paramref name="folder"/>.</summary>
    public static string[] Arguments(Uri gateway, string folder, Secp256k1PrivateKey key)
    {
        var keyFile = Path.Combine(folder, "validator.json");
        if (!File.Exists(keyFile))
        {
            KeyFile.WriteInsecurePlaintext(keyFile, key);
        }

        return ["--gateway", gateway.AbsoluteUri, "--key", keyFile, "--model-cache", Path.Combine(folder, "models")];
    }

    public async Task WaitAsync(Func<bool> holds, string otherwise)
    {
        var deadline = TimeSpan.FromSeconds(60);
        for (var waited = TimeSpan.Zero; !holds(); waited += TimeSpan.FromMilliseconds(20))
        {
            Assert.True(waited < deadline, $"{otherwise}\n{string.Join('\n', Log.All.TakeLast(40))}");
            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
