using System.Text.Json;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Poseidon with the parameters of circomlib.</summary>
internal sealed class PoseidonPeers : IPeerFamily
{
    private readonly NodePeer _peer = new("poseidon");

    public string Name => "poseidon";

    public string Peer => "circomlibjs 0.1.7";

    public string? MissingReason => JudgePackages.SkipReason;

    public IReadOnlyList<PeerRow> Rows =>
    [
        new("hash of two elements (t = 3)", 0.1, null, () => _peer.Prepare("hashOfTwo", HashOfTwo)),
    ];

    public void Dispose() => _peer.Dispose();

    private static OurWork HashOfTwo(JsonElement inputs)
    {
        Bn254Scalar[] elements = [.. inputs.GetProperty("elements").EnumerateArray().Select(element => Bn254Scalar.Parse(element.GetString()!))];
        Bn254Scalar hash = default;
        return new OurWork(() => hash = PoseidonHash.Hash(elements), () => hash.ToString());
    }
}
