using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using LazAI.AppHost.Processes;

namespace LazAI.AppHost.Hosting;

/// <summary>The processes of a local system: what is started, and with which settings.</summary>
internal static class LocalPrograms
{
    private const string Development = "Development";
    private static readonly TimeSpan GatewayStopTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan ValidatorStopTimeout = TimeSpan.FromSeconds(5);
    private const long DataSetBytesMaximum = 64L * 1024 * 1024;

    /// <summary>Workers pay so much of their own for a use, so that a licence with a price can be tried.</summary>
    private const uint LicenceTokensMaximum = 1;

    private static readonly TimeSpan WorkerDrainTimeout = TimeSpan.FromSeconds(8);

    /// <summary>The gateway, or a silo: the same program in the given role.</summary>
    public static ChildCommand Service(
        string name, ServiceEndpoints endpoints, DataFolder folder, LocalNetwork network, string connectionString, string measurement) =>
        Child(name, "LazAI.Gateway", GatewayStopTimeout, new Dictionary<string, string>(endpoints.ToSettings())
        {
            ["ASPNETCORE_ENVIRONMENT"] = Development,
            ["ConnectionStrings__lazai"] = connectionString,
            ["Network__GenesisFile"] = folder.Genesis,
            ["Attestation__DevelopmentRoots__0"] = network.RootFingerprint.ToString(),
            ["Attestation__Measurements__0"] = "0x" + measurement,
        });

    public static ChildCommand Worker(DataFolder folder, LocalNetwork network, int index, Uri gateway) =>
        Child(
            string.Create(CultureInfo.InvariantCulture, $"worker-{index + 1}"),
            "LazAI.Enclave",
            WorkerDrainTimeout + TimeSpan.FromSeconds(4),
            new Dictionary<string, string>
            {
                ["Worker__Gateway"] = gateway.AbsoluteUri,
                ["Worker__OperatorKey"] = network.Operators[index].File,
                ["Worker__DevelopmentRoot"] = network.RootFile,
                ["Worker__ModelCache"] = folder.ModelCache,
                ["Worker__LicenceTokensMaximum"] = LicenceTokensMaximum.ToString(CultureInfo.InvariantCulture),
                ["Worker__DataSetBytesMaximum"] = DataSetBytesMaximum.ToString(CultureInfo.InvariantCulture),
                ["Worker__DrainTimeout"] = WorkerDrainTimeout.ToString("c", CultureInfo.InvariantCulture),
            });

    public static ChildCommand Validator(DataFolder folder, LocalNetwork network, Uri gateway) =>
        Child("validator", "LazAI.Validator", ValidatorStopTimeout, new Dictionary<string, string>
        {
            ["Validator__Gateway"] = gateway.AbsoluteUri,
            ["Validator__Key"] = network.Validator.File,
            ["Validator__ModelCache"] = folder.ModelCache,
        });

    /// <summary>What the enclave program says that evidence will call it (MRTD, hex). It changes with every build of it.</summary>
    public static async Task<string> ReadMeasurementAsync(CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(
            ProgramFiles.DotNet, [ProgramFiles.Assembly("LazAI.Enclave"), "--print-measurement"])
        { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.Trim()
            : throw new LocalSystemException($"LazAI.Enclave --print-measurement ended with exit code {process.ExitCode}.");
    }

    private static ChildCommand Child(string name, string project, TimeSpan stopTimeout, Dictionary<string, string> environment)
    {
        environment["DOTNET_ENVIRONMENT"] = Development;
        environment["Logging__Console__FormatterName"] = "simple";
        environment["Logging__Console__FormatterOptions__SingleLine"] = "true";
        environment["Logging__Console__FormatterOptions__TimestampFormat"] = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        environment["Logging__Console__FormatterOptions__UseUtcTimestamp"] = "true";

        // Settings are looked for beside the program, not in whichever folder this was started from.
        ImmutableArray<string> arguments = [ProgramFiles.Assembly(project), "--contentRoot", ProgramFiles.Folder(project)];
        return new ChildCommand(name, ProgramFiles.DotNet, arguments, environment, stopTimeout);
    }
}
