using System.Security.Cryptography;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Files;
using LazAI.Cryptography.Tests.Groth16.Proving;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>
/// Groth16 proofs over BN254 of one key and one witness, both written to snarkjs's files: a system with a quantised network's looks, of
/// as many constraints as fit into a domain of 2^14, and of three private wires in five a bit. snarkjs opens the key's file for each proof. The last row proves a digit as a worker does, witness included; the peer, which could only compute
/// a witness for a circuit of circom's, is given it.
/// </summary>
internal sealed class Groth16ProvePeers : IPeerFamily
{
    private const int DomainSize = 1 << 14;
    private const int PublicSignals = 8;
    private const int Seed = 14;

    private readonly NodePeer _peer = new("groth16-prove");
    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
    private readonly Lazy<(SyntheticSystem System, ProvingKey Key)> _circuit;
    private readonly Lazy<(DigitCircuit Circuit, ProvingKey Key)> _digit;
    private readonly List<string> _folders = [];

    public Groth16ProvePeers()
    {
        _circuit = new(() =>
        {
            var synthetic = SyntheticSystem.Create(new Random(Seed), DomainSize - PublicSignals - 1, PublicSignals);
            return (synthetic, InsecureDevelopmentSetup.Create(synthetic.System, _random, Environment.ProcessorCount));
        });
        _digit = new(() =>
        {
            var digit = new DigitCircuit();
            return (digit, InsecureDevelopmentSetup.Create(digit.System, _random, Environment.ProcessorCount));
        });
    }

    public string Name => "groth16-prove";

    public string Peer => "snarkjs 0.7.6";

    public string? MissingReason => JudgePackages.SkipReason;

    public IReadOnlyList<PeerRow> Rows =>
    [
        new("prove 2^14, two cores", 1, 0.33, () => Prove("prove", cores: 2, readsKey: false)) { Cores = 2 },
        new("prove 2^14, two cores, key read each time", 1, 0.33, () => Prove("prove", cores: 2, readsKey: true)) { Cores = 2 },
        new("prove 2^14, one core", 1, 0.33, () => Prove("proveWithoutWorkers", cores: 1, readsKey: false)),
        new("witness and proof of a digit, one core", 1, 0.33, ProveDigit),
    ];

    public void Dispose()
    {
        _peer.Dispose();
        _random.Dispose();
        foreach (var folder in _folders)
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private Contest Prove(string operation, int cores, bool readsKey)
    {
        var (synthetic, key) = _circuit.Value;
        return _peer.Prepare(operation, _ => Ours(synthetic, key, cores, readsKey), Files(key, synthetic.Witness));
    }

    private Contest ProveDigit()
    {
        var (circuit, key) = _digit.Value;
        var options = new ProvingOptions { MaximumDegreeOfParallelism = 1 };
        ProvingOutcome? outcome = null;
        var work = new OurWork(
            () => outcome = Prover.Prove(key, circuit.System, circuit.Assign(), _random, options), () => outcome is Proved ? "true" : "false");
        return _peer.Prepare("proveWithoutWorkers", _ => work, Files(key, circuit.Assign()));
    }

    private OurWork Ours(SyntheticSystem synthetic, ProvingKey key, int cores, bool readsKey)
    {
        var options = new ProvingOptions { MaximumDegreeOfParallelism = cores };
        var (bytes, hash) = (key.ToBytes(), key.Hash);
        ProvingOutcome? outcome = null;
        return new OurWork(
            () =>
            {
                var used = key;
                if (readsKey && !ProvingKey.TryReadTrusted(bytes, in hash, out used, out _))
                {
                    throw new InvalidOperationException("The key's bytes are refused.");
                }

                outcome = Prover.Prove(used!, synthetic.System, synthetic.Witness, _random, options);
            },
            () => outcome is Proved ? "true" : "false");
    }

    private object Files(ProvingKey key, Witness witness)
    {
        var folder = Directory.CreateTempSubdirectory("lazai-prove-").FullName;
        _folders.Add(folder);
        var (zkey, wtns) = (Path.Combine(folder, "key.zkey"), Path.Combine(folder, "witness.wtns"));
        File.WriteAllBytes(zkey, key.ToZkey());
        File.WriteAllBytes(wtns, WitnessFile.Write(witness));
        return new { zkey, wtns };
    }
}
