using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.Curves.Lanes;
using LazAI.Cryptography.Polynomials;
using LazAI.Cryptography.Polynomials.Lanes;
using Fp = LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;
using G1 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>, LazAI.Cryptography.Bls12381.G1Curve>;
using G2 = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField384<LazAI.Cryptography.Bls12381.BaseModulus>>,
    LazAI.Cryptography.Bls12381.G2Curve>;

namespace LazAI.Cryptography.Kzg;

/// <summary>
/// A trusted set-up made ready for use. Make one and share it: it is safe for all threads, and its parts are prepared when first
/// needed (verification needs next to nothing, commitments all points of G1, proofs of cells their transforms as well).
/// </summary>
public sealed class KzgSettings
{
    // For which there are the fewest additions.
    private const int TableDigitBits = 13;

    private static readonly Lazy<KzgSettings> _default = new(() => new(TrustedSetup.Ethereum));

    private readonly TrustedSetup _setup;
    private readonly Lazy<G1[]> _powers;
    private readonly Lazy<FixedBaseTable<Fp, G1Curve>?> _powersTable;
    private readonly Lazy<G1[]> _cellPowers;
    private readonly Lazy<PreparedG2[]> _openingLines;
    private readonly Lazy<PreparedG2[]> _cellLines;
    private readonly Lazy<CellProver> _cellProver;

    /// <summary>Takes a set-up as it is: one that is not from this library should have passed <see cref="TrustedSetupCheck"/>.</summary>
    public KzgSettings(TrustedSetup setup, KzgOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        Options = options ?? new();
        ArgumentOutOfRangeException.ThrowIfLessThan(Options.DegreeOfParallelism, 1, nameof(options));
        _setup = setup;
        _powers = new(() => ReadPowers(TrustedSetup.G1Count));
        _powersTable = new(() => Options.PrecomputedTables
            ? FixedBaseTable.Create<BaseModulus, G1Curve>(_powers.Value, TrustedSetup.G1Count, TableDigitBits)
            : null);
        _cellPowers = new(() => _powers.IsValueCreated ? _powers.Value : ReadPowers(Eip7594.FieldElementsPerCell));
        _openingLines = new(() => Lines(1));
        _cellLines = new(() => Lines(Eip7594.FieldElementsPerCell));
        _cellProver = new(() => new(this));
    }

    /// <summary>Ethereum's set-up with default options.</summary>
    public static KzgSettings Default => _default.Value;

    /// <summary>What was chosen.</summary>
    public KzgOptions Options { get; }

    /// <summary>The roots of unity of blobs (4096) and cells (8192).</summary>
    internal static EvaluationDomain<Fr> Domain { get; } = ScalarDomain.OfSize(2 * Eip4844.FieldElementsPerBlob);

    /// <summary>The same domain's transforms in lanes, for many lines or long ones.</summary>
    internal static LaneTransform<ScalarModulus> Transform { get; } = new(Domain);

    /// <summary>[tau^i] of G1 for i below 4096.</summary>
    internal ReadOnlySpan<G1> Powers => _powers.Value;

    /// <summary>[tau^i] of G1 for i below 64 at least.</summary>
    internal ReadOnlySpan<G1> CellPowers => _cellPowers.Value;

    /// <summary>-[1] and [tau] of G2.</summary>
    internal ReadOnlySpan<PreparedG2> OpeningLines => _openingLines.Value;

    /// <summary>-[1] and [tau^64] of G2.</summary>
    internal ReadOnlySpan<PreparedG2> CellLines => _cellLines.Value;

    internal CellProver CellProver => _cellProver.Value;

    /// <summary>The commitment to a polynomial of 4096 coefficients, compressed.</summary>
    internal void Commit(ReadOnlySpan<Fr> coefficients, Span<byte> commitment)
    {
        var sum = _powersTable.Value is { } table
            ? LinearCombination.Sum(table, coefficients, Options.DegreeOfParallelism)
            : LinearCombination.Sum(Powers, coefficients, Options.DegreeOfParallelism);
        PointEncoding.WriteCompressed(sum.ToAffine(), commitment);
    }

    private G1[] ReadPowers(int count)
    {
        var points = new G1[count];
        var encodings = new ReadOnlyMemory<byte>[count];
        for (var i = 0; i < count; i++)
        {
            encodings[i] = _setup.G1Power(i);
        }

        return Points.ReadCommitments(encodings, points) == KzgRefusal.None && !Array.Exists(points, point => point.IsInfinity)
            ? points
            : throw Malformed();
    }

    private PreparedG2[] Lines(int power) => [new(-ReadPowerOfG2(0)), new(ReadPowerOfG2(power))];

    // Lines of anything else would be those of infinity, with which every equation holds.
    private G2 ReadPowerOfG2(int power) =>
        PointEncoding.ReadCompressed(_setup.G2Power(power), out G2 point) == PointRefusal.None && !point.IsInfinity ? point : throw Malformed();

    private static InvalidOperationException Malformed() => new("The set-up has a point that is none: TrustedSetupCheck was not run.");
}
