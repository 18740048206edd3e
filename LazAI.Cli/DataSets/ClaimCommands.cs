using System.Collections.Immutable;
using System.CommandLine;
using System.Security.Cryptography;
using LazAI.Cli.Invocation;
using LazAI.Client.Claims;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Cryptography.R1cs;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ownership;
using Spectre.Console;

namespace LazAI.Cli.DataSets;

/// <summary><c>lazai data claim</c>: what owners state about their records, proven and checked.</summary>
internal static class ClaimCommands
{
    private const int ClaimBytesMaximum = 64 * 1024;
    private const int RecordsBytesMaximum = 64 * 1024 * 1024;

    public static readonly Option<FileInfo> Claim = new("--claim")
    {
        Description = "What is claimed: JSON with columns, label, depth and claims (docs/protocol.md, 13)",
        Required = true,
    };

    public static readonly Option<FileInfo> Records = new("--records")
    {
        Description = "The records: a line each, integers with commas between. They do not leave this machine",
        Required = true,
    };

    public static readonly Option<FileInfo?> Key = new("--proving-key") { Description = "A ceremony's .zkey for the claim's circuit" };

    public static readonly Option<bool> Development = new("--development-setup")
    {
        Description = "Make a key here, or take the one made before. Whoever made it can prove anything",
    };

    public static readonly Option<DirectoryInfo> KeyFolder = new("--keys")
    {
        Description = "Folder in which proving keys are kept",
        DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "lazai", "proving-keys")),
    };

    public static readonly Option<string[]> Setups = new("--trust-setup") { Description = "Key hash of a verification key of this circuit whose ceremony you trust" };

    public static readonly Option<string[]> DevelopmentSetups = new("--trust-development-setup")
    {
        Description = "Key hash of a verification key of this circuit, of a development set-up. Whoever made it can prove anything",
    };

    private static readonly Argument<string> s_statement = new("statement") { Description = "In your words" };

    public static void AddTo(Command data) => data.Add(MembershipCommands.AddTo(new Command("claim", "State something about a data set, with or without a proof")
    {
        new Command("state", "State something in your own words, unproven") { DataCommand.Content, s_statement }.Runs(StateAsync),
        new Command("prove", "Prove something about all records without showing one") { DataCommand.Content, Claim, Records, Key, Development, KeyFolder }
            .Runs(ProveAsync),
        new Command("verify", "Check the proofs of claims of one circuit, and say what they prove; exit code 0 only if one does")
        {
            DataCommand.Content, Claim, Setups, DevelopmentSetups,
        }.Runs(VerifyAsync),
    }));

    private static async Task<int> StateAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var claim = new ClaimContent(context.Parse.GetRequiredValue(s_statement), null, null, []);
        return await StateAsync(context, orders => orders.StateClaim(claim), cancellationToken);
    }

    private static async Task<int> ProveAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var claim = await ReadClaimAsync(context, cancellationToken);
        var records = await ReadRecordsAsync(context, claim, cancellationToken);
        var prover = new RecordsClaimProver(claim);
        var key = await FindKeyAsync(context, claim.ComputeCircuitHash(), prover.System, cancellationToken);
        var options = OptionsFor(context, key, prover.System);
        if (!prover.TryProve(records, key, options, cancellationToken, out var proven, out var refusal))
        {
            throw new CommandFailedException(refusal, "Only what is true of all records can be proven.");
        }

        Tell(context, $"Proven: {proven.Content.Statement} Key hash {key.VerificationKey.Hash}.");
        return await StateAsync(
            context, orders => orders.StateClaim(proven.Content, proven.VerificationKey, proven.Proof), cancellationToken);
    }

    private static async Task<int> VerifyAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var claim = await ReadClaimAsync(context, cancellationToken);
        var check = new ClaimCheck(claim, Keys(context, Setups), Keys(context, DevelopmentSetups));
        return await VerifyAsync(context, check, cancellationToken);
    }

    /// <summary>Judges every claim with a proof; exit code 0 if one of them is proven.</summary>
    public static async Task<int> VerifyAsync(CommandContext context, ClaimCheck check, CancellationToken cancellationToken)
    {
        var view = await new DataSetClient(context.Client).GetAsync(DataCommand.ContentOf(context), cancellationToken);
        var found = new List<CheckedClaim>();
        foreach (var stated in view.Claims.Where(stated => stated.Verified))
        {
            var key = await context.Client.GetWeightsAsync(stated.Content.VerificationKeyHash!.Value, VerificationKey.JsonLengthMaximum, cancellationToken);
            var proof = await context.Client.GetWeightsAsync(stated.Content.ProofHash!.Value, Proof.JsonLengthMaximum, cancellationToken);
            found.Add(check.Judge(view.RecordsRoot, stated.Content, key, proof));
        }

        context.Show(found, console =>
        {
            foreach (var one in found)
            {
                console.MarkupLineInterpolated($"{(one.Proven ? "PROVEN" : "NOT PROVEN")}: {Printable.Of(one.Finding)}");
                if (one.KeyHash is { } key)
                {
                    console.MarkupLineInterpolated($"  key hash  {key}");
                }
            }

            if (found.Count == 0)
            {
                console.WriteLine("The data set has no claims with proofs.");
            }
        });
        return found.Exists(one => one.Proven) ? ExitCode.Success : ExitCode.Refused;
    }

    /// <summary>The records of the option's file: those, and in that order, whose root was anchored with the data set.</summary>
    public static async Task<ImmutableArray<ImmutableArray<ulong>>> ReadRecordsAsync(
        CommandContext context, RecordsClaim claim, CancellationToken cancellationToken)
    {
        var text = await BoundedFile.ReadAsync(context.Parse.GetRequiredValue(Records), RecordsBytesMaximum, cancellationToken);
        if (!RecordsFile.TryParse(text, claim, out var records, out var noRecords))
        {
            throw new CommandFailedException(noRecords, "A record is a line of integers with commas between, one for each column of the claim.");
        }

        var (root, content) = (claim.ComputeRoot(records.Value), DataCommand.ContentOf(context));
        var anchored = (await new DataSetClient(context.Client).GetAsync(content, cancellationToken)).RecordsRoot;
        return anchored == root
            ? records.Value
            : throw new CommandFailedException(
                $"These records have root {root}, the one that was anchored with the data set is {anchored}.",
                "Schema, depth and order of the records are those that the enclave has read.");
    }

    /// <summary>Says what a proof will cost, and shows its progress.</summary>
    public static ProvingOptions OptionsFor(CommandContext context, ProvingKey key, ConstraintSystem system)
    {
        var estimate = Prover.Estimate(key, Environment.ProcessorCount);
        Tell(context, FormattableString.Invariant(
            $"{system.Constraints} constraints: up to {estimate.OneCoreTime.TotalSeconds:0.0} s of one core and {estimate.PeakMemoryBytes >> 20} MiB."));
        return new ProvingOptions { Progress = ProgressOf(context, "Proving") };
    }

    public static async Task<int> StateAsync(
        CommandContext context, Func<DataSetOrders, StateClaimRequest> state, CancellationToken cancellationToken)
    {
        var (_, requests) = await context.PrepareToSignAsync(cancellationToken);
        var order = state(new DataSetOrders(requests, DataCommand.ContentOf(context)));
        var view = await new DataSetClient(context.Client).StateClaimAsync(order, cancellationToken);
        context.Show(view, console => DataCommand.Print(console, view));
        return ExitCode.Success;
    }

    public static Task<RecordsClaim> ReadClaimAsync(CommandContext context, CancellationToken cancellationToken) =>
        ReadClaimAsync(context.Parse.GetRequiredValue(Claim), cancellationToken);

    public static async Task<RecordsClaim> ReadClaimAsync(FileInfo file, CancellationToken cancellationToken)
    {
        return RecordsClaim.TryParse(await BoundedFile.ReadAsync(file, ClaimBytesMaximum, cancellationToken), out var claim, out var refusal)
            ? claim
            : throw new CommandFailedException($"{file.Name} is no claim: {refusal}", "docs/protocol.md, section 13, shows one.");
    }

    /// <summary>A ceremony's key, or one of a development set-up, of this circuit.</summary>
    public static async Task<ProvingKey> FindKeyAsync(
        CommandContext context, Bytes32 circuit, ConstraintSystem system, CancellationToken cancellationToken)
    {
        if (context.Parse.GetValue(Key) is { } file)
        {
            var bytes = await BoundedFile.ReadAsync(file, ProvingKey.LengthMaximum, cancellationToken);
            return !ProvingKey.TryReadZkey(bytes, out var read, out var refusal, Environment.ProcessorCount, cancellationToken)
                ? throw new CommandFailedException($"{file.Name} is no proving key: {refusal}.", "Give snarkjs' .zkey.")
                : read.IsOf(system)
                    ? read
                    : throw new CommandFailedException($"{file.Name} is of another circuit.", "A key serves one schema, depth and list of kinds.");
        }

        if (!context.Parse.GetValue(Development))
        {
            throw new CommandFailedException("There is no key.", "Give a ceremony's with --proving-key, or make an insecure one with --development-setup.");
        }

        var cache = new ProvingKeyCache(context.Parse.GetRequiredValue(KeyFolder));
        if (cache.TryFind(circuit, out var key) && key.IsOf(system))
        {
            return key;
        }

        Tell(context, $"DEVELOPMENT SET-UP of {system.Constraints} constraints: whoever made the key can prove anything.");
        using var random = RandomNumberGenerator.Create();
        key = InsecureDevelopmentSetup.Create(
            system, random, Environment.ProcessorCount, ProgressOf(context, "Set-up"), cancellationToken);
        cache.Store(circuit, key);
        return key;
    }

    public static ImmutableArray<Bytes32> Keys(CommandContext context, Option<string[]> option) =>
        [.. (context.Parse.GetValue(option) ?? []).Select(hash => Identifiers.Hash(hash, "verification key's hash"))];

    /// <summary>Beside the answer, so that a JSON answer stays one.</summary>
    public static void Tell(CommandContext context, string line)
    {
        lock (context)
        {
            context.Parse.InvocationConfiguration.Error.WriteLine(line);
        }
    }

    private static TenthsOfProgress ProgressOf(CommandContext context, string what) => new(tenths => Tell(context, $"{what}: {tenths}0 %"));

    /// <summary>Each tenth once, whatever threads report.</summary>
    private sealed class TenthsOfProgress(Action<int> report) : IProgress<ProvingProgress>
    {
        private int _told;

        public void Report(ProvingProgress value)
        {
            var tenths = (int)(10 * value.Done / Math.Max(1, value.Total));
            for (var told = Volatile.Read(ref _told); tenths > told; told = Volatile.Read(ref _told))
            {
                if (Interlocked.CompareExchange(ref _told, tenths, told) == told)
                {
                    report(tenths);
                }
            }
        }
    }
}
