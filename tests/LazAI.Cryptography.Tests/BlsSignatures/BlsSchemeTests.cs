using System.Security.Cryptography;
using System.Text;
using LazAI.Cryptography.Bls12381;
using LazAI.Cryptography.BlsSignatures;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.BlsSignatures;

public class BlsSchemeTests(ITestOutputHelper output)
{
    private static readonly BlsScheme[] Schemes = [BlsScheme.Basic, BlsScheme.MessageAugmentation, BlsScheme.ProofOfPossession];

    // Ethereum's suite, sign_case_11b8c7cad5238946.
    [Fact]
    public void Sign_PublishedKey_GivesPublishedSignature()
    {
        Assert.True(BlsSecretKey.TryCreate(Convert.FromHexString("47b8192d77bf871b62e87859d653922725724a5c031afeabc60bcef5ff665138"), out var key));
        Assert.Equal("0xb301803f8b5ac4a1133581fc676dfedc60d891dd5fa99028805e5ea5b08d3491af75d0707adab3b70c6a6a580217bf81", key.PublicKey.ToString());
        Assert.Equal(
            "0xb23c46be3a001c63ca711f87a005c200cc550b9429d5f4eb38d74322144f1b63926da3388979e5321012fb1a0526bcd100b5ef5fe72628ce4cd5e904aeaa3279527843fae5ca9ca675f4f51ed8f83bbf7155da9ecc9663100a885d5dc6df96d9",
            BlsScheme.ProofOfPossession.Sign(key, new byte[32]).ToString());
    }

    [Fact]
    public void Verify_AcrossSchemesKeysAndMessages_OnlyTheSignedOneIsValid()
    {
        var keys = Keys(2);
        byte[][] messages = [[], "a"u8.ToArray(), new byte[2_000]];
        foreach (var (scheme, message) in Schemes.SelectMany(scheme => messages.Select(message => (scheme, message))))
        {
            var signature = scheme.Sign(keys[0], message);
            foreach (var (otherScheme, otherMessage) in Schemes.SelectMany(scheme => messages.Select(message => (scheme, message))))
            {
                Assert.Equal(scheme == otherScheme && message == otherMessage, otherScheme.Verify(keys[0].PublicKey, otherMessage, signature));
            }

            Assert.False(scheme.Verify(keys[1].PublicKey, message, signature));
            Assert.False(BlsScheme.ProofOfPossession.VerifyProof(keys[0].PublicKey, signature));
        }
    }

    [Fact]
    public void Verify_EveryFlippedBitOfSignatureAndKey_IsRefusedOrFalse()
    {
        var key = Keys(1)[0];
        var (message, scheme) = ("message"u8.ToArray(), BlsScheme.ProofOfPossession);
        var (signature, publicKey) = (scheme.Sign(key, message), key.PublicKey);
        var (refusals, falses) = (0, 0);
        foreach (var flipped in FlippedBits(signature.ToArray()))
        {
            if (BlsSignature.TryParse(flipped, out var other, out var refusal))
            {
                falses++;
                Assert.False(scheme.Verify(publicKey, message, other));
            }
            else
            {
                refusals++;
                Assert.NotEqual(PointRefusal.None, refusal);
            }
        }

        foreach (var flipped in FlippedBits(publicKey.ToArray()))
        {
            if (BlsPublicKey.TryParse(flipped, out var other, out var refusal))
            {
                falses++;
                Assert.False(scheme.Verify(other, message, signature));
            }
            else
            {
                refusals++;
                Assert.NotEqual(PointRefusal.None, refusal);
            }
        }

        foreach (var flipped in FlippedBits(message))
        {
            Assert.False(scheme.Verify(publicKey, flipped, signature));
        }

        // The sign bits alone lead to other points of the groups.
        Assert.Equal(8 * (BlsSignature.Size + BlsPublicKey.Size), refusals + falses);
        Assert.Equal(2, falses);
    }

    [Fact]
    public void AggregateVerify_SumsOfSignatures_AreValidInAnyOrderAndOnlyWhole()
    {
        var keys = Keys(5);
        ReadOnlyMemory<byte>[] messages = [.. Enumerable.Range(0, 5).Select(i => (ReadOnlyMemory<byte>)new[] { (byte)i })];
        var publicKeys = keys.Select(key => key.PublicKey).ToArray();
        foreach (var scheme in Schemes)
        {
            var signatures = keys.Select((key, i) => scheme.Sign(key, messages[i].Span)).ToArray();
            var aggregate = Aggregate(signatures);

            // The sum is commutative and associative.
            Assert.Equal(aggregate, Aggregate([.. signatures.Reverse()]));
            Assert.Equal(aggregate, Aggregate([Aggregate(signatures[..2]), Aggregate(signatures[2..])]));
            Assert.True(scheme.AggregateVerify(publicKeys, messages, aggregate));
            Assert.True(scheme.AggregateVerify([.. publicKeys.Reverse()], [.. messages.Reverse()], aggregate));
            Assert.True(scheme.AggregateVerify(publicKeys.AsSpan(0, 1), messages.AsSpan(0, 1), signatures[0]));

            Assert.False(scheme.AggregateVerify(publicKeys.AsSpan(0, 4), messages.AsSpan(0, 4), aggregate));
            Assert.False(scheme.AggregateVerify(publicKeys, [messages[1], messages[0], .. messages[2..]], aggregate));
            Assert.False(scheme.AggregateVerify(publicKeys, messages, signatures[0]));
            Assert.False(scheme.AggregateVerify(publicKeys, messages.AsSpan(0, 4), aggregate));
            Assert.False(scheme.AggregateVerify([], [], aggregate));
            var tooMany = BlsScheme.MessagesMaximum + 1;
            Assert.False(scheme.AggregateVerify(
                [.. Enumerable.Repeat(publicKeys[0], tooMany)], [.. Enumerable.Repeat(messages[0], tooMany)], aggregate));
        }
    }

    [Fact]
    public void AggregateVerify_EqualMessages_AreForTheBasicSchemeInvalid()
    {
        var keys = Keys(2);
        ReadOnlyMemory<byte>[] messages = ["m"u8.ToArray(), "m"u8.ToArray()];
        foreach (var scheme in Schemes)
        {
            var aggregate = Aggregate([.. keys.Select(key => scheme.Sign(key, messages[0].Span))]);
            Assert.Equal(scheme != BlsScheme.Basic, scheme.AggregateVerify([keys[0].PublicKey, keys[1].PublicKey], messages, aggregate));
        }
    }

    [Fact]
    public void FastAggregateVerify_KeysThatCancelOutOrAreTooMany_IsFalse()
    {
        var scheme = BlsScheme.ProofOfPossession;
        var keys = Keys(3);
        var publicKeys = keys.Select(key => key.PublicKey).ToArray();
        var aggregate = Aggregate([.. keys.Select(key => scheme.Sign(key, "m"u8))]);
        Assert.True(scheme.FastAggregateVerify(publicKeys, "m"u8, aggregate));
        Assert.False(scheme.FastAggregateVerify(publicKeys, "n"u8, aggregate));
        Assert.False(scheme.FastAggregateVerify(publicKeys.AsSpan(0, 2), "m"u8, aggregate));
        Assert.False(scheme.FastAggregateVerify([], "m"u8, aggregate));

        // A key and its negative sign everything with the identity.
        var negative = publicKeys[0].ToArray();
        negative[0] ^= 0x20;
        Assert.True(BlsPublicKey.TryParse(negative, out var opposite, out _));
        Assert.True(BlsSignature.TryParse([0xc0, .. new byte[BlsSignature.Size - 1]], out var identity, out _));
        Assert.False(scheme.FastAggregateVerify([publicKeys[0], opposite], "m"u8, identity));
        Assert.False(scheme.Verify(publicKeys[0], "m"u8, identity));

        var many = Enumerable.Repeat(publicKeys[0], BlsProofOfPossession.KeysMaximum + 1).ToArray();
        Assert.False(scheme.FastAggregateVerify(many, "m"u8, identity));
        Assert.False(BlsSignature.TryAggregate([], out _));
        Assert.False(BlsSignature.TryAggregate([.. Enumerable.Repeat(identity, BlsSignature.AggregatedMaximum + 1)], out _));
    }

    [Fact]
    public void VerifyProof_OfAnotherKeyOrASignatureOfTheKey_IsFalse()
    {
        var keys = Keys(2);
        var scheme = BlsScheme.ProofOfPossession;
        var proof = scheme.Prove(keys[0]);
        Assert.True(scheme.VerifyProof(keys[0].PublicKey, proof));
        Assert.False(scheme.VerifyProof(keys[1].PublicKey, proof));
        Assert.False(scheme.VerifyProof(keys[0].PublicKey, scheme.Sign(keys[0], keys[0].PublicKey.ToArray())));
        Assert.All(FlippedBits(proof.ToArray()), flipped => Assert.False(
            BlsSignature.TryParse(flipped, out var other, out _) && scheme.VerifyProof(keys[0].PublicKey, other)));
        Assert.All(FlippedBits(keys[0].PublicKey.ToArray()), flipped => Assert.False(
            BlsPublicKey.TryParse(flipped, out var other, out _) && scheme.VerifyProof(other, proof)));
    }

    [Fact]
    public void Aggregates_EveryFlippedBit_IsRefusedOrFalse()
    {
        var keys = Keys(3);
        var (publicKeys, scheme) = (keys.Select(key => key.PublicKey).ToArray(), BlsScheme.ProofOfPossession);
        ReadOnlyMemory<byte>[] messages = ["a"u8.ToArray(), "b"u8.ToArray(), "c"u8.ToArray()];
        var ofOne = Aggregate([.. keys.Select(key => scheme.Sign(key, "a"u8))]);
        var ofMany = Aggregate([.. keys.Select((key, i) => scheme.Sign(key, messages[i].Span))]);
        Assert.True(scheme.FastAggregateVerify(publicKeys, "a"u8, ofOne));
        Assert.True(scheme.AggregateVerify(publicKeys, messages, ofMany));
        Assert.All(FlippedBits(ofOne.ToArray()), flipped => Assert.False(
            BlsSignature.TryParse(flipped, out var other, out _) && scheme.FastAggregateVerify(publicKeys, "a"u8, other)));
        Assert.All(FlippedBits(ofMany.ToArray()), flipped => Assert.False(
            BlsSignature.TryParse(flipped, out var other, out _) && scheme.AggregateVerify(publicKeys, messages, other)));
    }

    [Fact]
    public void VerifyBatch_WrongOnesAnywhere_AreFound()
    {
        var random = TestSeed.Create(output);
        var keys = Keys(40);
        foreach (var scheme in Schemes)
        {
            var batch = keys.Select((key, i) => Signed(scheme, key, i)).ToArray();
            Assert.True(scheme.VerifyBatch(batch));
            var answers = new bool[batch.Length];
            Assert.True(scheme.VerifyEach(batch, answers));
            Assert.All(answers, Assert.True);

            // Two that change places keep the plain sum; one signature more and one less by the same point do, too.
            var (a, b) = (random.Next(20), 20 + random.Next(20));
            (batch[a], batch[b]) = (batch[a] with { Signature = batch[b].Signature }, batch[b] with { Signature = batch[a].Signature });
            var wrong = random.Next(40);
            batch[wrong] = batch[wrong] with { Message = "another"u8.ToArray() };
            Assert.False(scheme.VerifyBatch(batch));
            Assert.True(scheme.VerifyEach(batch, answers));
            Assert.Equal(Enumerable.Range(0, 40).Select(i => i != a && i != b && i != wrong), answers);
        }
    }

    [Fact]
    public void VerifyBatch_SmallestAndTooLargeBatches_AreJudged()
    {
        var scheme = BlsScheme.ProofOfPossession;
        var item = Signed(scheme, Keys(1)[0], 0);
        Assert.False(scheme.VerifyBatch([]));
        Assert.True(scheme.VerifyEach([], []));
        Assert.True(scheme.VerifyBatch([item]));
        Assert.True(scheme.VerifyBatch([item, item, item]));
        Assert.False(scheme.VerifyBatch([item with { Message = "another"u8.ToArray() }]));

        var tooMany = Enumerable.Repeat(item, BlsScheme.MessagesMaximum + 1).ToArray();
        var answers = new bool[tooMany.Length];
        Assert.False(scheme.VerifyBatch(tooMany));
        Assert.False(scheme.VerifyEach(tooMany, answers));
        Assert.DoesNotContain(true, answers);
        Assert.Throws<ArgumentException>(() => scheme.VerifyEach(new BlsSignedMessage[2], new bool[1]));
    }

    [Fact]
    public void Verification_Repeatedly_AllocatesNothing()
    {
        var keys = Keys(4);
        var scheme = BlsScheme.ProofOfPossession;
        var batch = keys.Select((key, i) => Signed(scheme, key, i)).ToArray();
        var (publicKeys, messages) = (batch.Select(item => item.PublicKey).ToArray(), batch.Select(item => item.Message).ToArray());
        var aggregate = Aggregate([.. batch.Select(item => item.Signature)]);
        var augmented = BlsScheme.MessageAugmentation.Sign(keys[0], messages[0].Span);
        var answers = new bool[batch.Length];
        long allocated = 1;
        for (var i = 0; i < 2; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var areAll = scheme.Verify(publicKeys[0], messages[0].Span, batch[0].Signature)
                & scheme.VerifyBatch(batch)
                & scheme.VerifyEach(batch, answers)
                & scheme.AggregateVerify(publicKeys, messages, aggregate)
                & BlsScheme.MessageAugmentation.Verify(publicKeys[0], messages[0].Span, augmented)
                & !scheme.FastAggregateVerify(publicKeys, messages[0].Span, aggregate);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(areAll);
        }

        Assert.Equal(0, allocated);
    }

    private static BlsSignedMessage Signed(BlsScheme scheme, BlsSecretKey key, int number)
    {
        var message = Encoding.ASCII.GetBytes($"message {number}");
        return new(key.PublicKey, message, scheme.Sign(key, message));
    }

    private static BlsSignature Aggregate(BlsSignature[] signatures) =>
        BlsSignature.TryAggregate(signatures, out var aggregate) ? aggregate : throw new InvalidOperationException("Nothing to add up.");

    private static IEnumerable<byte[]> FlippedBits(byte[] bytes)
    {
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return flipped;
        }
    }

    private static BlsSecretKey[] Keys(int count) =>
        [.. Enumerable.Range(0, count).Select(i =>
            BlsSecretKey.TryDerive(SHA256.HashData(BitConverter.GetBytes(i)), [], out var key) ? key : throw new InvalidOperationException())];
}
