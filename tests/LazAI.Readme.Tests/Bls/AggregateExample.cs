using System.Security.Cryptography;
using LazAI.Cryptography.BlsSignatures;

namespace LazAI.Readme.Tests.Bls;

public class AggregateExample
{
    [Fact]
    public void Committee_ThatSignsTogether_IsVerifiedAtOnce()
    {
        #region README
        using var random = RandomNumberGenerator.Create();
        BlsSecretKey[] committee = [BlsSecretKey.Generate(random), BlsSecretKey.Generate(random), BlsSecretKey.Generate(random)];
        var scheme = BlsScheme.ProofOfPossession;

        // When a key joins, once: without this check, anyone could make up a key that cancels out another.
        bool mayJoin = committee.All(key => scheme.VerifyProof(key.PublicKey, scheme.Prove(key)));

        BlsSignature[] signatures = [.. committee.Select(key => scheme.Sign(key, "block 7"u8))];
        BlsPublicKey[] keys = [.. committee.Select(key => key.PublicKey)];
        bool isAggregated = BlsSignature.TryAggregate(signatures, out var aggregate);
        bool haveSigned = isAggregated && scheme.FastAggregateVerify(keys, "block 7"u8, aggregate!);
        #endregion

        Assert.True(mayJoin && haveSigned);
        Assert.False(scheme.FastAggregateVerify(keys.AsSpan(1), "block 7"u8, aggregate!));
        Assert.All(committee, key => key.Dispose());
    }
}
