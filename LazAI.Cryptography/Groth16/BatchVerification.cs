using System.Security.Cryptography;

namespace LazAI.Cryptography.Groth16;

/// <summary>
/// Many proofs by one product of pairings, weighted by random numbers (M. Bellare, J. Garay, T. Rabin, "Fast batch verification for
/// modular exponentiation and digital signatures", 1998): one Miller loop for each proof, three for each key, one final exponentiation.
/// </summary>
public static class BatchVerification
{
    /// <summary>The most statements of a batch.</summary>
    public const int StatementsMaximum = 4096;

    /// <summary>Tells whether all are valid, and of each what is wrong. Where some are not, halves are tried until found.</summary>
    /// <param name="statements">Proofs, of one or several keys, in any order.</param>
    /// <param name="refusals">Room for the answers.</param>
    /// <param name="random">
    /// Weights of 128 bits, which must be unknown to who made the proofs: otherwise false ones could be made to cancel out. With them, a
    /// false proof passes with a chance of 2^-128.
    /// </param>
    public static bool Verify(ReadOnlySpan<Statement> statements, Span<Groth16Refusal> refusals, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(statements.Length, StatementsMaximum);
        ArgumentOutOfRangeException.ThrowIfNotEqual(refusals.Length, statements.Length);

        // Proofs of one key stand together, so that every part of the batch shares what can be shared.
        var keys = new Dictionary<VerificationKey, int>(ReferenceEqualityComparer.Instance);
        var entries = new List<(int Key, int Place)>(statements.Length);
        for (var i = 0; i < statements.Length; i++)
        {
            refusals[i] = statements[i].Signals.Length == statements[i].Key.SignalCount
                ? Groth16Refusal.None
                : Groth16Refusal.SignalCountMismatch;
            if (refusals[i] == Groth16Refusal.None)
            {
                keys.TryAdd(statements[i].Key, keys.Count);
                entries.Add((keys[statements[i].Key], i));
            }
        }

        entries.Sort();
        var weighted = new WeightedStatement[entries.Count];
        for (var i = 0; i < weighted.Length; i++)
        {
            weighted[i] = new(in statements[entries[i].Place], random);
        }

        var valid = new bool[weighted.Length];
        Bisect(weighted, valid, isKnownToFail: false);
        for (var i = 0; i < valid.Length; i++)
        {
            refusals[entries[i].Place] = valid[i] ? Groth16Refusal.None : Groth16Refusal.EquationDoesNotHold;
        }

        return !refusals.ContainsAnyExcept(Groth16Refusal.None);
    }

    private static void Bisect(ReadOnlySpan<WeightedStatement> statements, Span<bool> valid, bool isKnownToFail)
    {
        if (!isKnownToFail && BatchEquation.Holds(statements))
        {
            valid.Fill(true);
            return;
        }

        // A batch of none holds, so at least one is left.
        if (statements.Length > 1)
        {
            var half = statements.Length / 2;
            Bisect(statements[..half], valid[..half], isKnownToFail: false);
            Bisect(statements[half..], valid[half..], isKnownToFail: !valid[..half].Contains(false));
        }
    }
}
