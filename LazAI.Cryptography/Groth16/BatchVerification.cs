using System.Security.Cryptography;
using LazAI.Cryptography.Arithmetic;

namespace LazAI.Cryptography.Groth16;

/// <summary>
/// Many proofs by one product of pairings, weighted by random numbers (M. Bellare, J. Garay, T. Rabin, "Fast batch verification for
/// modular exponentiation and digital signatures", 1998): one Miller loop for each proof, three for each key, one final exponentiation.
/// </summary>
/// <remarks>Work memory is pooled: about a kilobyte for each statement.</remarks>
public static class BatchVerification
{
    /// <summary>The most statements of a batch.</summary>
    public const int StatementsMaximum = 4096;

    /// <summary>
    /// Tells whether all are valid, and of each what is wrong. Where some are not, halves are tried until found. None at all are valid;
    /// of more than <see cref="StatementsMaximum"/>, each is refused and none looked at.
    /// </summary>
    /// <param name="statements">Proofs, of one or several keys, in any order.</param>
    /// <param name="refusals">Room for the answers, as many as statements.</param>
    /// <param name="random">
    /// Weights of 128 bits, which must be unknown to who made the proofs: otherwise false ones could be made to cancel out. With them, a
    /// false proof passes with a chance of 2^-128.
    /// </param>
    public static bool Verify(ReadOnlySpan<Statement> statements, Span<Groth16Refusal> refusals, RandomNumberGenerator random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNotEqual(refusals.Length, statements.Length);
        if (statements.Length > StatementsMaximum)
        {
            refusals.Fill(Groth16Refusal.TooManyStatements);
            return false;
        }

        using var entries = new Scratch<Entry>(statements.Length);
        var count = 0;
        for (var i = 0; i < statements.Length; i++)
        {
            refusals[i] = Groth16Refusal.SignalCountMismatch;
            if (statements[i].Signals.Length == statements[i].Key.SignalCount)
            {
                entries.Span[count++] = new(FirstOfSameKey(statements, i), i);
            }
        }

        // Proofs of one key stand together, so that every part of the batch shares what can be shared.
        var sorted = entries.Span[..count];
        sorted.Sort();
        using var weighted = new Scratch<WeightedStatement>(count);
        for (var i = 0; i < count; i++)
        {
            weighted.Span[i] = new(in statements[sorted[i].Place], random);
        }

        using var valid = new Scratch<bool>(count);
        valid.Span.Clear();
        Bisect(weighted.Span, valid.Span, isKnownToFail: false);
        for (var i = 0; i < count; i++)
        {
            refusals[sorted[i].Place] = valid.Span[i] ? Groth16Refusal.None : Groth16Refusal.EquationDoesNotHold;
        }

        return !refusals.ContainsAnyExcept(Groth16Refusal.None);
    }

    // Comparing keys costs nothing beside the pairing of each proof.
    private static int FirstOfSameKey(ReadOnlySpan<Statement> statements, int place)
    {
        var first = 0;
        while (!ReferenceEquals(statements[first].Key, statements[place].Key))
        {
            first++;
        }

        return first;
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

    private readonly record struct Entry(int FirstOfSameKey, int Place) : IComparable<Entry>
    {
        public int CompareTo(Entry other) => (FirstOfSameKey, Place).CompareTo((other.FirstOfSameKey, other.Place));
    }
}
