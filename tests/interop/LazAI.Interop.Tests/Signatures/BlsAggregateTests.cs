using LazAI.Cryptography.BlsSignatures;
using LazAI.Interop.Tests.Judging;
using LazAI.Interop.Tests.Points;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Interop.Tests.Signatures;

/// <summary>Sums of BLS signatures, verdicts on them and on batches against blst.</summary>
public class BlsAggregateTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int SignersMaximum = 6;
    private const int VerdictsOfEach = 350;

    private static readonly BlsProofOfPossession s_scheme = BlsScheme.ProofOfPossession;

    private sealed record SharedMessage(BlsPublicKey[] Keys, byte[] Message, BlsSignature Signature);

    private sealed record OwnMessages(BlsPublicKey[] Keys, byte[][] Messages, BlsSignature Signature);

    [JudgeFact]
    public async Task TryAggregate_AnySignatures_GivesTheBytesOfBlst()
    {
        var random = TestSeed.Create(output);
        BlsSignature[] signatures = [.. Enumerable.Range(0, 50).Select(_ => s_scheme.Sign(random.BlsKey(), random.Bytes(8)))];

        // Also the same one twice, one and its opposite, and infinity.
        var cases = Enumerable.Range(0, Cases).Select(i =>
        {
            var some = Enumerable.Range(0, random.Next(SignersMaximum)).Select(_ => random.Pick(signatures)).ToList();
            if (i % 4 == 0 && some.Count > 0)
            {
                some.Add(random.Next(3) switch { 0 => some[0], 1 => Opposite(some[0]), _ => Parse([0xc0, .. new byte[95]]) });
            }

            return some.ToArray();
        }).ToArray();
        var answers = await judge.AskAsync<string?>("bls.aggregateSignatures", cases.Select(some => new { signatures = some.Select(one => one.ToString()) }));
        Assert.Equal(answers, cases.Select(some => BlsSignature.TryAggregate(some, out var sum) ? sum.ToString() : null));
    }

    [JudgeFact]
    public async Task FastAggregateVerify_ValidOrChanged_AgreesWithBlst()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, VerdictsOfEach).Select(i =>
        {
            var (keys, message) = (Keys(random), random.Bytes(32));
            var signature = Sum(keys.Select(key => s_scheme.Sign(key, message)));
            BlsPublicKey[] publicKeys = [.. keys.Select(key => key.PublicKey)];
            return (i % 2 == 0 ? 0 : random.Next(1, 6)) switch
            {
                0 => new SharedMessage(publicKeys, message, signature),
                1 => new SharedMessage(publicKeys[1..], message, signature),
                2 => new SharedMessage([.. publicKeys, random.BlsKey().PublicKey], message, signature),
                3 => new SharedMessage(publicKeys, random.FlipOneBit(message), signature),
                4 => new SharedMessage(publicKeys, message, Opposite(signature)),
                _ => new SharedMessage([.. publicKeys, publicKeys[0]], message, signature),
            };
        }).ToArray();
        var answers = await judge.AskAsync<bool?>("bls.fastAggregateVerify", cases.Select(one => new
        {
            publicKeys = one.Keys.Select(key => key.ToString()),
            message = Hex(one.Message),
            signature = one.Signature.ToString(),
        }));
        Check(answers, cases.Select(one => s_scheme.FastAggregateVerify(one.Keys, one.Message, one.Signature)));
    }

    [JudgeFact]
    public async Task AggregateVerify_ValidOrChanged_AgreesWithBlst()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, VerdictsOfEach).Select(i =>
        {
            var keys = Keys(random);

            // Of few bytes, so that some are equal.
            byte[][] messages = [.. keys.Select(_ => random.Bytes(random.Next(2)))];
            var signature = Sum(keys.Zip(messages, (key, message) => s_scheme.Sign(key, message)));
            BlsPublicKey[] publicKeys = [.. keys.Select(key => key.PublicKey)];
            return (i % 2 == 0 ? 0 : random.Next(1, 5)) switch
            {
                0 => new OwnMessages(publicKeys, messages, signature),
                1 => new OwnMessages(publicKeys, [.. messages[1..], random.Bytes(3)], signature),
                2 => new OwnMessages(publicKeys[1..], messages[1..], signature),
                3 => new OwnMessages(publicKeys, messages, Opposite(signature)),
                _ => new OwnMessages([.. publicKeys[1..], random.BlsKey().PublicKey], messages, signature),
            };
        }).ToArray();
        var answers = await judge.AskAsync<bool?>("bls.aggregateVerify", cases.Select(one => new
        {
            publicKeys = one.Keys.Select(key => key.ToString()),
            messages = one.Messages.Select(message => Hex(message)),
            signature = one.Signature.ToString(),
        }));
        Check(answers, cases.Select(one => s_scheme.AggregateVerify(one.Keys, [.. one.Messages], one.Signature)));
    }

    // Two changed signatures of a batch whose sum is right: random weights find them.
    [JudgeFact]
    public async Task VerifyBatch_ValidOrChanged_AgreesWithBlst()
    {
        var random = TestSeed.Create(output);
        var batches = Enumerable.Range(0, VerdictsOfEach).Select(i =>
        {
            BlsSignedMessage[] batch =
            [
                .. Keys(random).Select(key =>
                {
                    var message = random.Bytes(20);
                    return new BlsSignedMessage(key.PublicKey, message, s_scheme.Sign(key, message));
                }),
            ];
            if (i % 2 == 1)
            {
                var other = Parse(random.G2().Compress());
                var changed = random.Next(batch.Length);
                batch[changed] = batch[changed] with { Signature = Sum([batch[changed].Signature, other]) };
                if (batch.Length > 1 && random.Next(2) == 0)
                {
                    changed = (changed + 1) % batch.Length;
                    batch[changed] = batch[changed] with { Signature = Sum([batch[changed].Signature, Opposite(other)]) };
                }
            }

            return batch;
        }).ToArray();
        var answers = await judge.AskAsync<bool?>("bls.verifyBatch", batches.Select(batch => new
        {
            sets = batch.Select(one => new { publicKey = one.PublicKey.ToString(), message = Hex(one.Message.Span), signature = one.Signature.ToString() }),
        }));
        Check(answers, batches.Select(batch => s_scheme.VerifyBatch(batch)));

        var alone = await judge.AskAsync<bool?>("bls.verify", batches.SelectMany(batch => batch).Select(one =>
            new { publicKey = one.PublicKey.ToString(), message = Hex(one.Message.Span), signature = one.Signature.ToString() }));
        Assert.Equal(alone.Select(one => one == true), batches.SelectMany(batch =>
        {
            var verdicts = new bool[batch.Length];
            Assert.True(s_scheme.VerifyEach(batch, verdicts));
            return verdicts;
        }));
    }

    // Keys that cancel out, and nothing at all: false here, refused or false there.
    [JudgeFact]
    public async Task Verify_WhatCancelsOutOrIsEmpty_IsNeverValid()
    {
        var random = TestSeed.Create(output);
        var key = random.BlsKey();
        Span<byte> secret = stackalloc byte[BlsSecretKey.Size];
        key.Export(secret);
        Assert.True(BlsSecretKey.TryCreate(Word(Fr.Modulus - Number(secret)), out var opposite));
        var nothing = Parse([0xc0, .. new byte[95]]);
        BlsPublicKey[] cancelling = [key.PublicKey, opposite.PublicKey];
        object[] fast =
        [
            new { publicKeys = cancelling.Select(one => one.ToString()), message = "0x61", signature = nothing.ToString() },
            new { publicKeys = Array.Empty<string>(), message = "0x61", signature = nothing.ToString() },
        ];
        Assert.DoesNotContain(true, await judge.AskAsync<bool?>("bls.fastAggregateVerify", fast));
        Assert.False(s_scheme.FastAggregateVerify(cancelling, "a"u8, nothing));
        Assert.False(s_scheme.FastAggregateVerify([], "a"u8, nothing));

        object[] none = [new { publicKeys = Array.Empty<string>(), messages = Array.Empty<string>(), signature = nothing.ToString() }];
        Assert.DoesNotContain(true, await judge.AskAsync<bool?>("bls.aggregateVerify", none));
        Assert.False(s_scheme.AggregateVerify([], [], nothing));
    }

    // The judge refuses where we say false; every other case is valid.
    private static void Check(bool?[] answers, IEnumerable<bool> ours)
    {
        Assert.Equal(answers.Select(answer => answer == true), ours);
        Assert.All(answers.Index(), answer => Assert.Equal(answer.Index % 2 == 0, answer.Item == true));
    }

    private static BlsSecretKey[] Keys(Random random) => [.. Enumerable.Range(0, random.Next(1, SignersMaximum)).Select(_ => random.BlsKey())];

    private static BlsSignature Sum(IEnumerable<BlsSignature> signatures) =>
        BlsSignature.TryAggregate([.. signatures], out var sum) ? sum : throw new InvalidOperationException("No signatures.");

    private static BlsSignature Opposite(BlsSignature signature)
    {
        var bytes = signature.ToArray();
        bytes[0] ^= 0x20;
        return Parse(bytes);
    }

    private static BlsSignature Parse(byte[] bytes) =>
        BlsSignature.TryParse(bytes, out var signature, out var refusal) ? signature : throw new InvalidOperationException($"No signature: {refusal}.");
}
