using System.Security.Cryptography;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.BlsSignatures;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Tests.Curves.Lanes;

namespace LazAI.Cryptography.Tests.BlsSignatures;

/// <summary>What is done many at once, on every path: hostile members are named as each alone is, and leave the others alone.</summary>
public class BlsPathTests
{
    private const int Count = 20;

    [Fact]
    public void TryParseAll_KeysAndSignatures_AreThoseOfEachAlone()
    {
        var keys = Keys();
        ReadOnlyMemory<byte>[] publicKeys = [.. keys.Select(key => (ReadOnlyMemory<byte>)key.PublicKey.ToArray())];
        ReadOnlyMemory<byte>[] signatures = [.. keys.Select(key => (ReadOnlyMemory<byte>)BlsScheme.ProofOfPossession.Sign(key, "m"u8).ToArray())];
        foreach (var path in LanePoints.Paths)
        {
            var parsedKeys = new BlsPublicKey?[Count];
            var parsedSignatures = new BlsSignature?[Count + 1];
            var refusals = new PointRefusal[Count];
            Assert.True(LanePaths.On(path, () => BlsPublicKey.TryParseAll(publicKeys, parsedKeys, refusals)));
            Assert.All(refusals, refusal => Assert.Equal(PointRefusal.None, refusal));
            Assert.True(LanePaths.On(path, () => BlsSignature.TryParseAll(signatures, parsedSignatures, refusals)));
            Assert.All(refusals, refusal => Assert.Equal(PointRefusal.None, refusal));
            Assert.Equal(keys.Select(key => key.PublicKey), parsedKeys);

            // From bytes to the answer.
            Assert.True(BlsSignature.TryAggregate(parsedSignatures.AsSpan(0, Count)!, out var aggregate));
            Assert.True(BlsScheme.ProofOfPossession.FastAggregateVerify(parsedKeys!, "m"u8, aggregate));
            var batch = parsedKeys.Select((key, i) => new BlsSignedMessage(key!, "m"u8.ToArray(), parsedSignatures[i]!)).ToArray();
            Assert.True(LanePaths.On(path, () => BlsScheme.ProofOfPossession.VerifyBatch(batch)));
        }

        Assert.True(BlsPublicKey.TryParseAll([], [], []));
        Assert.True(BlsSignature.TryParseAll([], [], []));
        Assert.Throws<ArgumentException>(() => BlsPublicKey.TryParseAll(publicKeys, new BlsPublicKey?[Count - 1], new PointRefusal[Count]));
        Assert.Throws<ArgumentException>(() => BlsPublicKey.TryParseAll(publicKeys, new BlsPublicKey?[Count], new PointRefusal[Count - 1]));
        Assert.Throws<ArgumentException>(() => BlsSignature.TryParseAll(signatures, new BlsSignature?[Count - 1], new PointRefusal[Count]));
        Assert.Throws<ArgumentException>(() => BlsSignature.TryParseAll(signatures, new BlsSignature?[Count], new PointRefusal[Count - 1]));
    }

    [Fact]
    public void TryParseAll_HostileOnesAmongGoodOnes_AreNamedAsAlone()
    {
        var keys = Keys();
        ReadOnlyMemory<byte>[] publicKeys = [.. keys.Select(key => (ReadOnlyMemory<byte>)key.PublicKey.ToArray())];
        publicKeys[1] = (byte[])[0xc0, .. new byte[47]];
        publicKeys[4] = (byte[])[0x80, .. new byte[47]];
        publicKeys[5] = (byte[])[0x80, .. new byte[46], 1];
        publicKeys[9] = new byte[48];
        publicKeys[17] = new byte[96];
        publicKeys[19] = (byte[])[0x9f, .. Enumerable.Repeat((byte)0xff, 47)];

        ReadOnlyMemory<byte>[] signatures = [.. keys.Select(key => (ReadOnlyMemory<byte>)BlsScheme.ProofOfPossession.Sign(key, "m"u8).ToArray())];
        signatures[0] = (byte[])[0xc0, .. new byte[95]];
        signatures[3] = OutsideSubgroup();
        signatures[8] = new byte[96];
        signatures[15] = new byte[48];
        signatures[19] = (byte[])[0x9f, .. Enumerable.Repeat((byte)0xff, 95)];

        foreach (var path in LanePoints.Paths)
        {
            var parsedKeys = new BlsPublicKey?[Count];
            var parsedSignatures = new BlsSignature?[Count];
            var refusals = new PointRefusal[Count];
            Assert.False(LanePaths.On(path, () => BlsPublicKey.TryParseAll(publicKeys, parsedKeys, refusals)));
            for (var i = 0; i < Count; i++)
            {
                Assert.Equal(parsedKeys[i] is not null, BlsPublicKey.TryParse(publicKeys[i].Span, out var expected, out var refusal));
                Assert.Equal((expected, refusal), (parsedKeys[i], refusals[i]));
            }

            Assert.Equal(PointRefusal.Identity, refusals[1]);
            Assert.Equal(PointRefusal.NotInSubgroup, refusals[4]);
            Assert.False(LanePaths.On(path, () => BlsSignature.TryParseAll(signatures, parsedSignatures, refusals)));
            for (var i = 0; i < Count; i++)
            {
                Assert.Equal(parsedSignatures[i] is not null, BlsSignature.TryParse(signatures[i].Span, out var expected, out var refusal));
                Assert.Equal((expected, refusal), (parsedSignatures[i], refusals[i]));
            }

            Assert.NotNull(parsedSignatures[0]);
            Assert.Equal(PointRefusal.NotInSubgroup, refusals[3]);
        }
    }

    // The batch's hostile members: the identity, a signature of another message, one signature twice and a key's negative.
    [Fact]
    public void VerifyEach_HostileMembersOnEveryPath_AreJudgedAsAlone()
    {
        var (scheme, keys) = (BlsScheme.ProofOfPossession, Keys());
        var batch = keys.Select((key, i) => Signed(key, i)).ToArray();
        Assert.True(BlsSignature.TryParse([0xc0, .. new byte[95]], out var identity, out _));
        batch[2] = batch[2] with { Signature = identity };
        batch[3] = batch[3] with { Signature = batch[4].Signature };
        batch[11] = batch[10];
        batch[12] = batch[12] with { PublicKey = Negative(batch[12].PublicKey) };
        foreach (var path in LanePoints.Paths)
        {
            var answers = new bool[Count];
            Assert.False(LanePaths.On(path, () => scheme.VerifyBatch(batch)));
            Assert.True(LanePaths.On(path, () => scheme.VerifyEach(batch, answers)));
            Assert.Equal(Enumerable.Range(0, Count).Select(i => i is not (2 or 3 or 12)), answers);
            Assert.Equal(batch.Select(item => scheme.Verify(item.PublicKey, item.Message.Span, item.Signature)), answers);

            // One message signed by one key, many times.
            Assert.True(LanePaths.On(path, () => scheme.VerifyBatch([.. Enumerable.Repeat(batch[0], Count)])));
        }
    }

    // More keys than are summed up at once, the last of which cancel out all others.
    [Fact]
    public void FastAggregateVerify_ManyKeysOnEveryPath_IsValidForAllOfThem()
    {
        var (scheme, keys) = (BlsScheme.ProofOfPossession, Keys());
        BlsPublicKey[] publicKeys = [.. Enumerable.Range(0, 300).Select(i => keys[i % Count].PublicKey)];
        BlsSignature[] signatures = [.. keys.Select(key => scheme.Sign(key, "m"u8))];
        Assert.True(BlsSignature.TryAggregate([.. Enumerable.Range(0, 300).Select(i => signatures[i % Count])], out var aggregate));
        BlsPublicKey[] cancelling = [.. publicKeys, .. publicKeys.Select(Negative)];
        Assert.True(BlsSignature.TryParse([0xc0, .. new byte[95]], out var identity, out _));
        foreach (var path in LanePoints.Paths)
        {
            Assert.True(LanePaths.On(path, () => scheme.FastAggregateVerify(publicKeys, "m"u8, aggregate)));
            Assert.False(LanePaths.On(path, () => scheme.FastAggregateVerify(publicKeys.AsSpan(1), "m"u8, aggregate)));
            Assert.False(LanePaths.On(path, () => scheme.FastAggregateVerify(cancelling, "m"u8, identity)));
        }
    }

    [Fact]
    public void AggregateVerify_EachSchemeOnEveryPath_IsValid()
    {
        var keys = Keys();
        ReadOnlyMemory<byte>[] messages = [.. Enumerable.Range(0, Count).Select(i => (ReadOnlyMemory<byte>)new byte[700 * (i % 2) + i])];
        BlsPublicKey[] publicKeys = [.. keys.Select(key => key.PublicKey)];
        foreach (var scheme in (BlsScheme[])[BlsScheme.Basic, BlsScheme.MessageAugmentation, BlsScheme.ProofOfPossession])
        {
            BlsSignature[] signatures = [.. keys.Select((key, i) => scheme.Sign(key, messages[i].Span))];
            Assert.True(BlsSignature.TryAggregate(signatures, out var aggregate));
            Assert.True(BlsSignature.TryAggregate(signatures.AsSpan(1), out var other));
            foreach (var path in LanePoints.Paths)
            {
                Assert.True(LanePaths.On(path, () => scheme.AggregateVerify(publicKeys, messages, aggregate)));
                Assert.False(LanePaths.On(path, () => scheme.AggregateVerify(publicKeys, messages, other)));
            }
        }
    }

    private static BlsSignedMessage Signed(BlsSecretKey key, int number)
    {
        byte[] message = [(byte)number];
        return new(key.PublicKey, message, BlsScheme.ProofOfPossession.Sign(key, message));
    }

    private static BlsPublicKey Negative(BlsPublicKey key)
    {
        var bytes = key.ToArray();
        bytes[0] ^= 0x20;
        Assert.True(BlsPublicKey.TryParse(bytes, out var negative, out _));
        return negative;
    }

    private static byte[] OutsideSubgroup()
    {
        for (byte number = 0; ; number++)
        {
            byte[] bytes = [0x80, .. new byte[94], number];
            if (!BlsSignature.TryParse(bytes, out _, out var refusal) && refusal == PointRefusal.NotInSubgroup)
            {
                return bytes;
            }
        }
    }

    private static BlsSecretKey[] Keys() =>
        [.. Enumerable.Range(0, Count).Select(i =>
            BlsSecretKey.TryDerive(SHA256.HashData(BitConverter.GetBytes(i)), [], out var key) ? key : throw new InvalidOperationException())];
}
