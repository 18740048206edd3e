using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Polynomials.Lanes;
using LazAI.Cryptography.R1cs;

namespace LazAI.Cryptography.Groth16.Proving;

/// <summary>A circuit's proving key with its verification key: what a ceremony, or <see cref="InsecureDevelopmentSetup"/>, leaves.</summary>
/// <remarks>
/// <para>
/// Its form in bytes is canonical, so that <see cref="Hash"/> names it: prover and auditor can tell by 32 bytes that they speak of the
/// same key. A key of a stranger is no danger to soundness, which the verification key decides alone, but may be made to leak witnesses:
/// prove with keys whose hash is known.
/// </para>
/// <para>Public numbers all: nothing here needs hiding.</para>
/// </remarks>
public sealed class ProvingKey
{
    /// <summary>The most constraints, with a row for each public wire and the constant one.</summary>
    public const int DomainSizeMaximum = 1 << 20;

    /// <summary>The most wires. Of so many the points alone take 670 MB.</summary>
    public const int WiresMaximum = 1 << 21;

    /// <summary>Bytes of a key's file, in our form or in snarkjs's.</summary>
    public const int LengthMaximum = 1 << 30;

    private readonly Lazy<Bytes32> _hash;
    private readonly Lazy<LaneTransform<ScalarModulus>> _transform;

    private ProvingKey(ProvingKeyParts parts, VerificationKey verificationKey)
    {
        (Parts, VerificationKey) = (parts, verificationKey);
        _hash = new(() => ProvingKeyBytes.Hash(parts));
        _transform = new(() => new(ScalarDomain.OfSize(2 * parts.DomainSize)));
    }

    /// <summary>What proofs made with this key are verified with.</summary>
    public VerificationKey VerificationKey { get; }

    /// <summary>Length of a witness, the constant one included.</summary>
    public int Wires => Parts.Wires;

    /// <summary>How many wires behind the constant one are public.</summary>
    public int PublicSignals => Parts.PublicSignals;

    /// <summary>The power of two that the prover's polynomials are as long as.</summary>
    public int DomainSize => Parts.DomainSize;

    /// <summary>Keccak-256 of <see cref="ToBytes"/>.</summary>
    public Bytes32 Hash => _hash.Value;

    /// <summary>Bytes of <see cref="ToBytes"/>.</summary>
    public int Length => ProvingKeyBytes.Length(Parts);

    internal ProvingKeyParts Parts { get; }

    internal LaneTransform<ScalarModulus> Transform => _transform.Value;

    /// <summary>The canonical form: see <see cref="TryRead(ReadOnlySpan{byte}, out ProvingKey?, out ProvingKeyRefusal, int, CancellationToken)"/>.</summary>
    public byte[] ToBytes() => ProvingKeyBytes.Write(Parts);

    /// <summary>Reads the canonical form of a key that need not be trusted: every point is checked, which takes about a second for 2^14 wires on one core.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="refusal">What is wrong.</param>
    /// <param name="maximumDegreeOfParallelism">The most threads.</param>
    /// <param name="cancellation">Stops the checks.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out ProvingKey? key,
        out ProvingKeyRefusal refusal,
        int maximumDegreeOfParallelism = 1,
        CancellationToken cancellation = default) =>
        ProvingKeyBytes.TryRead(bytes, out var parts, out refusal)
            ? TryCreate(parts, isChecked: false, maximumDegreeOfParallelism, cancellation, out key, out refusal)
            : Fail(out key);

    /// <summary>
    /// Reads the canonical form of a key that was checked before, as whoever gives its hash says: bytes of this hash hold the same points
    /// that were checked then, so only the hash is. For a cache of keys, whose files anybody might have changed.
    /// </summary>
    public static bool TryReadTrusted(
        ReadOnlySpan<byte> bytes, in Bytes32 checkedHash, [NotNullWhen(true)] out ProvingKey? key, out ProvingKeyRefusal refusal)
    {
        if (bytes.Length > LengthMaximum)
        {
            refusal = ProvingKeyRefusal.TooLong;
            return Fail(out key);
        }

        if (Keccak256.Hash(bytes) != checkedHash)
        {
            refusal = ProvingKeyRefusal.OtherHash;
            return Fail(out key);
        }

        return ProvingKeyBytes.TryRead(bytes, out var parts, out refusal)
            ? TryCreate(parts, isChecked: true, 1, default, out key, out refusal)
            : Fail(out key);
    }

    /// <summary>
    /// Reads a .zkey of snarkjs (Groth16 over "bn128"), with all checks of
    /// <see cref="TryRead(ReadOnlySpan{byte}, out ProvingKey?, out ProvingKeyRefusal, int, CancellationToken)"/>. The record of its ceremony
    /// is not looked at: verify the file with snarkjs, or know its hash.
    /// </summary>
    public static bool TryReadZkey(
        ReadOnlySpan<byte> bytes,
        [NotNullWhen(true)] out ProvingKey? key,
        out ProvingKeyRefusal refusal,
        int maximumDegreeOfParallelism = 1,
        CancellationToken cancellation = default) =>
        ZkeyReader.TryRead(bytes, out var parts, out refusal)
            ? TryCreate(parts, isChecked: false, maximumDegreeOfParallelism, cancellation, out key, out refusal)
            : Fail(out key);

    /// <summary>A .zkey that snarkjs proves with. It records no ceremony, so that <c>zkey verify</c> has nothing to verify.</summary>
    public byte[] ToZkey() => ZkeyWriter.Write(Parts);

    /// <summary>Whether the key is of this system: the same wires, and the same A and B in every row. A key does not hold C.</summary>
    public bool IsOf(ConstraintSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        return system.Wires == Wires && system.PublicSignals == PublicSignals
            && PublicRows.AreAppended(Parts.MatrixA, system.A, PublicSignals)
            && PublicRows.AreAppendedEmpty(Parts.MatrixB, system.B, PublicSignals);
    }

    /// <summary>From parts whose numbers fit each other.</summary>
    internal static bool TryCreate(
        ProvingKeyParts parts,
        bool isChecked,
        int maximumDegreeOfParallelism,
        CancellationToken cancellation,
        [NotNullWhen(true)] out ProvingKey? key,
        out ProvingKeyRefusal refusal)
    {
        refusal = isChecked ? ProvingKeyRefusal.None : parts.CheckPoints(maximumDegreeOfParallelism, cancellation);
        if (refusal != ProvingKeyRefusal.None)
        {
            return Fail(out key);
        }

        if (!VerificationKey.TryCreate(parts.Alpha1, parts.Beta2, parts.Gamma2, parts.Delta2, parts.Ic, out var verificationKey, out var reason))
        {
            refusal = reason == Groth16Refusal.ForgeableKey ? ProvingKeyRefusal.ForgeableKey : ProvingKeyRefusal.InfinityInKey;
            return Fail(out key);
        }

        key = new(parts, verificationKey);
        return true;
    }

    /// <summary>Whether there may be a key of so many.</summary>
    internal static bool AreInRange(uint wires, uint publicSignals, uint domainSize, uint rows) =>
        publicSignals <= VerificationKey.SignalsMaximum
        && wires <= WiresMaximum && publicSignals < wires
        && domainSize is >= 2 and <= DomainSizeMaximum && BitOperations.IsPow2(domainSize)
        && rows <= domainSize && rows > publicSignals;

    private static bool Fail(out ProvingKey? key)
    {
        key = null;
        return false;
    }
}
