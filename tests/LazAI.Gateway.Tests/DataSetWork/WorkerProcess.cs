using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using LazAI.Client.Keys;
using LazAI.Cryptography;
using LazAI.Enclave.Evidence;
using LazAI.Protocol.Workers;

namespace LazAI.Gateway.Tests.DataSetWork;

/// <summary>The enclave program in a process of its own, at work for the gateway of a <see cref="NetworkFixture"/>.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;
    private readonly ConcurrentQueue<string> _lines = new();

    private WorkerProcess(Process process, string folder, Address account)
    {
        (_process, _folder, Account) = (process, folder, account);
        process.OutputDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _lines.Enqueue(line.Data ?? "");
    }

    /// <summary>What the program's evidence says of it: the files beside this test are those that it runs from.</summary>
    public static string Measurement { get; } = EnclaveMeasurement.Compute(AppContext.BaseDirectory).ToString();

    /// <summary>The operator's account.</summary>
    public Address Account { get; }

    public WorkerSession Session { get; private set; } = null!;

    /// <summary>Where it keeps models; nothing else is its to write.</summary>
    public string Folder => _folder;

    /// <summary>All that it has said so far.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts it and returns once its session is open.</summary>
    public static async Task<WorkerProcess> StartAsync(NetworkFixture network, Secp256k1PrivateKey account, params (string Name, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("lazai-worker-").FullName;
        KeyFile.WriteInsecurePlaintext(Path.Combine(folder, "operator.json"), account);
        await File.WriteAllTextAsync(Path.Combine(folder, "root.pem"), network.Root.ExportPem());
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "LazAI.Enclave.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment =
            {
                ["DOTNET_ENVIRONMENT"] = "Development",
                ["Worker__Gateway"] = network.Address.AbsoluteUri,
                ["Worker__OperatorKey"] = Path.Combine(folder, "operator.json"),
                ["Worker__DevelopmentRoot"] = Path.Combine(folder, "root.pem"),
                ["Worker__ModelCache"] = Path.Combine(folder, "models"),
                ["Logging__LogLevel__Default"] = "Trace",
            },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var worker = new WorkerProcess(Process.Start(start)!, folder, account.Address);
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        while ((await network.Client.ListWorkersAsync()).Items.SingleOrDefault(it => it.Worker == account.Address) is not { Sessions: [var session, ..] })
        {
            Assert.False(worker._process.HasExited, worker.Output);
            await Task.Delay(50);
        }

        worker.Session = (await network.Client.GetWorkerAsync(account.Address)).Sessions[0];
        return worker;
    }

    /// <summary>What its files hold: the model cache, and whatever else it may have left.</summary>
    public byte[] Files() =>
        [.. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).SelectMany(file => Encoding.UTF8.GetBytes(file).Concat(File.ReadAllBytes(file)))];

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
