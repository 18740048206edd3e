using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Testing;

namespace LazAI.Gateway.Pages.Tests.Processes;

/// <summary>The gateway as a process of its own, on a database of its own, for tests that kill it or need it configured.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly PostgresFixture _postgres;
    private readonly string _folder;
    private readonly (string Name, string Value)[] _settings;
    private Process? _process;

    private GatewayProcess(PostgresFixture postgres, string folder, (string, string)[] settings)
    {
        (_postgres, _folder, _settings) = (postgres, folder, settings);
        Address = new Uri($"http://127.0.0.1:{FreePort()}");
        Http = new HttpClient { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Starts a new network, with these environment variables set.</summary>
    public static async Task<GatewayProcess> StartNewAsync(params (string Name, string Value)[] settings)
    {
        var postgres = new PostgresFixture();
        await postgres.InitializeAsync();
        var folder = Directory.CreateTempSubdirectory("lazai-gateway-process").FullName;
        var genesis = new GenesisDocument(
            31_337,
            DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
            ProtocolRules.Local,
            [new Allocation(LedgerAccount.Treasury, Amount.FromTokens(7))]);
        await File.WriteAllBytesAsync(GenesisIn(folder), CanonicalJson.Serialize(genesis));
        var gateway = new GatewayProcess(postgres, folder, settings);
        await gateway.StartAsync();
        return gateway;
    }

    /// <summary>Starts the process, again at the same address, and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "LazAI.Gateway.dll") },
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_URLS"] = Address.ToString(),
                ["ConnectionStrings__lazai"] = _postgres.ConnectionString,
                ["Network__GenesisFile"] = GenesisIn(_folder),
                ["Logging__LogLevel__Default"] = "Warning",
            },
        };
        foreach (var (name, value) in _settings)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        var said = new System.Collections.Concurrent.ConcurrentQueue<string?>();
        _process.OutputDataReceived += (_, line) => said.Enqueue(line.Data);
        _process.ErrorDataReceived += (_, line) => said.Enqueue(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await WaitUntilReadyAsync(_process, said);
    }

    /// <summary>kill -9: nothing is written, nothing is said goodbye to.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }

        Http.Dispose();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task WaitUntilReadyAsync(Process process, IEnumerable<string?> said)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await timer.WaitForNextTickAsync(patience.Token))
        {
            Assert.False(process.HasExited, $"The gateway has ended:\n{string.Join('\n', said)}");
            try
            {
                using var answer = await Http.GetAsync(new Uri("/v1/health/ready", UriKind.Relative), patience.Token);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }
    }

    private static string GenesisIn(string folder) => Path.Combine(folder, "genesis.json");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
