using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields.Lanes;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon.Lanes;

/// <summary>Hashes of equally many inputs, as many at a time as a vector has lanes.</summary>
internal static class LaneHash
{
    /// <inheritdoc cref="PoseidonHash.HashBatch"/>
    /// <returns>How many of the hashes were computed; the rest is better done one by one.</returns>
    public static int Hash(ReadOnlySpan<Bn254Scalar> inputs, int inputsPerHash, Span<Bn254Scalar> hashes) => LanePaths.Current switch
    {
        LanePath.Avx512 => Hash<LaneField256<Vector512<double>, LaneVector512, ScalarModulus>>(inputs, inputsPerHash, hashes),
        LanePath.Avx2 => Hash<LaneField256<Vector256<double>, LaneVector256, ScalarModulus>>(inputs, inputsPerHash, hashes),
        _ => 0,
    };

    private static int Hash<T>(ReadOnlySpan<Bn254Scalar> inputs, int inputsPerHash, Span<Bn254Scalar> hashes)
        where T : unmanaged, ILaneField<T, Fr>, ILaneInnerProduct<T>
    {
        // One alone is faster without lanes, two are not.
        var done = 0;
        while (hashes.Length - done > 1)
        {
            var count = Math.Min(hashes.Length - done, T.Count);
            HashGroup<T>(inputs.Slice(done * inputsPerHash, count * inputsPerHash), hashes.Slice(done, count));
            done += count;
        }

        return done;
    }

    [SkipLocalsInit]
    private static void HashGroup<T>(ReadOnlySpan<Bn254Scalar> inputs, Span<Bn254Scalar> hashes)
        where T : unmanaged, ILaneField<T, Fr>, ILaneInnerProduct<T>
    {
        var width = inputs.Length / hashes.Length + 1;
        Span<T> state = stackalloc T[width];
        Span<double> rows = stackalloc double[LaneVector512.Count * LaneRow.Length];
        Span<int> offsets = stackalloc int[LaneVector512.Count];
        for (var lane = 0; lane < offsets.Length; lane++)
        {
            offsets[lane] = lane * LaneRow.Length;
        }

        // Lanes beyond the last hash compute Poseidon of zeros.
        rows.Clear();
        state[0] = default;
        for (var word = 1; word < width; word++)
        {
            for (var lane = 0; lane < hashes.Length; lane++)
            {
                T.Pack(in inputs[lane * (width - 1) + word - 1].Element, rows.Slice(offsets[lane], LaneRow.Length));
            }

            T.Gather(in rows[0], offsets, out state[word]);
        }

        LanePermutation<T>.OfWidth(width).Permute(state);
        T.Scatter(in state[0], ref rows[0], offsets);
        for (var lane = 0; lane < hashes.Length; lane++)
        {
            hashes[lane] = new Bn254Scalar(T.Unpack(rows.Slice(offsets[lane], LaneRow.Length)));
        }
    }
}
