using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Attestation.Development;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;

namespace LazAI.AppHost.Hosting;

/// <summary>A network of its own, as its data folder holds it: genesis document, accounts with their keys, development root.
/// INSECURE by nature: the keys lie in the clear in files that only their owner may read, and the evidence proves nothing.</summary>
/// <param name="Genesis">What the log begins with.</param>
/// <param name="Publisher">Key file of the model's publisher.</param>
/// <param name="Submitter">Key file of the account that pays for tasks.</param>
/// <param name="Operators">Key files of the workers' operators, all of which hold a stake.</param>
/// <param name="Elector">Key file of the account that elects challengers.</param>
/// <param name="Validator">Key file of the challenger, which holds a stake and bonds.</param>
/// <param name="RootFile">PEM file of the development root.</param>
/// <param name="RootFingerprint">The name under which verifiers know that root.</param>
public sealed record LocalNetwork(
    GenesisDocument Genesis,
    AccountFile Publisher,
    AccountFile Submitter,
    ImmutableArray<AccountFile> Operators,
    AccountFile Elector,
    AccountFile Validator,
    string RootFile,
    Bytes32 RootFingerprint)
{
    private const ulong ChainId = 31_337;
    private static readonly TimeSpan RootLife = TimeSpan.FromDays(3_650);

    /// <summary>A network's own database, so that a new network never meets the log of an old one.</summary>
    public string DatabaseName => "lazai_" + Genesis.ComputeHash().ToString()[2..18];

    /// <summary>Reads the network of a folder; makes one on first use, which begins now.</summary>
    /// <exception cref="LocalSystemException">A file is missing or damaged.</exception>
    public static LocalNetwork Open(DataFolder folder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(time);
        var isNew = !File.Exists(folder.Genesis);
        using var random = RandomNumberGenerator.Create();
        var publisher = Account("publisher");
        var submitter = Account("submitter");
        var operators = Enumerable.Range(1, LocalSystemOptions.WorkersMaximum)
            .Select(number => Account(string.Create(CultureInfo.InvariantCulture, $"worker-{number}")))
            .ToImmutableArray();
        var (elector, validator) = (Account("elector"), Account("validator"));
        var rootFile = Path.Combine(folder.Keys, "development-root.pem");
        using var root = OpenRoot(rootFile, isNew, random, time.GetUtcNow());
        var genesis = isNew
            ? WriteGenesis(folder.Genesis, CreateGenesis(publisher, submitter, operators, elector, validator, time.GetUtcNow()))
            : ReadGenesis(folder.Genesis);
        return new LocalNetwork(genesis, publisher, submitter, operators, elector, validator, rootFile, root.Fingerprint);

        AccountFile Account(string name) => AccountFile.Open(Path.Combine(folder.Keys, name + ".json"), isNew, random);
    }

    private static GenesisDocument CreateGenesis(
        AccountFile publisher,
        AccountFile submitter,
        ImmutableArray<AccountFile> operators,
        AccountFile elector,
        AccountFile validator,
        DateTimeOffset now)
    {
        var rules = ProtocolRules.Local with { ChallengerElector = elector.Address };

        // Twice the minimum: a worker that is slashed once may go on.
        var stake = rules.WorkerStakeMinimum + rules.WorkerStakeMinimum;
        return new GenesisDocument(
            ChainId,
            now.ToUnixTimeSeconds(),
            rules,
            [
                new Allocation(LedgerAccount.User(publisher.Address), Amount.FromTokens(1_000)),
                new Allocation(LedgerAccount.User(submitter.Address), Amount.FromTokens(10_000_000)),
                .. operators.Select(worker => new Allocation(LedgerAccount.Stake(worker.Address), stake)),
                .. operators.Select(worker => new Allocation(LedgerAccount.User(worker.Address), Amount.FromTokens(1_000))),
                new Allocation(LedgerAccount.Stake(validator.Address), rules.ChallengerStakeMinimum + rules.ChallengerStakeMinimum),
                new Allocation(LedgerAccount.User(validator.Address), Amount.FromTokens(100_000)),
                new Allocation(LedgerAccount.Treasury, Amount.FromTokens(1_000_000)),
            ]);
    }

    // Written last and as a whole: a folder with a genesis has everything else too.
    private static GenesisDocument WriteGenesis(string file, GenesisDocument genesis)
    {
        File.WriteAllBytes(file + ".unfinished", CanonicalJson.Serialize(genesis));
        File.Move(file + ".unfinished", file);
        return genesis;
    }

    private static GenesisDocument ReadGenesis(string file)
    {
        try
        {
            return CanonicalJson.Deserialize<GenesisDocument>(File.ReadAllBytes(file));
        }
        catch (JsonException exception)
        {
            throw new LocalSystemException($"{file} holds no genesis document that this version reads. Remove the folder to begin anew.", exception);
        }
    }

    private static DevelopmentRoot OpenRoot(string file, bool mayCreate, RandomNumberGenerator random, DateTimeOffset now)
    {
        if (File.Exists(file))
        {
            return DevelopmentRoot.TryImportPem(File.ReadAllText(file), out var found)
                ? found
                : throw new LocalSystemException($"{file} holds no development root. Remove the folder to begin anew.");
        }

        if (!mayCreate)
        {
            throw new LocalSystemException($"{file} is missing. Remove the folder to begin anew.");
        }

        // Certificates that a worker makes under it may begin a little before they are made, but not before the root does.
        var root = DevelopmentRoot.Create(random, now - TimeSpan.FromDays(1), now + RootLife);
        PrivateFile.WriteNew(file, root.ExportPem());
        return root;
    }
}
