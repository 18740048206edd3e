using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Groth16;

/// <summary>What stands in snarkjs's verification_key.json.</summary>
internal readonly struct VerificationKeyPoints
{
    private static readonly string[] _members =
        ["protocol", "curve", "nPublic", "vk_alpha_1", "vk_beta_2", "vk_gamma_2", "vk_delta_2", "vk_alphabeta_12", "IC"];

    public readonly G1Point Alpha;
    public readonly G2Point Beta;
    public readonly G2Point Gamma;
    public readonly G2Point Delta;
    public readonly List<G1Point> Ic;

    private VerificationKeyPoints(in G1Point alpha, in G2Point beta, in G2Point gamma, in G2Point delta, List<G1Point> ic)
    {
        (Alpha, Beta, Gamma, Delta) = (alpha, beta, gamma, delta);
        Ic = ic;
    }

    public static bool TryRead(ref SnarkJsReader reader, out VerificationKeyPoints points)
    {
        points = default;
        var (alpha, beta, gamma, delta) = (default(G1Point), default(G2Point), default(G2Point), default(G2Point));
        var ic = new List<G1Point>();
        var signals = 0;
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
                0 => reader.TryReadText("groth16", Groth16Refusal.WrongProtocol),
                1 => reader.TryReadText("bn128", Groth16Refusal.WrongCurve),
                2 => reader.TryReadCount(VerificationKey.SignalsMaximum, out signals),
                3 => reader.TryReadG1(out alpha),
                4 => reader.TryReadG2(out beta),
                5 => reader.TryReadG2(out gamma),
                6 => reader.TryReadG2(out delta),
                7 => reader.TrySkip(),
                _ => reader.TryReadPoints(VerificationKey.SignalsMaximum + 1, ic),
            };
            if (!read)
            {
                return false;
            }
        }

        points = new(in alpha, in beta, in gamma, in delta, ic);
        return (seen == (1U << _members.Length) - 1 || reader.Refuse(Groth16Refusal.MissingMember))
            && reader.TryReadEnd()
            && (ic.Count == signals + 1 || reader.Refuse(Groth16Refusal.SignalCountMismatch));
    }
}
