using System.Runtime.CompilerServices;
using LazAI.Cryptography.Fields;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;

namespace LazAI.Cryptography.Poseidon;

/// <summary>The partial rounds as a recurrence: see the remarks of <see cref="PoseidonPermutation"/>, whose names are used here.</summary>
internal sealed class PartialRounds
{
    private readonly int _states;

    public PartialRounds(PoseidonParameters parameters)
    {
        var (t, n, rounds) = (parameters.Width, parameters.Width - 1, parameters.PartialRounds);
        (Rounds, _states) = (rounds, n);
        Fr M(int row, int column) => parameters.Matrix[row * t + column];

        // Constants of words that pass by the S-box go through the matrix to the next round, so that each has one left, κ.
        var kappa = new Fr[rounds + 1];
        var pushed = parameters.RoundConstants.AsSpan(PoseidonPermutation.FullRoundsBefore * t, t).ToArray();
        for (var k = 0; k < rounds; k++)
        {
            kappa[k] = pushed[0];
            pushed[0] = Fr.Zero;
            var next = parameters.RoundConstants.AsSpan((PoseidonPermutation.FullRoundsBefore + k + 1) * t, t).ToArray();
            for (var i = 0; i < t; i++)
            {
                next[i] = Fr.InnerProduct(pushed, parameters.Matrix.AsSpan(i * t, t), in next[i]);
            }

            pushed = next;
        }

        // a_j, the characteristic polynomial of A (Faddeev and LeVerrier), with ℓ_1 = c, ℓ_(i+1) = ℓ_i A + a_i c on the way.
        var a = new Fr[n + 1];
        var observed = new Fr[n][];
        var sum = new SquareMatrix(n, (row, column) => row == column ? Fr.One : Fr.Zero);
        var matrixA = new SquareMatrix(n, (row, column) => M(row + 1, column + 1));
        for (var i = 0; i < n; i++)
        {
            observed[i] = [.. Enumerable.Range(0, n).Select(column => Sum(n, row => M(0, row + 1) * sum[row, column]))];
            var product = matrixA * sum;
            a[i + 1] = -Sum(n, row => product[row, row]) * Fr.Invert(Fr.FromUInt64((ulong)i + 1));
            sum = new SquareMatrix(n, (row, column) => product[row, column] + (row == column ? a[i + 1] : Fr.Zero));
        }

        // β_0 = d, β_j = ℓ_j b + a_j d; here divided by β_0.
        var scale = Fr.Invert(M(0, 0));
        var beta = new Fr[n + 1];
        for (var j = 1; j <= n; j++)
        {
            beta[j] = scale * Sum(n, i => observed[j - 1][i] * M(i + 1, 0)) + a[j];
        }

        var gamma = new Fr[rounds + 1];
        gamma[0] = Fr.One;
        for (var k = 0; k < rounds; k++)
        {
            gamma[k + 1] = PoseidonPermutation.FifthPower(in gamma[k]) * scale;
        }

        var gammaInverse = gamma.ToArray();
        BatchInversion.Invert<Fr>(gammaInverse, new Fr[gamma.Length]);

        Factors = new Fr[2 * n * rounds];
        Addends = new Fr[rounds];
        for (var k = 0; k < rounds; k++)
        {
            var addend = kappa[k + 1];
            for (var j = 1; j <= Math.Min(k, n); j++)
            {
                var ratio = gamma[k + 1] * gammaInverse[k + 1 - j];
                Factors[2 * (n * k + n - j)] = beta[j] * ratio;
                Factors[2 * (n * k + n - j) + 1] = -a[j] * ratio;
                addend += a[j] * kappa[k + 1 - j];
            }

            Addends[k] = addend * gamma[k + 1];
        }

        // Before: the first word, and the states in the observer's form, z_i = ℓ_i y, each as the round that needs it wants it.
        MatrixBefore = new Fr[t * t];
        ConstantsBefore = [kappa[0], .. Addends.AsSpan(0, n)];
        for (var column = 0; column < t; column++)
        {
            MatrixBefore[column] = M(0, column);
            for (var i = 1; i <= n; i++)
            {
                MatrixBefore[i * t + column] = gamma[i] * Sum(n, row => observed[i - 1][row] * M(row + 1, column));
            }
        }

        // After: z_i = Σ β_(i+h) s_(P-1-h) - a_(i+h) u_(P-h) over h from 0, and y = L^-1 z with the rows ℓ_i as L.
        var inverse = new SquareMatrix(n, (row, column) => observed[row][column]).Invert();
        MatrixAfter = new Fr[2 * n * n];
        ConstantsAfter = pushed;
        LastUnscale = gammaInverse[rounds];
        for (var row = 0; row < n; row++)
        {
            for (var h = 0; h < n; h++)
            {
                var unscale = gammaInverse[rounds - h];
                var fromWord = Sum(n - h, i => inverse[row, i] * a[i + 1 + h]);
                MatrixAfter[2 * (n * row + n - 1 - h)] = unscale * Sum(n - h, i => inverse[row, i] * beta[i + 1 + h]);
                MatrixAfter[2 * (n * row + n - 1 - h) + 1] = -fromWord * unscale;
                ConstantsAfter[row + 1] += fromWord * kappa[rounds - h];
            }
        }
    }

    /// <summary>The matrix of the full round before, which gives the recurrence its start.</summary>
    public Fr[] MatrixBefore { get; }

    /// <summary>What is added after that matrix.</summary>
    public Fr[] ConstantsBefore { get; }

    /// <summary>R_P.</summary>
    public int Rounds { get; }

    /// <summary>For each round, the factors of the pairs (S-box before, word) of the last n rounds, the oldest first.</summary>
    public Fr[] Factors { get; }

    /// <summary>For each round, what is added: the constants that the recurrence brings along.</summary>
    public Fr[] Addends { get; }

    /// <summary>What the last word is multiplied by to be the state's first.</summary>
    public Fr LastUnscale { get; }

    /// <summary>What brings the last n pairs back to the other words of the state, row by row.</summary>
    public Fr[] MatrixAfter { get; }

    /// <summary>What is then added, to the first word, too.</summary>
    public Fr[] ConstantsAfter { get; }

    /// <summary>From the words that <see cref="MatrixBefore"/> gives to those before the S-boxes of the next full round.</summary>
    [SkipLocalsInit]
    public void Apply(Span<Fr> state)
    {
        var n = _states;

        // Pair k: the output of the S-box before word k, and word k.
        Span<Fr> pairs = stackalloc Fr[2 * (Rounds + 1)];
        pairs[1] = state[0];
        for (var k = 0; k < Rounds; k++)
        {
            var used = Math.Min(k, n);
            var rest = Fr.InnerProduct(
                pairs.Slice(2 * (k + 1 - used), 2 * used),
                Factors.AsSpan(2 * (n * (k + 1) - used), 2 * used),
                k < n ? state[k + 1] : Addends[k]);
            var power = PoseidonPermutation.FifthPower(in pairs[2 * k + 1]);
            pairs[2 * k + 2] = power;
            pairs[2 * k + 3] = power + rest;
        }

        state[0] = pairs[^1] * LastUnscale + ConstantsAfter[0];
        for (var i = 0; i < n; i++)
        {
            state[i + 1] = Fr.InnerProduct(pairs[^(2 * n)..], MatrixAfter.AsSpan(2 * n * i, 2 * n), in ConstantsAfter[i + 1]);
        }
    }

    private static Fr Sum(int count, Func<int, Fr> term)
    {
        var sum = Fr.Zero;
        for (var i = 0; i < count; i++)
        {
            sum += term(i);
        }

        return sum;
    }
}
