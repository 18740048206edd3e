using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using LazAI.Cryptography.Bn254;
using Fp12 = LazAI.Cryptography.Fields.DodecicExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.Tower>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>A circuit's verification key, checked once and made ready for many proofs.</summary>
/// <remarks>
/// That no known relation holds between its points is checked. That nobody knows another is what the ceremony behind it is for: whoever
/// made the key alone can prove anything with it.
/// </remarks>
public sealed class VerificationKey
{
    /// <summary>The most public signals of a key: ours have a handful, and each costs a verifier time.</summary>
    public const int SignalsMaximum = 1024;

    /// <summary>Bytes of JSON: twice what snarkjs writes for the most signals.</summary>
    public const int JsonLengthMaximum = 512 * SignalsMaximum;

    private readonly G1Point[] _ic;
    private readonly SignalCommitment _commitment;
    private readonly Fp12 _alphaBeta;
    private readonly Line[] _negatedGamma;
    private readonly Line[] _negatedDelta;

    private VerificationKey(in G1Point alpha, in G2Point beta, in G2Point gamma, in G2Point delta, G1Point[] ic)
    {
        (Alpha, Beta, Gamma, Delta) = (alpha, beta, gamma, delta);
        _ic = ic;
        _commitment = new(ic);
        _alphaBeta = Pairing.Of(in alpha, in beta);
        _negatedGamma = AteLines.Of(-gamma);
        _negatedDelta = AteLines.Of(-delta);
        Hash = ComputeHash();
    }

    /// <summary>How many public signals a proof has.</summary>
    public int SignalCount => _ic.Length - 1;

    /// <summary>
    /// Keccak-256 of the points as EIP-196 and EIP-197 write them: alpha, beta, gamma, delta, IC_0, IC_1, ... What keys are trusted by.
    /// </summary>
    public Bytes32 Hash { get; }

    /// <summary>Whether the key bears the mark of <see cref="Proving.InsecureDevelopmentSetup"/>, in whatever form it came here.</summary>
    public bool IsOfInsecureDevelopmentSetup => Gamma.Equals(DevelopmentMark.Gamma2);

    internal G1Point Alpha { get; }

    internal G2Point Beta { get; }

    internal G2Point Gamma { get; }

    internal G2Point Delta { get; }

    internal ReadOnlySpan<G1Point> Ic => _ic;

    /// <summary>Reads snarkjs's verification_key.json. Its vk_alphabeta_12 may be anything: it is computed, not read.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8Json, [NotNullWhen(true)] out VerificationKey? key, out Groth16Refusal refusal)
    {
        key = null;
        if (utf8Json.Length > JsonLengthMaximum)
        {
            refusal = Groth16Refusal.TooLong;
            return false;
        }

        var reader = new SnarkJsReader(utf8Json);
        try
        {
            if (!VerificationKeyPoints.TryRead(ref reader, out var points))
            {
                refusal = reader.Refusal;
                return false;
            }

            return TryCreate(in points.Alpha, in points.Beta, in points.Gamma, in points.Delta, [.. points.Ic], out key, out refusal);
        }
        catch (JsonException)
        {
            refusal = Groth16Refusal.MalformedJson;
            return false;
        }
    }

    /// <summary>From points of the groups.</summary>
    internal static bool TryCreate(
        in G1Point alpha,
        in G2Point beta,
        in G2Point gamma,
        in G2Point delta,
        G1Point[] ic,
        [NotNullWhen(true)] out VerificationKey? key,
        out Groth16Refusal refusal)
    {
        refusal = alpha.IsInfinity || beta.IsInfinity || gamma.IsInfinity || delta.IsInfinity || Array.Exists(ic, point => point.IsInfinity)
            ? Groth16Refusal.InfinityInKey
            : AreRelated(in beta, in gamma) || AreRelated(in gamma, in delta) || AreRelated(in delta, in beta)
            ? Groth16Refusal.ForgeableKey
            : Groth16Refusal.None;
        key = refusal == Groth16Refusal.None ? new(in alpha, in beta, in gamma, in delta, ic) : null;
        return key is not null;
    }

    /// <summary>
    /// Whether e(A, B) = e(alpha, beta) e(IC_0 + sum s_i IC_i, gamma) e(C, delta), with one product of three Miller loops. Allocates
    /// nothing.
    /// </summary>
    public bool Verify(in Proof proof, ReadOnlySpan<Bn254Scalar> signals, out Groth16Refusal refusal)
    {
        if (signals.Length != SignalCount)
        {
            refusal = Groth16Refusal.SignalCountMismatch;
            return false;
        }

        Span<LineArgument> arguments = stackalloc LineArgument[3];
        LineArgument.From([new(in proof.A), _commitment.Of(signals), new(in proof.C)], arguments);

        var lines = ArrayPool<Line>.Shared.Rent(AteLines.Count);
        AteLines.Write(in proof.B, lines);
        var product = MillerLoop.Run(arguments, [lines, _negatedGamma, _negatedDelta]);
        ArrayPool<Line>.Shared.Return(lines);

        refusal = FinalExponentiation.Run(in product).Equals(_alphaBeta) ? Groth16Refusal.None : Groth16Refusal.EquationDoesNotHold;
        return refusal == Groth16Refusal.None;
    }

    /// <summary>snarkjs's verification_key.json.</summary>
    public byte[] ToJson() => SnarkJsWriter.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("protocol", "groth16");
        json.WriteString("curve", "bn128");
        json.WriteNumber("nPublic", SignalCount);
        json.WritePropertyName("vk_alpha_1");
        json.WriteG1(Alpha);
        json.WritePropertyName("vk_beta_2");
        json.WriteG2(Beta);
        json.WritePropertyName("vk_gamma_2");
        json.WriteG2(Gamma);
        json.WritePropertyName("vk_delta_2");
        json.WriteG2(Delta);
        json.WritePropertyName("vk_alphabeta_12");
        json.WritePairingValue(in _alphaBeta);
        json.WriteStartArray("IC");
        foreach (ref readonly var point in _ic.AsSpan())
        {
            json.WriteG1(in point);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private Bytes32 ComputeHash()
    {
        Span<byte> bytes = stackalloc byte[PointEncoding.G2Size];
        var hasher = new Keccak256Hasher();
        PointEncoding.WriteG1(Alpha, bytes);
        hasher.Append(bytes[..PointEncoding.G1Size]);
        foreach (ref readonly var point in (ReadOnlySpan<G2Point>)[Beta, Gamma, Delta])
        {
            PointEncoding.WriteG2(in point, bytes);
            hasher.Append(bytes);
        }

        foreach (ref readonly var point in Ic)
        {
            PointEncoding.WriteG1(in point, bytes);
            hasher.Append(bytes[..PointEncoding.G1Size]);
        }

        return hasher.Finish();
    }

    /// <summary>
    /// Two equal or opposite points make a key forgeable: with delta = gamma, (alpha, beta, -(IC_0 + ...)) solves the equation; with
    /// gamma = beta, (alpha + IC_0 + ..., beta, infinity); with delta = beta, (IC_0 + ..., gamma, -alpha).
    /// </summary>
    private static bool AreRelated(in G2Point a, in G2Point b) => a.X.Equals(b.X);
}
