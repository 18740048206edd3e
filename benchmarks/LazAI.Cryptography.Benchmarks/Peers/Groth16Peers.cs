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

    // From the same as snarkjs gets: a key that serves many proofs, and the digits of a proof and of its signals.
    private static OurWork Verify(JsonElement inputs)
    {
        var proof = Json("proof");
        var signals = Json("signals");
        if (!VerificationKey.TryParse(Json("key"), out var key, out var refusal))
        {
            throw new InvalidOperationException($"The key is refused: {refusal}.");
        }

        var valid = false;
        return new OurWork(
            () => valid = Proof.TryParse(proof, out var parsed, out _)
                && PublicSignals.TryParse(signals, out var values, out _)
                && key.Verify(in parsed, values, out _),
            () => valid ? "true" : "false");

        byte[] Json(string member) => Encoding.UTF8.GetBytes(inputs.GetProperty(member).GetRawText());
    }
}
