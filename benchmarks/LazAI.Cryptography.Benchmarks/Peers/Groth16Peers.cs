using System.Text;
using System.Text.Json;
using LazAI.Cryptography.Groth16;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Groth16 verification over BN254.</summary>
internal sealed class Groth16Peers : IPeerFamily
{
    private readonly NodePeer _peer = new("groth16");

    public string Name => "groth16";

    public string Peer => "snarkjs 0.7.6";

    public string? MissingReason => JudgePackages.SkipReason;

    public IReadOnlyList<PeerRow> Rows =>
    [
        new("verify, 8 signals", 0.15, 0.1, () => _peer.Prepare("verify", Verify)),
        new("verify, 8 signals, peer without workers", null, null, () => _peer.Prepare("verifyWithoutWorkers", Verify)),
    ];

    public void Dispose() => _peer.Dispose();

    // Ours has checked the key once, as it is meant to be used; snarkjs reads it each time, and both read proof and signals each time.
    private static OurWork Verify(JsonElement inputs)
    {
        if (!VerificationKey.TryParse(Utf8(inputs, "key"), out var key, out var refusal))
        {
            throw new InvalidOperationException($"The peer's key is refused: {refusal}.");
        }

        var (proofJson, signalsJson) = (Utf8(inputs, "proof"), Utf8(inputs, "signals"));
        return new OurWork(
            () => _ = Proof.TryParse(proofJson, out var proof, out refusal)
                && PublicSignals.TryParse(signalsJson, out var signals, out refusal)
                && key.Verify(in proof, signals, out refusal),
            () => refusal == Groth16Refusal.None ? "true" : refusal.ToString());
    }

    private static byte[] Utf8(JsonElement inputs, string name) => Encoding.UTF8.GetBytes(inputs.GetProperty(name).GetRawText());
}
