using System.Globalization;
using LazAI.AppHost.Processes;
using LazAI.Client;
using LazAI.Client.DataSets;
using LazAI.Protocol;
using LazAI.Storage;

namespace LazAI.AppHost.Hosting;

/// <summary>All processes of the local default, started in order, kept running, stopped in the opposite order.</summary>
public sealed class LocalSystem : IAsyncDisposable
{
    private readonly DataFolder _folder;
    private readonly Stack<IAsyncDisposable> _running = new();
    private readonly List<SupervisedProcess> _silos = [];
    private readonly List<SupervisedProcess> _workers = [];
    private HttpClient? _http;

    private LocalSystem(DataFolder folder, LocalNetwork network) => (_folder, Network, DataPath) = (folder, network, folder.Path);

    /// <summary>Where keys, logs and database lie.</summary>
    public string DataPath { get; }

    public string LogPath => _folder.Logs;

    public LocalNetwork Network { get; }

    /// <summary>The private PostgreSQL server; null where a connection string was given.</summary>
    public PrivatePostgres? Postgres { get; private set; }

    /// <summary>How the database is reached. Holds the password: not for logs.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>Address of the gateway, with a slash at its end.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>A client of the gateway.</summary>
    public LazAIClient Client { get; private set; } = null!;

    public SupervisedProcess Gateway { get; private set; } = null!;

    /// <summary>The processes that run the grains; empty where the gateway runs them.</summary>
    public IReadOnlyList<SupervisedProcess> Silos => _silos;

    public IReadOnlyList<SupervisedProcess> Workers => _workers;

    /// <summary>The process that checks results; null where none was asked for.</summary>
    public SupervisedProcess? Validator { get; private set; }

    /// <summary>What the enclave program's evidence says of it (MRTD, hex).</summary>
    public string Measurement { get; private set; } = "";

    /// <summary>The model of 28 x 28 pixels.</summary>
    public DigitModel Digits { get; private set; } = null!;

    /// <summary>The model of 8 x 8 pixels, which is served in all modes.</summary>
    public DigitModel SmallDigits { get; private set; } = null!;

    /// <summary>The model under which workers anchor content.</summary>
    public DataSetModel Anchoring { get; private set; } = null!;

    /// <summary>The model under which workers run joint analyses.</summary>
    public DataSetModel GroupSums { get; private set; } = null!;

    /// <summary>Starts everything and returns when all of it is ready for work.</summary>
    /// <param name="options">What to start and where.</param>
    /// <param name="report">Told in a sentence of each step, and of each death later.</param>
    /// <exception cref="LocalSystemException">Something does not start; what was started has been stopped again.</exception>
    public static async Task<LocalSystem> StartAsync(LocalSystemOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(report);
        var folder = options.Ephemeral ? DataFolder.OpenEmpty(options.DataFolder) : DataFolder.Open(options.DataFolder);
        LocalSystem system;
        try
        {
            system = new LocalSystem(folder, LocalNetwork.Open(folder, TimeProvider.System));
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        try
        {
            await system.StartAllAsync(options, report, cancellationToken);
            return system;
        }
        catch
        {
            await system.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops workers, validator, gateway, silos and PostgreSQL, in this order; each has its own time before it is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        // Workers hand in what they hold before the gateway goes, all of them at the same time.
        await Task.WhenAll(_workers.Select(worker => worker.DisposeAsync().AsTask()));
        while (_running.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        _http?.Dispose();
        _folder.Dispose();
    }

    private async Task StartAllAsync(LocalSystemOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        var measurement = LocalPrograms.ReadMeasurementAsync(cancellationToken);
        ConnectionString = options.ConnectionString ?? await StartPostgresAsync(options, report, cancellationToken);
        Measurement = await measurement;
        Digits = DigitModel.Read(Network, Measurement, RepositoryFiles.Digits, VerifyMode.Tee, VerifyMode.Optimistic);
        SmallDigits = DigitModel.Read(
            Network, Measurement, RepositoryFiles.SmallDigits, VerifyMode.Tee, VerifyMode.TeeZk, VerifyMode.Optimistic);
        Anchoring = DataSetModel.Describe(Network, Measurement, DataSetEngines.Anchor, "anchoring");
        GroupSums = DataSetModel.Describe(Network, Measurement, DataSetEngines.GroupSum, "group-sums");
        await StartGatewayAsync(options, report, Measurement, cancellationToken);

        var status = await Client.GetStatusAsync(cancellationToken);
        for (var index = 0; index < options.Workers; index++)
        {
            _workers.Add(SupervisedProcess.Start(LocalPrograms.Worker(_folder, Network, index, Address), _folder.Logs, report));
        }

        await LocalElection.HoldAsync(Client, Network, cancellationToken);
        report($"{Network.Validator.Address} is elected as challenger.");
        if (options.Validator)
        {
            Validator = SupervisedProcess.Start(LocalPrograms.Validator(_folder, Network, Address), _folder.Logs, report);
            _running.Push(Validator);
        }

        foreach (var model in new[] { Digits, SmallDigits })
        {
            await model.SeedAsync(Client, Network, report, cancellationToken);
            report($"The model {model.Description.Name} is registered as {model.Id}.");
        }

        await Anchoring.SeedAsync(Client, Network, cancellationToken);
        await GroupSums.SeedAsync(Client, Network, cancellationToken);

        await Readiness.WaitForSessionsAsync(
            _workers, Network.Operators.Take(options.Workers).Select(account => account.Address), Client, status.Slot, options.ReadyTimeout, cancellationToken);
        report(string.Create(CultureInfo.InvariantCulture, $"{_workers.Count} workers have opened their sessions."));
    }

    private async Task<string> StartPostgresAsync(LocalSystemOptions options, Action<string> report, CancellationToken cancellationToken)
    {
        // A database that goes with the process lies where its server, which as root is another user's, may remove it.
        var folder = options.Ephemeral
            ? Path.Combine(Path.GetTempPath(), $"lazai-{Guid.NewGuid():N}"[..18])
            : _folder.In("postgres");
        Postgres = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions { Folder = folder, Database = Network.DatabaseName, Ephemeral = options.Ephemeral },
            new ReportingLogger(report),
            cancellationToken);
        _running.Push(Postgres);
        return Postgres.ConnectionString;
    }

    private async Task StartGatewayAsync(
        LocalSystemOptions options, Action<string> report, string measurement, CancellationToken cancellationToken)
    {
        var port = LoopbackPort.FirstFree(options.Port);
        if (port != options.Port)
        {
            report(string.Create(CultureInfo.InvariantCulture, $"Port {options.Port} is taken; the gateway takes {port}."));
        }

        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
        _http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
        {
            BaseAddress = Address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
        Client = new LazAIClient(_http);
        foreach (var endpoints in ServiceEndpoints.OfSilos(options.Silos, port))
        {
            _silos.Add(StartService(string.Create(CultureInfo.InvariantCulture, $"silo-{_silos.Count + 1}"), endpoints));
        }

        Gateway = StartService("gateway", ServiceEndpoints.OfGateway(Address, options.Silos));
        await Readiness.WaitForGatewayAsync(Gateway, Client, options.ReadyTimeout, cancellationToken);
        report($"The gateway answers at {Address}.");

        SupervisedProcess StartService(string name, ServiceEndpoints endpoints)
        {
            var process = SupervisedProcess.Start(
                LocalPrograms.Service(name, endpoints, _folder, Network, ConnectionString, measurement), _folder.Logs, report);
            _running.Push(process);
            return process;
        }
    }
}
