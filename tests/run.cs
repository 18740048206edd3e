#:property PublishAot=false

// Builds everything, installs what the tests need and is missing, runs all tests and ends with "N passed, N failed, N skipped".
//   dotnet run tests/run.cs [-- [--no-build] [part of a project's name ...]]
using System.Diagnostics;
using System.Xml.Linq;

var root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
var build = !args.Contains("--no-build");
var names = args.Where(argument => !argument.StartsWith('-')).ToArray();
var results = Path.Combine(root, "artifacts", "test-results");
var timeout = TimeSpan.FromMinutes(15);

// These compute and wait for nobody. They run beside the others, one after the other, and step back where a network with deadlines wants a processor.
string[] computing = ["Interop", "Cryptography", "Simulation", "Attestation", "Protocol", "Engines", "Architecture"];

if (build && await DotNetAsync(Console.WriteLine, timeout, stepsBack: false, "build", Path.Combine(root, "LazAI.Orleans.sln"), "-v", "quiet", "-nologo") != 0)
{
    return 1;
}

if (await DotNetAsync(Console.WriteLine, timeout, stepsBack: false, "run", "--no-build", "--project", Path.Combine(root, "LazAI.AppHost"), "--", "install", "--tests") != 0)
{
    return 1;
}

// The same names that tests/Directory.Build.targets makes test projects of.
var projects = Directory.EnumerateFiles(Path.Combine(root, "tests"), "*.csproj", SearchOption.AllDirectories)
    .Where(file => Path.GetFileNameWithoutExtension(file) is var name
        && (name.EndsWith("Tests", StringComparison.Ordinal) || name.EndsWith("Conformance", StringComparison.Ordinal))
        && (names.Length == 0 || names.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase))))
    .OrderBy(Path.GetFileName, StringComparer.Ordinal)
    .ToArray();
if (projects.Length == 0)
{
    Console.Error.WriteLine("No test project has such a name.");
    return 1;
}

if (Directory.Exists(results))
{
    Directory.Delete(results, recursive: true);
}

var (passed, failed, skipped) = (0, 0, 0);
var gate = new Lock();
await Task.WhenAll(
    RunAsync(projects.Where(project => Rank(project) < 0), stepsBack: false),
    RunAsync(projects.Where(project => Rank(project) >= 0).OrderBy(Rank), stepsBack: true));
Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
return failed == 0 ? 0 : 1;

int Rank(string project) => Array.IndexOf(computing, Path.GetFileNameWithoutExtension(project).Split('.')[1]);

// One after the other: each project runs its test classes side by side already.
async Task RunAsync(IEnumerable<string> lane, bool stepsBack)
{
    foreach (var project in lane)
    {
        await TestAsync(Path.GetFileNameWithoutExtension(project), stepsBack);
    }
}

async Task TestAsync(string name, bool stepsBack)
{
    var folder = Path.Combine(results, name);
    var log = new List<string>();
    var started = Stopwatch.GetTimestamp();
    // The assembly and not its project: that would be loaded and evaluated again, only to find this path.
    var code = await DotNetAsync(
        log.Add, timeout, stepsBack, "test", Path.Combine(root, "artifacts", "local", "bin", name, "debug", $"{name}.dll"),
        "--logger", "trx;LogFileName=results.trx", "--results-directory", folder,
        // Names a test that hangs, which the time-out of the whole project would not.
        "--blame-hang-timeout", "5m", "--blame-hang-dump-type", "none");
    var outcomes = ReadOutcomes(Path.Combine(folder, "results.trx"));
    var failures = outcomes.Where(outcome => outcome.Outcome is not ("Passed" or "NotExecuted")).ToArray();
    lock (gate)
    {
        passed += outcomes.Count(outcome => outcome.Outcome == "Passed");
        skipped += outcomes.Count(outcome => outcome.Outcome == "NotExecuted");
        failed += failures.Length;
        Console.WriteLine(
            $"{name}: {outcomes.Count(outcome => outcome.Outcome == "Passed")} passed, {failures.Length} failed, "
            + $"{outcomes.Count(outcome => outcome.Outcome == "NotExecuted")} skipped in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
        foreach (var skip in outcomes.Where(outcome => outcome.Outcome == "NotExecuted").GroupBy(outcome => outcome.Text))
        {
            Console.WriteLine($"  skipped {skip.Count()}: {skip.Key}");
        }

        foreach (var failure in failures)
        {
            Console.WriteLine($"  FAILED {failure.Test}\n    {failure.Text.ReplaceLineEndings("\n    ")}");
        }

        // Crashed, hung or empty: a failure even if every test that was reported has passed.
        if (failures.Length == 0 && (code != 0 || outcomes.Count == 0))
        {
            failed++;
            Console.WriteLine($"  FAILED {name} ended with exit code {code}:\n    {string.Join("\n    ", log.TakeLast(40))}");
        }
    }
}

static List<(string Test, string Outcome, string Text)> ReadOutcomes(string trx)
{
    if (!File.Exists(trx))
    {
        return [];
    }

    XNamespace ns = "http://microsoft.com/schemas/VisualStudio/TeamTest/2010";
    return [.. XDocument.Load(trx).Descendants(ns + "UnitTestResult").Select(result => (
        (string)result.Attribute("testName")!,
        (string?)result.Attribute("outcome") ?? "Passed",
        string.Join('\n', result.Descendants(ns + "Message").Concat(result.Descendants(ns + "StackTrace")).Select(text => text.Value))))];
}

static async Task<int> DotNetAsync(Action<string> line, TimeSpan timeout, bool stepsBack, params string[] arguments)
{
    var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
    string[] command = stepsBack && !OperatingSystem.IsWindows() ? ["nice", "-n", "10", dotnet, .. arguments] : [dotnet, .. arguments];
    using var process = Process.Start(new ProcessStartInfo(command[0], command[1..])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,

        // Servers that stay after the build would hold the pipes, and count as left behind.
        Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
    })!;
    var output = CopyAsync(process.StandardOutput, line);
    var error = CopyAsync(process.StandardError, line);
    using var limit = new CancellationTokenSource(timeout);
    try
    {
        await process.WaitForExitAsync(limit.Token);
    }
    catch (OperationCanceledException)
    {
        line($"dotnet {arguments[0]} did not end within {timeout.TotalMinutes:0} minutes and was killed.");
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    await Task.WhenAll(output, error);
    return process.ExitCode;
}

static async Task CopyAsync(StreamReader from, Action<string> line)
{
    while (await from.ReadLineAsync() is { } text)
    {
        if (text.Length > 0)
        {
            lock (line)
            {
                line(text);
            }
        }
    }
}
