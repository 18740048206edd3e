using System.Text.Json;
using LazAI.Cryptography.BlsSignatures;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>BLS signatures with keys in G1.</summary>
internal sealed class BlsPeers : IPeerFamily
{
    private readonly NodePeer _peer = new("bls");

    public string Name => "bls";

    public string Peer => "@chainsafe/blst 2.2.0";

    public string? MissingReason => JudgePackages.SkipReason;

    public IReadOnlyList<PeerRow> Rows =>
    [
        new("sign", 2.0, 1.5, () => _peer.Prepare("sign", Sign)),
        new("verify, key and signature parsed", 2.0, 1.5, () => _peer.Prepare("verify", Verify)),
        new("verify from bytes, with all checks", 2.0, 1.5, () => _peer.Prepare("verifyEncoded", VerifyEncoded)),
        new("fast-aggregate-verify of 128", 2.0, 1.5, () => _peer.Prepare("fastAggregateVerify", FastAggregateVerify)),

        // Ours is the batch, divided by its signatures; the peer verifies one alone.
        new("one of a batch of 64, to one alone", 1.0, 0.5, () => _peer.Prepare("verifyOneOfBatch", VerifyOneOfBatch)),
        new("batch of 64, to a batch of 64", null, null, () => _peer.Prepare("verifyBatch", VerifyBatch)),
    ];

    public void Dispose() => _peer.Dispose();

    private static OurWork Sign(JsonElement inputs)
    {
        var key = BlsSecretKey.TryCreate(inputs.Bytes("key"), out var read) ? read : throw new InvalidOperationException("The key is refused.");
        var message = inputs.Bytes("message");
        BlsSignature? signature = null;
        return new OurWork(() => signature = BlsScheme.ProofOfPossession.Sign(key, message), () => signature!.ToString());
    }

    private static OurWork Verify(JsonElement inputs)
    {
        var (key, message, signature) = Signed(inputs);
        return Verifying(() => BlsScheme.ProofOfPossession.Verify(key, message.Span, signature));
    }

    private static OurWork VerifyEncoded(JsonElement inputs)
    {
        var (publicKey, message, signature) = (inputs.Bytes("publicKey"), inputs.Bytes("message"), inputs.Bytes("signature"));
        return Verifying(() =>
            BlsPublicKey.TryParse(publicKey, out var key, out _)
            && BlsSignature.TryParse(signature, out var parsed, out _)
            && BlsScheme.ProofOfPossession.Verify(key, message, parsed));
    }

    private static OurWork FastAggregateVerify(JsonElement inputs)
    {
        var keys = inputs.BytesOfAll("publicKeys").Select(bytes => Key(bytes.Span)).ToArray();
        var (message, signature) = (inputs.Bytes("message"), Signature(inputs.Bytes("signature")));
        return Verifying(() => BlsScheme.ProofOfPossession.FastAggregateVerify(keys, message, signature));
    }

    private static OurWork VerifyBatch(JsonElement inputs)
    {
        BlsSignedMessage[] batch = [.. inputs.GetProperty("sets").EnumerateArray().Select(Signed)];
        return Verifying(() => BlsScheme.ProofOfPossession.VerifyBatch(batch));
    }

    private static OurWork VerifyOneOfBatch(JsonElement inputs) =>
        VerifyBatch(inputs) with { Operations = inputs.GetProperty("sets").GetArrayLength() };

    private static OurWork Verifying(Func<bool> work)
    {
        var isValid = false;
        return new OurWork(() => isValid = work(), () => isValid ? "true" : "false");
    }

    private static BlsSignedMessage Signed(JsonElement set) => new(Key(set.Bytes("publicKey")), set.Bytes("message"), Signature(set.Bytes("signature")));

    private static BlsPublicKey Key(ReadOnlySpan<byte> bytes) =>
        BlsPublicKey.TryParse(bytes, out var key, out var refusal) ? key : throw new InvalidOperationException($"The key is refused: {refusal}.");

    private static BlsSignature Signature(ReadOnlySpan<byte> bytes) =>
        BlsSignature.TryParse(bytes, out var signature, out var refusal)
            ? signature
            : throw new InvalidOperationException($"The signature is refused: {refusal}.");
}
