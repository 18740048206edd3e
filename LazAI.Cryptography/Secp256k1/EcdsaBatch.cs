namespace LazAI.Cryptography.Secp256k1;

/// <summary>One signature of a batch: what is known of it, then what was computed. The default value is a refused one.</summary>
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
/// ECDSA on many signatures at once: each verdict is that of <see cref="Ecdsa"/> on the one signature, but inversions are shared and
/// groups are spread over cores. For public data: the time depends on it.
/// </summary>
internal static class EcdsaBatch
{
    // A share of 16 leaves little of an inversion to each item, fits the stack, and divides a batch of 64 among four cores.
    private const int GroupSize = 16;

    private delegate void GroupOperation(Span<EcdsaBatchItem> group);

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
        Span<Scalar> inverses = stackalloc Scalar[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            inverses[i] = items[i].IsValid ? items[i].S : Scalar.One;
        }

        Scalar.InvertVariableTime(inverses, stackalloc Scalar[items.Length]);
        for (var i = 0; i < items.Length; i++)
        {
            ref var item = ref items[i];
            if (item.IsValid)
            {
                var sum = VariableTimeMultiplication.Multiply(item.Z * inverses[i], item.R * inverses[i], in item.Point);
                item.IsValid = Ecdsa.HasX(in sum, in item.R);
            }
        }
    }

    private static void RecoverGroup(Span<EcdsaBatchItem> items)
    {
        Span<Scalar> inverses = stackalloc Scalar[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            ref var item = ref items[i];
            item.IsValid = item.IsValid
                && Ecdsa.TryReadX(in item.R, item.RecoveryId, out var x)
                && AffinePoint.TryFromX(in x, (item.RecoveryId & 1) != 0, out item.Point);
            inverses[i] = item.IsValid ? item.R : Scalar.One;
        }

        // Q = (s R - z G) / r
        Scalar.InvertVariableTime(inverses, stackalloc Scalar[items.Length]);
        Span<JacobianPoint> sums = stackalloc JacobianPoint[items.Length];
        for (var i = 0; i < items.Length; i++)
        {
            ref var item = ref items[i];
            if (item.IsValid)
            {
                sums[i] = VariableTimeMultiplication.Multiply(-(item.Z * inverses[i]), item.S * inverses[i], in item.Point);
                item.IsValid = !sums[i].IsInfinity;
            }

            if (!item.IsValid)
            {
                sums[i] = new JacobianPoint(AffinePoint.Generator);
            }
        }

        Span<AffinePoint> keys = stackalloc AffinePoint[items.Length];
        JacobianPoint.ToAffineVariableTime(sums, keys);
        for (var i = 0; i < items.Length; i++)
        {
            items[i].Point = keys[i];
        }
    }
}
