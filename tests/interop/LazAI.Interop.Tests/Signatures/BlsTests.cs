using System.Numerics;
using System.Text;
using LazAI.Cryptography.BlsSignatures;
using LazAI.Interop.Tests.Judging;
using LazAI.Interop.Tests.Points;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bls12381.ScalarModulus>;

namespace LazAI.Interop.Tests.Signatures;

/// <summary>BLS keys and signatures by one signer against blst, and under the tags that its package does not offer against noble.</summary>
public class BlsTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    // noble takes 17 ms to sign and 25 ms to verify.
    private static readonly int s_casesByNoble = Costly(24);

    // Of the proof-of-possession scheme (draft-irtf-cfrg-bls-signature, section 4.2.3): for messages and for keys.
    private const string ProofTag = "BLS_POP_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

    // Our own, of verifiable random functions.
    private const string RandomnessTag = "LAZAI_VRF_BLS12381G2_XMD:SHA-256_SSWU_RO_V1_";

    private delegate BlsSignature Signer(BlsSecretKey key, ReadOnlySpan<byte> message);

    private sealed record Case(byte[] PublicKey, byte[] Message, byte[] Signature)
    {
        public object Question => new { publicKey = Hex(PublicKey), message = Hex(Message), signature = Hex(Signature) };

        // Null for a key or a signature that cannot be read.
        public bool? Ours => BlsPublicKey.TryParse(PublicKey, out var key, out _) && BlsSignature.TryParse(Signature, out var signature, out _)
            ? BlsScheme.ProofOfPossession.Verify(key, Message, signature)
            : null;
    }

    [JudgeFact]
    public async Task TryDerive_AnyMaterialAndPurpose_GivesTheKeysOfBlst()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(_ => (Material: random.Bytes(random.Next(28, 70)), Purpose: random.Bytes(random.Next(40)))).ToArray();
        var answers = await judge.AskAsync<KeyPair?>(
            "bls.keygen", cases.Select(one => new { ikm = Hex(one.Material), keyInfo = Hex(one.Purpose) }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var ours = BlsSecretKey.TryDerive(pair.First.Material, pair.First.Purpose, out var key)
                ? new KeyPair(Export(key), key.PublicKey.ToString())
                : null;
            Assert.Equal(pair.Second, ours);
            Assert.Equal(pair.First.Material.Length >= BlsSecretKey.MaterialSizeMinimum, ours is not null);
        });
    }

    [JudgeFact]
    public async Task TryCreate_NumbersAtTheEdges_TakesWhatBlstTakes()
    {
        BigInteger[] numbers = [0, 1, 2, Fr.Modulus - 1, Fr.Modulus, Fr.Modulus + 1, (BigInteger.One << 255) - 1, (BigInteger.One << 256) - 1];
        byte[][] secrets = [.. numbers.Select(Word), [], new byte[31], [.. Word(1), 0], [0, .. Word(1)]];
        var answers = await judge.AskAsync<string?>("bls.publicKeyOf", secrets.Select(secret => new { secret = Hex(secret) }));
        Assert.Equal(answers, secrets.Select(secret => BlsSecretKey.TryCreate(secret, out var key) ? key.PublicKey.ToString() : null));
    }

    [JudgeFact]
    public async Task Sign_AnyKeyAndMessage_GivesTheBytesOfBlst()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(_ => (Key: random.BlsKey(), Message: random.Bytes(random.Next(200)))).ToArray();
        var answers = await judge.AskAsync<string>("bls.sign", cases.Select(one => new { secret = Export(one.Key), message = Hex(one.Message) }));
        Assert.All(cases.Zip(answers), pair =>
            Assert.Equal(pair.Second, BlsScheme.ProofOfPossession.Sign(pair.First.Key, pair.First.Message).ToString()));
    }

    // Half as signed; the others under another key, of another message, with a bit flipped, with points that nobody may send.
    [JudgeFact]
    public async Task Verify_ValidOrChanged_AgreesWithBlst()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(i =>
        {
            var (key, message) = (random.BlsKey(), random.Bytes(random.Next(1, 100)));
            var valid = new Case(key.PublicKey.ToArray(), message, BlsScheme.ProofOfPossession.Sign(key, message).ToArray());
            return i % 2 == 0 ? valid : Change(random, valid);
        }).ToArray();
        var answers = await judge.AskAsync<bool?>("bls.verify", cases.Select(one => one.Question));
        Assert.All(cases.Index(), one => Assert.Equal((one.Item, answers[one.Index]), (one.Item, one.Item.Ours)));
        Assert.All(answers.Index(), answer => Assert.Equal(answer.Index % 2 == 0, answer.Item == true));
        Assert.Contains(false, answers);
        Assert.Contains(null, answers);
    }

    [JudgeFact]
    public async Task Sign_InTheOtherSchemes_GivesTheBytesOfNoble()
    {
        var random = TestSeed.Create(output);
        await CheckByNobleAsync(
            random,
            Tag(BlsScheme.Basic),
            (_, message) => message,
            BlsScheme.Basic.Sign,
            (key, message, signature) => BlsScheme.Basic.Verify(key, message, signature));
        await CheckByNobleAsync(
            random,
            Tag(BlsScheme.MessageAugmentation),
            (key, message) => [.. key.ToArray(), .. message],
            BlsScheme.MessageAugmentation.Sign,
            (key, message, signature) => BlsScheme.MessageAugmentation.Verify(key, message, signature));
    }

    [JudgeFact]
    public async Task Prove_Possession_GivesTheBytesOfNoble() => await CheckByNobleAsync(
        TestSeed.Create(output),
        ProofTag,
        (key, _) => key.ToArray(),
        (key, _) => BlsScheme.ProofOfPossession.Prove(key),
        (key, _, signature) => BlsScheme.ProofOfPossession.VerifyProof(key, signature));

    [JudgeFact]
    public async Task Prove_RandomOutput_GivesTheBytesOfNoble() => await CheckByNobleAsync(
        TestSeed.Create(output),
        RandomnessTag,
        (_, seed) => seed,
        BlsVrf.Prove,
        (key, seed, proof) => BlsVrf.TryVerify(key, seed, proof.ToArray(), out _));

    // noble signs what the scheme says is to be signed, and verifies every other signature with a bit of the message flipped.
    private async Task CheckByNobleAsync(
        Random random,
        string domain,
        Func<BlsPublicKey, byte[], byte[]> signed,
        Signer sign,
        Func<BlsPublicKey, byte[], BlsSignature, bool> verify)
    {
        var cases = Enumerable.Range(0, s_casesByNoble).Select(_ => (Key: random.BlsKey(), Message: random.Bytes(random.Next(1, 100)))).ToArray();
        var answers = await judge.AskAsync<string>("bls.signUnder", cases.Select(one =>
            new { secret = Export(one.Key), message = Hex(signed(one.Key.PublicKey, one.Message)), domain }));
        Assert.Equal(answers, cases.Select(one => sign(one.Key, one.Message).ToString()));
        Assert.All(cases, one => Assert.True(verify(one.Key.PublicKey, one.Message, sign(one.Key, one.Message))));
        Assert.All(cases.Zip(cases.Skip(1)), pair =>
            Assert.False(verify(pair.First.Key.PublicKey, pair.First.Message, sign(pair.Second.Key, pair.Second.Message))));

        var verdicts = await judge.AskAsync<bool?>("bls.verifyUnder", cases.Select((one, i) =>
        {
            var message = signed(one.Key.PublicKey, one.Message);
            return new
            {
                publicKey = one.Key.PublicKey.ToString(),
                message = Hex(i % 2 == 0 ? message : random.FlipOneBit(message)),
                signature = sign(one.Key, one.Message).ToString(),
                domain,
            };
        }));
        Assert.All(verdicts.Index(), verdict => Assert.Equal(verdict.Index % 2 == 0, verdict.Item));
    }

    private static Case Change(Random random, Case one) => random.Next(8) switch
    {
        0 => one with { PublicKey = random.BlsKey().PublicKey.ToArray() },
        1 => one with { Message = random.FlipOneBit(one.Message) },
        2 => one with { PublicKey = random.FlipOneBit(one.PublicKey) },
        3 => one with { PublicKey = [0xc0, .. new byte[47]] },
        4 => one with { PublicKey = [0xc0, .. new byte[47]], Signature = [0xc0, .. new byte[95]] },
        5 => one with { Signature = [0xc0, .. new byte[95]] },
        6 => one with { Signature = random.G2().Compress() },
        _ => one with { Signature = random.FlipOneBit(one.Signature) },
    };

    private static string Tag(BlsScheme scheme) => Encoding.ASCII.GetString(scheme.DomainSeparationTag);

    private static string Export(BlsSecretKey key)
    {
        Span<byte> bytes = stackalloc byte[BlsSecretKey.Size];
        key.Export(bytes);
        return Hex(bytes);
    }

    private sealed record KeyPair(string Secret, string PublicKey);
}
