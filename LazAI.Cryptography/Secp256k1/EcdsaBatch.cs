using System.Runtime.Intrinsics.X86;

namespace LazAI.Cryptography.Secp256k1;

/// <summary>One signature of a batch: what is known of it, then what was computed.</summary>
internal struct EcdsaBatchItem
{
    /// <summary>Whether the item still stands; a refused one is carried along and stays refused.</summary>
    public bool IsValid;

    public int RecoveryId;
    public Scalar R;
    public Scalar S;

    /// <summary>The digest modulo n.</summary>
    public Scalar Z;

    /// <summary>The signer's key: given for verification, the result of recovery.</summary>
    public AffinePoint Point;
}

/// <summary>
/// ECDSA on many signatures at once: each verdict is that of <see cref="Ecdsa"/> on the one signature, but inversions are shared, eight
/// signatures go in step through AVX-512 where there is one, and groups are spread over cores. For public data: the time depends on it.
/// </summary>
internal static class EcdsaBatch
{
    // A share of 16 leaves little of an inversion to each item, fits the stack, and divides a batch of 64 among four cores.
    private const int GroupSize = 2 * FieldElement8.Lanes;

    // Eight in step cost what two or three cost alone.
    private const int LanesWorthwhile = 3;

    private delegate void GroupOperation(Span<EcdsaBatchItem> group);

    /// <summary>Whether AVX-512 is used. Tests turn it off to run the scalar way.</summary>
    public static bool UsesVector512 { get; set; } = Avx512F.IsSupported;

    /// <summary>Verifies every item: <see cref="EcdsaBatchItem.IsValid"/> is the verdict.</summary>
    public static void Verify(EcdsaBatchItem[] items, int count, int maximumDegreeOfParallelism) =>
        ForEachGroup(items, count, maximumDegreeOfParallelism, VerifyGroup);

    /// <summary>Recovers every item's key into <see cref="EcdsaBatchItem.Point"/>, or makes the item invalid.</summary>
    public static void Recover(EcdsaBatchItem[] items, int count, int maximumDegreeOfParallelism) =>
        ForEachGroup(items, count, maximumDegreeOfParallelism, RecoverGroup);

    private static void ForEachGroup(EcdsaBatchItem[] items, int count, int maximumDegreeOfParallelism, GroupOperation operation)
    {
        var groups = (count + GroupSize - 1) / GroupSize;
        if (Math.Min(groups, maximumDegreeOfParallelism) > 1)
        {
            ForEachGroupInParallel(items, count, maximumDegreeOfParallelism, operation);
            return;
        }

        for (var index = 0; index < groups; index++)
        {
            operation(Group(items, count, index));
        }
    }

    // By itself, so that its closure is not allocated where one core does the work.
    private static void ForEachGroupInParallel(
        EcdsaBatchItem[] items, int count, int maximumDegreeOfParallelism, GroupOperation operation) =>
        Parallel.For(
            0,
            (count + GroupSize - 1) / GroupSize,
            new ParallelOptions { MaxDegreeOfParallelism = maximumDegreeOfParallelism },
            index => operation(Group(items, count, index)));

    private static Span<EcdsaBatchItem> Group(EcdsaBatchItem[] items, int count, int index) =>
        items.AsSpan(index * GroupSize, Math.Min(GroupSize, count - index * GroupSize));

    private static void VerifyGroup(Span<EcdsaBatchItem> items)
    {
        Span<Scalar> inverses = stackalloc Scalar[GroupSize];
        for (var i = 0; i < items.Length; i++)
        {
            inverses[i] = items[i].IsValid ? items[i].S : Scalar.One;
        }

        Scalar.InvertVariableTime(inverses[..items.Length], stackalloc Scalar[GroupSize]);
        Span<Scalar> a = stackalloc Scalar[GroupSize];
        Span<Scalar> b = stackalloc Scalar[GroupSize];
        for (var i = 0; i < items.Length; i++)
        {
            a[i] = items[i].Z * inverses[i];
            b[i] = items[i].R * inverses[i];
        }

        Span<JacobianPoint> sums = stackalloc JacobianPoint[GroupSize];
        Combine(items, a, b, sums);
        for (var i = 0; i < items.Length; i++)
        {
            items[i].IsValid = items[i].IsValid && Ecdsa.HasX(in sums[i], in items[i].R);
        }
    }

    private static void RecoverGroup(Span<EcdsaBatchItem> items)
    {
        for (var i = 0; i < items.Length; i++)
        {
            ref var item = ref items[i];
            item.IsValid = item.IsValid && Ecdsa.TryReadX(in item.R, item.RecoveryId, out item.Point.X);
        }

        LiftX(items);
        Span<Scalar> inverses = stackalloc Scalar[GroupSize];
        for (var i = 0; i < items.Length; i++)
        {
            inverses[i] = items[i].IsValid ? items[i].R : Scalar.One;
        }

        // Q = (s R - z G) / r
        Scalar.InvertVariableTime(inverses[..items.Length], stackalloc Scalar[GroupSize]);
        Span<Scalar> a = stackalloc Scalar[GroupSize];
        Span<Scalar> b = stackalloc Scalar[GroupSize];
        for (var i = 0; i < items.Length; i++)
        {
            a[i] = -(items[i].Z * inverses[i]);
            b[i] = items[i].S * inverses[i];
        }

        Span<JacobianPoint> sums = stackalloc JacobianPoint[GroupSize];
        Combine(items, a, b, sums);
        for (var i = 0; i < items.Length; i++)
        {
            items[i].IsValid = items[i].IsValid && !sums[i].IsInfinity;
            if (!items[i].IsValid)
            {
                // Something that can be inverted with the others.
                sums[i] = new JacobianPoint(AffinePoint.Generator);
            }
        }

        Span<AffinePoint> keys = stackalloc AffinePoint[GroupSize];
        JacobianPoint.ToAffineVariableTime(sums[..items.Length], keys);
        for (var i = 0; i < items.Length; i++)
        {
            items[i].Point = keys[i];
        }
    }

    // The points R of the x that stand in the items.
    private static void LiftX(Span<EcdsaBatchItem> items)
    {
        Span<AffinePoint> points = stackalloc AffinePoint[FieldElement8.Lanes];
        Span<FieldElement> roots = stackalloc FieldElement[FieldElement8.Lanes];
        for (; UsesVector512 && items.Length >= LanesWorthwhile; items = items[Math.Min(FieldElement8.Lanes, items.Length)..])
        {
            CopyPoints(items, points);
            VariableTimeMultiplication8.LiftX(points, roots);
            for (var i = 0; i < Math.Min(FieldElement8.Lanes, items.Length); i++)
            {
                ref var item = ref items[i];
                item.Point.Y = roots[i];
                item.Point.SetParityOfY((item.RecoveryId & 1) != 0);
                item.IsValid = item.IsValid && item.Point.IsOnCurve();
            }
        }

        foreach (ref var item in items)
        {
            var x = item.Point.X;
            item.IsValid = item.IsValid && AffinePoint.TryFromX(in x, (item.RecoveryId & 1) != 0, out item.Point);
        }
    }

    // a G + b P for the valid items; the others' sums have no meaning.
    private static void Combine(ReadOnlySpan<EcdsaBatchItem> items, ReadOnlySpan<Scalar> a, ReadOnlySpan<Scalar> b, Span<JacobianPoint> sums)
    {
        Span<AffinePoint> points = stackalloc AffinePoint[FieldElement8.Lanes];
        while (!items.IsEmpty)
        {
            var count = Math.Min(FieldElement8.Lanes, items.Length);
            var remaining = uint.MaxValue;
            if (UsesVector512 && count >= LanesWorthwhile)
            {
                CopyPoints(items, points);
                remaining = VariableTimeMultiplication8.Multiply(a, b, points, sums);
            }

            for (var i = 0; i < count; i++)
            {
                if (items[i].IsValid && (remaining >> i & 1) != 0)
                {
                    sums[i] = VariableTimeMultiplication.Multiply(in a[i], in b[i], in items[i].Point);
                }
            }

            items = items[count..];
            a = a[count..];
            b = b[count..];
            sums = sums[count..];
        }
    }

    // Eight points, whether there are as many items or not; a refused item's is replaced, since nothing is known of it.
    private static void CopyPoints(ReadOnlySpan<EcdsaBatchItem> items, Span<AffinePoint> points)
    {
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = i < items.Length && items[i].IsValid ? items[i].Point : AffinePoint.Generator;
        }
    }
}
