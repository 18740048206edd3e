using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LazAI.Cryptography.Fields;

namespace LazAI.Cryptography.SecretSharing;

/// <summary>Shamir's scheme over any prime field of 32-byte elements.</summary>
internal sealed class ShamirPolynomials<T> : ShamirSecretSharing
    where T : unmanaged, IPrimeField<T>
{
    // A coefficient is this many random bytes modulo r: its bias is below 2^-128.
    private const int RandomSize = 48;

    public override ShamirRefusal Share(
        ReadOnlySpan<byte> secret, int threshold, int count, RandomNumberGenerator randomNumberGenerator, out ImmutableArray<ShamirShare> shares)
    {
        ArgumentNullException.ThrowIfNull(randomNumberGenerator);
        shares = [];
        if (count > SharesMaximum || threshold < 1 || threshold > count)
        {
            return ShamirRefusal.ThresholdOutOfRange;
        }

        if (secret.Length != SecretSize)
        {
            return ShamirRefusal.SecretWrongLength;
        }

        Span<T> polynomial = stackalloc T[threshold];
        if (!T.TryRead(secret, out polynomial[0]))
        {
            Clear(polynomial);
            return ShamirRefusal.SecretNotBelowOrder;
        }

        Span<byte> random = stackalloc byte[RandomSize];
        for (var i = 1; i < threshold; i++)
        {
            randomNumberGenerator.GetBytes(random);
            polynomial[i] = PrimeField<T>.Reduce(random);
        }

        CryptographicOperations.ZeroMemory(random);
        var made = ImmutableArray.CreateBuilder<ShamirShare>(count);
        for (var index = 1; index <= count; index++)
        {
            made.Add(new ShamirShare((byte)index, ToBytes32(Evaluate(polynomial, index))));
        }

        Clear(polynomial);
        shares = made.MoveToImmutable();
        return ShamirRefusal.None;
    }

    public override ShamirRefusal Reconstruct(ReadOnlySpan<ShamirShare> shares, int threshold, Span<byte> secret)
    {
        if (secret.Length < SecretSize)
        {
            throw new ArgumentException("32 bytes are needed.", nameof(secret));
        }

        secret = secret[..SecretSize];
        secret.Clear();
        if (threshold is < 1 or > SharesMaximum)
        {
            return ShamirRefusal.ThresholdOutOfRange;
        }

        if (shares.Length < threshold)
        {
            return ShamirRefusal.TooFewShares;
        }

        if (shares.Length > SharesMaximum)
        {
            return ShamirRefusal.TooManyShares;
        }

        Span<T> values = stackalloc T[shares.Length];
        Span<T> weights = stackalloc T[threshold];
        var refusal = Read(shares, values);
        if (refusal == ShamirRefusal.None)
        {
            Weigh(shares[..threshold], weights);
        }

        for (var i = threshold; i < shares.Length && refusal == ShamirRefusal.None; i++)
        {
            if (!Interpolate(shares[..threshold], values, weights, shares[i].Index).Equals(values[i]))
            {
                refusal = ShamirRefusal.SharesDisagree;
            }
        }

        if (refusal == ShamirRefusal.None)
        {
            Interpolate(shares[..threshold], values, weights, 0).Write(secret);
        }

        Clear(values);
        return refusal;
    }

    private static ShamirRefusal Read(ReadOnlySpan<ShamirShare> shares, Span<T> values)
    {
        Span<bool> seen = stackalloc bool[SharesMaximum + 1];
        seen.Clear();
        foreach (var share in shares)
        {
            if (share.Index == 0)
            {
                return ShamirRefusal.IndexZero;
            }
        }

        foreach (var share in shares)
        {
            if (seen[share.Index])
            {
                return ShamirRefusal.IndexTwice;
            }

            seen[share.Index] = true;
        }

        for (var i = 0; i < shares.Length; i++)
        {
            if (!T.TryRead(shares[i].Value.AsSpan(), out values[i]))
            {
                return ShamirRefusal.ShareNotBelowOrder;
            }
        }

        return ShamirRefusal.None;
    }

    // Horner's rule.
    private static T Evaluate(ReadOnlySpan<T> polynomial, int index)
    {
        var x = T.FromUInt64((ulong)index);
        var value = polynomial[^1];
        for (var i = polynomial.Length - 2; i >= 0; i--)
        {
            value = value * x + polynomial[i];
        }

        return value;
    }

    // 1/Π (x_i - x_j) over all j other than i, for each i.
    private static void Weigh(ReadOnlySpan<ShamirShare> shares, Span<T> weights)
    {
        for (var i = 0; i < shares.Length; i++)
        {
            weights[i] = T.One;
            var own = T.FromUInt64(shares[i].Index);
            for (var j = 0; j < shares.Length; j++)
            {
                if (j != i)
                {
                    weights[i] *= own - T.FromUInt64(shares[j].Index);
                }
            }
        }

        Span<T> scratch = stackalloc T[shares.Length];
        BatchInversion.Invert(weights, scratch);
    }

    // Σ y_i w_i Π (x - x_j) over all j other than i: the products before i going up, those behind it going down.
    private static T Interpolate(ReadOnlySpan<ShamirShare> shares, ReadOnlySpan<T> values, ReadOnlySpan<T> weights, int at)
    {
        var x = T.FromUInt64((ulong)at);
        Span<T> products = stackalloc T[shares.Length];
        var product = T.One;
        for (var i = 0; i < shares.Length; i++)
        {
            products[i] = product;
            product *= x - T.FromUInt64(shares[i].Index);
        }

        product = T.One;
        var sum = T.Zero;
        for (var i = shares.Length - 1; i >= 0; i--)
        {
            sum += values[i] * weights[i] * (products[i] * product);
            product *= x - T.FromUInt64(shares[i].Index);
        }

        return sum;
    }

    private static Bytes32 ToBytes32(in T element)
    {
        Span<byte> bytes = stackalloc byte[SecretSize];
        element.Write(bytes);
        return new Bytes32(bytes);
    }

    private static void Clear(Span<T> secrets) => CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(secrets));
}
