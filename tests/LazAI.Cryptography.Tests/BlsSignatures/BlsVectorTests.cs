using System.Text.Json;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.BlsSignatures;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Cryptography.Tests.Vectors;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.BlsSignatures;

/// <summary>Ethereum's, Wycheproof's and our own signatures. A key or signature that cannot be parsed makes the answer false.</summary>
public class BlsVectorTests
{
    private const string Family = "crypto/bls";

    // Points, hashes and pairings: see the tests of Bls12381.
    private static readonly string[] JudgedElsewhere =
        ["ethereum_deserialization_", "ethereum_hash_to_G2", "generated_pairing_gt", "wycheproof_bls_hash_to_g2", "zkcrypto_g"];

    [VectorTheory]
    [VectorFiles("crypto/bls")]
    public void Scheme_EveryVectorOfFile_GivesTheAnswerOnEveryPath(string file) => VectorRun.OnEachPath(() => Run(file));

    private static void Run(string file)
    {
        Action<JsonElement>? check = file switch
        {
            "ethereum_aggregate.json" => Aggregate,
            "ethereum_aggregate_verify.json" => AggregateVerify,
            "ethereum_batch_verify.json" or "generated_batch_verify.json" => VerifyBatch,
            "ethereum_fast_aggregate_verify.json" or "generated_fast_aggregate_verify.json" => FastAggregateVerify,
            "ethereum_sign.json" => Sign,
            "ethereum_verify.json" => Verify,
            "generated_keygen_sign.json" => DeriveAndSign,
            _ => null,
        };
        if (check is not null)
        {
            VectorRun.EachCase(Family, file, vector =>
            {
                foreach (var path in LanePoints.Paths)
                {
                    LanePaths.On(path, () => check(vector));
                }
            });
        }
        else if (file == "generated_proof_of_possession.json")
        {
            ProofsOfPossession(file);
        }
        else if (file.StartsWith("wycheproof_bls_sig", StringComparison.Ordinal))
        {
            Wycheproof(file);
        }
        else
        {
            Assert.Contains(JudgedElsewhere, prefix => file.StartsWith(prefix, StringComparison.Ordinal));
        }
    }

    private static void Aggregate(JsonElement vector)
    {
        var signatures = vector.GetProperty("input").EnumerateArray().Select(signature => Signature(VectorJson.Bytes(signature.GetString()!))).ToArray();
        BlsSignature? aggregate = null;
        var isMade = signatures.All(signature => signature is not null) && BlsSignature.TryAggregate(signatures!, out aggregate);
        Assert.Equal(vector.GetProperty("output").ValueKind != JsonValueKind.Null, isMade);
        if (isMade)
        {
            Assert.Equal(vector.Bytes("output"), aggregate!.ToArray());
        }
    }

    private static void Sign(JsonElement vector)
    {
        var (input, output) = (vector.GetProperty("input"), vector.GetProperty("output"));
        Assert.Equal(output.ValueKind != JsonValueKind.Null, BlsSecretKey.TryCreate(input.Bytes("privkey"), out var key));
        if (key is not null)
        {
            Assert.All(LanePoints.Paths, path => Assert.Equal(
                vector.Bytes("output"), LanePaths.On(path, () => BlsScheme.ProofOfPossession.Sign(key, input.Bytes("message")).ToArray())));
        }
    }

    private static void DeriveAndSign(JsonElement vector)
    {
        Assert.True(BlsSecretKey.TryDerive(vector.Bytes("ikm"), [], out var key));
        var bytes = new byte[BlsSecretKey.Size];
        key.Export(bytes);
        Assert.Equal(vector.Bytes("privkey"), bytes);
        Assert.Equal(vector.Bytes("pubkey"), key.PublicKey.ToArray());
        var signature = Scheme(vector.Text("dst")).Sign(key, vector.Bytes("message"));
        Assert.Equal(vector.Bytes("signature"), signature.ToArray());
        Assert.True(Scheme(vector.Text("dst")).Verify(key.PublicKey, vector.Bytes("message"), signature));
    }

    private static void Verify(JsonElement vector)
    {
        var input = vector.GetProperty("input");
        Assert.Equal(
            vector.GetProperty("output").GetBoolean(),
            Verify(BlsScheme.ProofOfPossession, input.Bytes("pubkey"), input.Bytes("message"), input.Bytes("signature")));
    }

    private static void VerifyBatch(JsonElement vector)
    {
        var input = vector.GetProperty("input");
        var (keys, messages) = (Keys(input), Messages(input));
        var signatures = input.GetProperty("signatures").EnumerateArray().Select(bytes => Signature(VectorJson.Bytes(bytes.GetString()!))).ToArray();
        if (keys.Length != signatures.Length || Array.Exists(keys, key => key is null) || Array.Exists(signatures, signature => signature is null))
        {
            Assert.False(vector.GetProperty("output").GetBoolean());
            return;
        }

        var batch = keys.Select((key, i) => new BlsSignedMessage(key!, messages[i], signatures[i]!)).ToArray();
        var expected = batch.Select(item => BlsScheme.ProofOfPossession.Verify(item.PublicKey, item.Message.Span, item.Signature)).ToArray();
        Assert.Equal(vector.GetProperty("output").GetBoolean(), BlsScheme.ProofOfPossession.VerifyBatch(batch));
        Assert.Equal(vector.GetProperty("output").GetBoolean(), expected.All(isValid => isValid));

        var answers = new bool[batch.Length];
        Assert.True(BlsScheme.ProofOfPossession.VerifyEach(batch, answers));
        Assert.Equal(expected, answers);
    }

    private static void AggregateVerify(JsonElement vector)
    {
        var input = vector.GetProperty("input");
        Assert.Equal(
            vector.GetProperty("output").GetBoolean(),
            AggregateVerify(BlsScheme.ProofOfPossession, Keys(input), Messages(input), input.Bytes("signature")));
    }

    private static void FastAggregateVerify(JsonElement vector)
    {
        var input = vector.GetProperty("input");
        Assert.Equal(vector.GetProperty("output").GetBoolean(), IsSignedByAll(input));
    }

    private static void ProofsOfPossession(string name)
    {
        var file = VectorSuite.Files(Family).Single(candidate => candidate.Name == name);
        var root = file.ReadJson();
        var proofs = root.GetProperty("pops").EnumerateArray().ToArray();
        VectorRun.All(
            file,
            proofs.Select(vector => (vector, (Action<JsonElement>)Check))
                .Concat(root.Has("rogue_key_attack") ? [(root.GetProperty("rogue_key_attack"), CheckAttack)] : []));

        void Check(JsonElement vector) => Assert.Equal(
            vector.GetProperty("valid").GetBoolean(),
            BlsPublicKey.TryParse(vector.Bytes("pubkey"), out var key, out _)
                && Signature(vector.Bytes("proof")) is { } proof
                && BlsScheme.ProofOfPossession.VerifyProof(key, proof));

        // The made-up key passes, which is why its proof has to be asked for; that of another key is none.
        void CheckAttack(JsonElement vector)
        {
            Assert.Equal(vector.GetProperty("fast_aggregate_verify").GetBoolean(), IsSignedByAll(vector));
            Assert.All(proofs, proof => Assert.False(
                Signature(proof.Bytes("proof")) is { } parsed && BlsScheme.ProofOfPossession.VerifyProof(Keys(vector)[1]!, parsed)));
        }
    }

    private static void Wycheproof(string name)
    {
        var file = VectorSuite.Files(Family).Single(candidate => candidate.Name == name);
        VectorRun.All(file, file.ReadJson().GetProperty("testGroups").EnumerateArray().SelectMany(group =>
            group.GetProperty("tests").EnumerateArray().Select(test => (test, (Action<JsonElement>)(vector =>
            {
                var scheme = Scheme(group.Text("ciphersuite"));
                var isValid = vector.Has("pubkeys")
                    ? AggregateVerify(scheme, Keys(vector), Messages(vector), vector.Bytes("sig"))
                    : Verify(scheme, group.GetProperty("publicKey").Bytes("pk"), vector.Bytes("msg"), vector.Bytes("sig"));
                Assert.Equal(vector.Text("result") == "valid", isValid);
            })))));
    }

    private static bool Verify(BlsScheme scheme, byte[] publicKey, byte[] message, byte[] signature) =>
        BlsPublicKey.TryParse(publicKey, out var key, out _) && Signature(signature) is { } parsed && scheme.Verify(key, message, parsed);

    private static bool AggregateVerify(BlsScheme scheme, BlsPublicKey?[] keys, ReadOnlyMemory<byte>[] messages, byte[] signature) =>
        keys.All(key => key is not null) && Signature(signature) is { } parsed && scheme.AggregateVerify(keys!, messages, parsed);

    private static bool IsSignedByAll(JsonElement input) =>
        Keys(input) is var keys && keys.All(key => key is not null)
        && Signature(input.Bytes("signature")) is { } signature
        && BlsScheme.ProofOfPossession.FastAggregateVerify(keys!, input.Bytes("message"), signature);

    private static BlsScheme Scheme(string tag) => tag switch
    {
        "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_" => BlsScheme.Basic,
        "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_AUG_" => BlsScheme.MessageAugmentation,
        "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_" => BlsScheme.ProofOfPossession,
        _ => throw new InvalidDataException(tag),
    };

    private static BlsPublicKey?[] Keys(JsonElement input)
    {
        ReadOnlyMemory<byte>[] encodings =
            [.. input.GetProperty("pubkeys").EnumerateArray().Select(bytes => (ReadOnlyMemory<byte>)VectorJson.Bytes(bytes.GetString()!))];
        var keys = new BlsPublicKey?[encodings.Length];
        Assert.Equal(BlsPublicKey.TryParseAll(encodings, keys, new PointRefusal[encodings.Length]), keys.All(key => key is not null));
        return keys;
    }

    private static ReadOnlyMemory<byte>[] Messages(JsonElement input) =>
        [.. input.GetProperty("messages").EnumerateArray().Select(bytes => (ReadOnlyMemory<byte>)VectorJson.Bytes(bytes.GetString()!))];

    private static BlsSignature? Signature(byte[] bytes) => BlsSignature.TryParse(bytes, out var signature, out _) ? signature : null;
}
