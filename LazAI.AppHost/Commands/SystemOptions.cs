using System.CommandLine;
using System.Globalization;
using System.Net;
using LazAI.AppHost.Hosting;

namespace LazAI.AppHost.Commands;

/// <summary>The options that say how the system is started; the same for every command that starts it.</summary>
internal sealed class SystemOptions
{
    private readonly Option<int> _port = Number(
        "--port", "Port of the gateway on 127.0.0.1; the next free one if it is taken.", 8080, IPEndPoint.MaxPort);

    private readonly Option<int> _workers = Number(
        "--workers", $"Enclave workers, 1 to {LocalSystemOptions.WorkersMaximum}.", 2, LocalSystemOptions.WorkersMaximum);

    private readonly Option<int> _silos = Number(
        "--silos",
        $"Processes that run the grains, 1 to {LocalSystemOptions.SilosMaximum}, beside the gateway; without it the gateway runs them. Needs a build with -p:GrainRuntime=Orleans.",
        0,
        LocalSystemOptions.SilosMaximum);

    private readonly Option<string?> _connectionString = new("--connection-string")
    {
        Description = "A PostgreSQL database to use, instead of a private server in the data folder. Also: ConnectionStrings__lazai.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ConnectionStrings__lazai"),
    };

    private readonly Option<DirectoryInfo?> _data = new("--data")
    {
        Description = "Folder of keys, logs and database.",
    };

    public void AddTo(Command command)
    {
        command.Add(_data);
        command.Add(_connectionString);
        command.Add(_port);
        command.Add(_workers);
        command.Add(_silos);
    }

    /// <summary>What was given on the command line.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="defaultData">The data folder if none was given.</param>
    /// <param name="ephemeral">Whether that default folder's database goes with the process.</param>
    public LocalSystemOptions Read(ParseResult result, string defaultData, bool ephemeral) => new()
    {
        DataFolder = result.GetValue(_data)?.FullName ?? defaultData,
        Ephemeral = ephemeral && result.GetValue(_data) is null,
        ConnectionString = string.IsNullOrWhiteSpace(result.GetValue(_connectionString)) ? null : result.GetValue(_connectionString),
        Port = result.GetValue(_port),
        Workers = result.GetValue(_workers),
        Silos = result.GetValue(_silos),
    };

    private static Option<int> Number(string name, string description, int otherwise, int maximum) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => otherwise,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                && value >= 1 && value <= maximum)
            {
                return value;
            }

            result.AddError(string.Create(CultureInfo.InvariantCulture, $"{name} is from 1 to {maximum}."));
            return otherwise;
        },
    };
}
