using System.Text.Json;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>A proof (A, B, C) of J. Groth, "On the size of pairing-based non-interactive arguments" (2016), over BN254.</summary>
/// <remarks>
/// Anyone can turn a proof into others of the same statement, (-A, -B, C) for one. So a proof must never serve as an identifier: that
/// is for what it proves, such as a nullifier among the signals.
/// </remarks>
public readonly struct Proof : IEquatable<Proof>
{
    /// <summary>Bytes of JSON: four times what snarkjs writes.</summary>
    public const int JsonLengthMaximum = 4096;

    private static readonly string[] _members = ["pi_a", "pi_b", "pi_c", "protocol", "curve"];

    internal readonly G1Point A;
    internal readonly G2Point B;
    internal readonly G1Point C;

    internal Proof(in G1Point a, in G2Point b, in G1Point c)
    {
        A = a;
        B = b;
        C = c;
    }

    /// <summary>Reads snarkjs's proof.json. The points are checked: on their curves, B in its subgroup.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, out Proof proof, out Groth16Refusal refusal)
    {
        proof = default;
        if (utf8Json.Length > JsonLengthMaximum)
        {
            refusal = Groth16Refusal.TooLong;
            return false;
        }

        var reader = new SnarkJsReader(utf8Json);
        try
        {
            var read = TryRead(ref reader, out proof);
            refusal = reader.Refusal;
            return read;
        }
        catch (JsonException)
        {
            refusal = Groth16Refusal.MalformedJson;
            return false;
        }
    }

    /// <summary>snarkjs's proof.json.</summary>
    public byte[] ToJson()
    {
        var proof = this;
        return SnarkJsWriter.Write(json =>
        {
            json.WriteStartObject();
            json.WritePropertyName("pi_a");
            json.WriteG1(in proof.A);
            json.WritePropertyName("pi_b");
            json.WriteG2(in proof.B);
            json.WritePropertyName("pi_c");
            json.WriteG1(in proof.C);
            json.WriteString("protocol", "groth16");
            json.WriteString("curve", "bn128");
            json.WriteEndObject();
        });
    }

    /// <summary>Whether all three points are the same.</summary>
    public bool Equals(Proof other) => A.Equals(other.A) && B.Equals(other.B) && C.Equals(other.C);

    public override bool Equals(object? obj) => obj is Proof other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(A, B, C);

    public static bool operator ==(Proof left, Proof right) => left.Equals(right);

    public static bool operator !=(Proof left, Proof right) => !left.Equals(right);

    private static bool TryRead(ref SnarkJsReader reader, out Proof proof)
    {
        proof = default;
        var (a, b, c) = (default(G1Point), default(G2Point), default(G1Point));
        if (!reader.TryReadStartOfObject())
        {
            return false;
        }

        var seen = 0U;
        while (true)
        {
            if (!reader.TryReadMember(_members, ref seen, out var member))
            {
                return false;
            }

            if (member < 0)
            {
                break;
            }

            var read = member switch
            {
                0 => reader.TryReadG1(out a),
                1 => reader.TryReadG2(out b),
                2 => reader.TryReadG1(out c),
                3 => reader.TryReadText("groth16", Groth16Refusal.WrongProtocol),
                _ => reader.TryReadText("bn128", Groth16Refusal.WrongCurve),
            };
            if (!read)
            {
                return false;
            }
        }

        if (seen != (1U << _members.Length) - 1)
        {
            return reader.Refuse(Groth16Refusal.MissingMember);
        }

        if (!reader.TryReadEnd())
        {
            return false;
        }

        proof = new(in a, in b, in c);
        return true;
    }
}
