using System.Security.Cryptography;
using System.Text.Json;
using LazAI.Cryptography.Secp256k1;
using LazAI.Cryptography.Tests.Secp256k1;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

public class Secp256k1VectorTests
{
    private const string Family = "crypto/secp256k1";

    // The signatures of a file, once more together: a batch with eight in step must give each the answer that it got alone.
    private readonly List<BatchTests.Item> _batch = [];

    // A file says by its members what kind of cases it holds.
    [VectorTheory]
    [VectorFiles("crypto/secp256k1")]
    public void Secp256k1_EveryVectorOfFile_Holds(string name)
    {
        var file = VectorSuite.Files(Family).Single(candidate => candidate.Name == name);
        var root = file.ReadJson();
        VectorRun.All(file, Cases(root));
        BatchTests.Check([.. _batch]);
    }

    private IEnumerable<(JsonElement, Action<JsonElement>)> Cases(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Array => root.EnumerateArray().Select(vector => (vector, Kind(vector))),
        _ when root.Has("testGroups") => Wycheproof(root),
        _ => root.GetProperty("valid").EnumerateObject().SelectMany(kind => Points(kind, valid: true))
            .Concat(root.GetProperty("invalid").EnumerateObject().SelectMany(kind => Points(kind, valid: false))),
    };

    private Action<JsonElement> Kind(JsonElement vector) => vector switch
    {
        _ when vector.Has("Input") => Precompile,
        _ when vector.Has("k0") => Nonces,
        _ when vector.Has("extraEntropy0") => ExtraEntropy,
        _ when vector.Has("strict_low_s_valid") => EdgeCase,
        _ when vector.Has("privateKey") => SignRecover,
        _ when vector.Has("recoveryId") && vector.Has("d") => SignRecoverCompact,
        _ when vector.Has("Q") => InvalidVerify,
        _ when vector.Has("d") => InvalidSign,
        _ => InvalidRecover,
    };

    private static void Precompile(JsonElement vector)
    {
        var recovered = EcrecoverPrecompile.TryRecover(vector.Bytes("Input"), out var signer);
        var expected = vector.Bytes("Expected");
        Assert.Equal(expected.Length > 0, recovered);
        byte[] output = recovered ? [.. new byte[12], .. signer.AsSpan()] : [];
        Assert.Equal(expected, output);
    }

    private static void Nonces(JsonElement vector)
    {
        var digest = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(vector.Text("message")));
        Span<byte> reduced = stackalloc byte[32];
        Scalar.ReadReduced(digest, out _).Write(reduced);
        var nonces = new Rfc6979(stackalloc byte[Rfc6979.ScratchSize], vector.Bytes("d"), reduced, []);
        for (var i = 0; i < 16; i++)
        {
            var candidate = nonces.Next().ToBytes32().ToArray();
            if (vector.Has($"k{i}"))
            {
                Assert.Equal(vector.Bytes($"k{i}"), candidate);
            }
        }
    }

    private static void ExtraEntropy(JsonElement vector)
    {
        using var key = Key(vector.Bytes("d"));
        var digest = new Bytes32(vector.Bytes("m"));
        Check("signature", "recoveryId", []);
        Check("extraEntropy0", "recoveryId0", new byte[32]);
        Check("extraEntropy1", "recoveryId1", [.. new byte[31], 1]);
        Check("extraEntropyRand", "recoveryIdRand", VectorJson.Bytes("6e723d3fd94ed5d2b6bdd4f123364b0f3ca52af829988a63f8afe91d29db1c33"));
        Check("extraEntropyN", "recoveryIdN", VectorJson.Bytes("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141"));
        Check("extraEntropyMax", "recoveryIdMax", [.. Enumerable.Repeat((byte)0xff, 32)]);

        void Check(string signature, string recoveryId, byte[] entropy)
        {
            var made = entropy.Length == 0 ? key.Sign(digest) : key.Sign(digest, entropy);
            Assert.Equal(vector.Bytes(signature), made.Signature.ToCompact());
            Assert.Equal(vector.GetProperty(recoveryId).GetInt32(), made.V - 27);
            Assert.True(key.PublicKey.Verify(digest, made));
        }
    }

    private void EdgeCase(JsonElement vector)
    {
        var digest = new Bytes32(vector.Bytes("hash"));
        Assert.True(Secp256k1PublicKey.TryParse(vector.Bytes("pubkey_compressed"), out var key));
        var parsed = EcdsaSignature.TryCreate(new Bytes32(vector.Bytes("r")), new Bytes32(vector.Bytes("s")), out var signature);
        Assert.Equal(vector.GetProperty("plain_ecdsa_valid").GetBoolean(), parsed && key.VerifyAllowingHighS(digest, signature));
        Assert.Equal(vector.GetProperty("strict_low_s_valid").GetBoolean(), parsed && key.Verify(digest, signature));

        // The strict 65-byte form takes exactly the strictly valid signatures with their own v.
        var id = vector.GetProperty("recoveryId").GetInt32();
        byte[] bytes = [.. vector.Bytes("r"), .. vector.Bytes("s"), (byte)(27 + id)];
        var recovers = RecoverableSignature.TryParse(bytes, out var recoverable)
            && Secp256k1PublicKey.TryRecover(digest, recoverable, out var recovered) && recovered.Equals(key);
        var fails = vector.Has("recover_fails") && vector.GetProperty("recover_fails").GetBoolean();
        Assert.Equal(vector.GetProperty("strict_low_s_valid").GetBoolean() && !fails, recovers);
        Assert.False(fails && id < 4 && TryRecover(digest, signature, id, out _));
        _batch.Add(new BatchTests.Item(key, digest, signature, new RecoverableSignature(signature.R, signature.S, id)));
    }

    private void SignRecover(JsonElement vector)
    {
        using var key = Key(vector.Bytes("privateKey"));
        Assert.Equal(vector.Bytes("pubkey_compressed"), key.PublicKey.ToCompressed());
        Assert.Equal(vector.Bytes("pubkey_uncompressed"), key.PublicKey.ToUncompressed());
        byte[] signature = [.. vector.Bytes("r"), .. vector.Bytes("s"), (byte)(27 + vector.GetProperty("recoveryId").GetInt32())];
        Signed.Check(vector.Bytes("privateKey"), vector.Text("address"), new Bytes32(vector.Bytes("hash")), signature);
        Assert.True(RecoverableSignature.TryParse(signature, out var parsed));
        _batch.Add(new BatchTests.Item(key.PublicKey, new Bytes32(vector.Bytes("hash")), parsed.Signature, parsed));
    }

    private void SignRecoverCompact(JsonElement vector)
    {
        using var key = Key(vector.Bytes("d"));
        byte[] signature = [.. vector.Bytes("signature"), (byte)(27 + vector.GetProperty("recoveryId").GetInt32())];
        Signed.Check(vector.Bytes("d"), key.Address.ToString(), new Bytes32(vector.Bytes("m")), signature);
        Assert.True(EcdsaSignature.TryParseCompact(vector.Bytes("signature"), out var parsed));
        Assert.True(key.PublicKey.Verify(new Bytes32(vector.Bytes("m")), parsed));
    }

    private void InvalidVerify(JsonElement vector) => Assert.False(
        Secp256k1PublicKey.TryParse(vector.Bytes("Q"), out var key)
        && EcdsaSignature.TryParseCompact(vector.Bytes("signature"), out var signature)
        && key.Verify(new Bytes32(vector.Bytes("m")), signature));

    private static void InvalidSign(JsonElement vector) =>
        Assert.False(Secp256k1PrivateKey.TryCreate(vector.Bytes("d"), out _));

    private static void InvalidRecover(JsonElement vector)
    {
        var parsed = EcdsaSignature.TryParseCompact(vector.Bytes("signature"), out var signature);
        int[] ids = vector.Has("recoveryId") ? [vector.GetProperty("recoveryId").GetInt32()] : [0, 1, 2, 3];
        Assert.All(ids, id => Assert.False(parsed && TryRecover(new Bytes32(vector.Bytes("m")), signature, id, out _)));
    }

    private IEnumerable<(JsonElement, Action<JsonElement>)> Wycheproof(JsonElement root)
    {
        // Bitcoin's rules want low s on top.
        var lowS = root.Text("schema").Contains("bitcoin", StringComparison.Ordinal);
        var compact = root.Text("schema").Contains("p1363", StringComparison.Ordinal);
        foreach (var group in root.GetProperty("testGroups").EnumerateArray())
        {
            Assert.Equal("SHA-256", group.Text("sha"));
            var parsedKey = Secp256k1PublicKey.TryParse(group.GetProperty("publicKey").Bytes("uncompressed"), out var key);
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                yield return (test, vector =>
                {
                    var digest = new Bytes32(SHA256.HashData(vector.Bytes("msg")));
                    var bytes = vector.Bytes("sig");
                    var parsed = compact
                        ? EcdsaSignature.TryParseCompact(bytes, out var signature)
                        : EcdsaSignature.TryParseDer(bytes, out signature);
                    var verified = parsedKey && parsed
                        && (lowS ? key!.Verify(digest, signature) : key!.VerifyAllowingHighS(digest, signature));
                    if (parsedKey)
                    {
                        _batch.Add(new BatchTests.Item(key!, digest, signature, new RecoverableSignature(signature.R, signature.S, 0)));
                    }

                    Assert.Contains(vector.Text("result"), new[] { "valid", "invalid" });
                    Assert.Equal(vector.Text("result") == "valid", verified);
                }
                );
            }
        }
    }

    private static IEnumerable<(JsonElement, Action<JsonElement>)> Points(JsonProperty kind, bool valid) =>
        kind.Value.EnumerateArray().Select(vector => (vector, (Action<JsonElement>)(v => Point(kind.Name, v, valid))));

    private static void Point(string operation, JsonElement vector, bool valid)
    {
        byte[]? result;
        switch (operation)
        {
            case "isPoint":
                Assert.Equal(vector.GetProperty("expected").GetBoolean(), Secp256k1PublicKey.TryParse(vector.Bytes("P"), out _));
                return;

            case "pointCompress":
                result = Secp256k1PublicKey.TryParse(vector.Bytes("P"), out var key) ? Encode(key, IsCompressed(vector, "P")) : null;
                break;

            case "pointFromScalar":
                result = Secp256k1PrivateKey.TryCreate(vector.Bytes("d"), out var secret)
                    ? Encode(secret.PublicKey, IsCompressed(vector, null))
                    : null;
                break;

            case "pointNegate":
                // Of a private key.
                result = Scalar.TryRead(vector.Bytes("d"), out var d) ? (-d).ToBytes32().ToArray() : null;
                break;

            case "pointMultiply":
                result = TryPointAndTweak(vector, out var point, out var tweak) ? Multiply(point, tweak, vector) : null;
                break;

            case "pointAddScalar":
                result = TryPointAndTweak(vector, out point, out tweak)
                    ? Encode(VariableTimeMultiplication.Multiply(in tweak, Scalar.One, in point), vector)
                    : null;
                break;

            case "pointAdd":
                result = Secp256k1PublicKey.TryParse(vector.Bytes("P"), out var p) && Secp256k1PublicKey.TryParse(vector.Bytes("Q"), out var q)
                    ? Encode(Sum(p.Point, q.Point), vector)
                    : null;
                break;

            default:
                Assert.Fail($"{operation} is not known.");
                return;
        }

        var expected = !valid || vector.GetProperty("expected").ValueKind == JsonValueKind.Null ? null : vector.Bytes("expected");
        Assert.Equal(expected, result);
    }

    // Both ways to multiply a point must agree.
    private static byte[]? Multiply(AffinePoint point, Scalar factor, JsonElement vector)
    {
        var result = Encode(VariableTimeMultiplication.Multiply(Scalar.Zero, in factor, in point), vector);
        if (result is not null)
        {
            var constantTime = new Secp256k1PublicKey(ConstantTimeMultiplication.Multiply(in factor, in point).ToAffine());
            Assert.Equal(result, Encode(constantTime, IsCompressed(vector, "P")));
        }

        return result;
    }

    private static JacobianPoint Sum(in AffinePoint p, in AffinePoint q)
    {
        var sum = new JacobianPoint(in p);
        sum.Add(in q);
        return sum;
    }

    private static bool TryPointAndTweak(JsonElement vector, out AffinePoint point, out Scalar tweak)
    {
        point = default;
        tweak = default;
        if (!Secp256k1PublicKey.TryParse(vector.Bytes("P"), out var key))
        {
            return false;
        }

        point = key.Point;
        return Scalar.TryRead(vector.Bytes("d"), out tweak);
    }

    private static byte[]? Encode(JacobianPoint point, JsonElement vector) =>
        point.IsInfinity ? null : Encode(new Secp256k1PublicKey(point.ToAffineVariableTime()), IsCompressed(vector, "P"));

    private static byte[] Encode(Secp256k1PublicKey key, bool compressed) => compressed ? key.ToCompressed() : key.ToUncompressed();

    // As asked for, else in the form of the input, else compressed.
    private static bool IsCompressed(JsonElement vector, string? input) =>
        vector.Has("compress") && vector.GetProperty("compress").ValueKind is JsonValueKind.True or JsonValueKind.False
            ? vector.GetProperty("compress").GetBoolean()
            : input is null || vector.Bytes(input).Length == Secp256k1PublicKey.CompressedSize;

    private static bool TryRecover(Bytes32 digest, EcdsaSignature signature, int id, out AffinePoint point)
    {
        point = default;
        return signature.TryGetScalars(out var r, out var s) && Ecdsa.TryRecover(in digest, in r, in s, id, out point);
    }

    private static Secp256k1PrivateKey Key(byte[] bytes)
    {
        Assert.True(Secp256k1PrivateKey.TryCreate(bytes, out var key));
        return key;
    }
}
