using System.Buffers.Binary;
using System.Security.Cryptography;
using LazAI.Cryptography.Groth16.Proving;
using LazAI.Cryptography.R1cs.Files;
using LazAI.Cryptography.Tests.Bn254;
using LazAI.Testing;
using LazAI.Testing.Vectors;
using Xunit.Abstractions;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Groth16.Proving;

public class ProvingKeyTests(ITestOutputHelper output)
{
    private const string Family = "crypto/groth16";
    private const int HeaderLength = 12;
    private static readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    [Fact]
    public void ToBytesAndToZkey_ReadAgain_AreTheSameKey()
    {
        foreach (var (constraints, publicSignals) in ((int, int)[])[(1, 0), (3, 2), (90, 5)])
        {
            var synthetic = SyntheticSystem.Create(TestSeed.Create(output), constraints, publicSignals);
            var key = InsecureDevelopmentSetup.Create(synthetic.System, _random);
            Assert.Equal(key.Length, key.ToBytes().Length);
            Assert.Equal(Keccak256.Hash(key.ToBytes()), key.Hash);

            Assert.True(ProvingKey.TryRead(key.ToBytes(), out var read, out _));
            Assert.True(ProvingKey.TryReadTrusted(key.ToBytes(), key.Hash, out var trusted, out _));
            Assert.True(ProvingKey.TryReadZkey(key.ToZkey(), out var zkey, out _));
            foreach (var other in (ProvingKey[])[read, trusted, zkey])
            {
                Assert.Equal(key.Hash, other.Hash);
                Assert.Equal(key.VerificationKey.Hash, other.VerificationKey.Hash);
                Assert.True(other.VerificationKey.IsOfInsecureDevelopmentSetup);
                Assert.IsType<Proved>(Prover.Prove(other, synthetic.System, synthetic.Witness, _random));
            }
        }
    }

    [VectorFact(Family, "multiplier.zkey")]
    public void ToZkey_OfSnarkJssKey_DiffersInTheRecordOfItsCeremonyAlone()
    {
        var bytes = new VectorFile(Family, "multiplier.zkey", 1).ReadBytes();
        Assert.True(ProvingKey.TryReadZkey(bytes, out var key, out _));
        Assert.False(key.VerificationKey.IsOfInsecureDevelopmentSetup);
        var (expected, actual) = (Sections(bytes), Sections(key.ToZkey()));
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        Assert.All(expected.Where(section => section.Key != 10), section => Assert.Equal(section.Value, actual[section.Key]));
    }

    // Not one byte of a key is without meaning: with any of them altered it is refused, or is another key.
    [Fact]
    public void TryRead_WithAnAlteredByte_RefusesOrReadsAnotherKey()
    {
        var random = TestSeed.Create(output);
        var synthetic = SyntheticSystem.Create(random, 3, 1);
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random);
        var (bytes, zkey) = (key.ToBytes(), key.ToZkey());
        for (var i = 0; i < bytes.Length; i++)
        {
            var altered = Altered(bytes, i, random);
            Assert.False(ProvingKey.TryReadTrusted(altered, key.Hash, out _, out var refusal));
            Assert.Equal(ProvingKeyRefusal.OtherHash, refusal);
            Assert.True(!ProvingKey.TryRead(altered, out var other, out _) || other.Hash != key.Hash);
        }

        var record = zkey.Length - Sections(zkey)[10].Length - HeaderLength;
        for (var i = 0; i < record; i++)
        {
            Assert.True(!ProvingKey.TryReadZkey(Altered(zkey, i, random), out var other, out _) || other.Hash != key.Hash);
        }
    }

    [Fact]
    public void TryRead_OfBytesCutShortOrTooLong_Refuses()
    {
        var synthetic = SyntheticSystem.Create(TestSeed.Create(output), 3, 1);
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random);
        var (bytes, zkey, wtns) = (key.ToBytes(), key.ToZkey(), WitnessFile.Write(synthetic.Witness));
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.False(ProvingKey.TryRead(bytes.AsSpan(0, length), out _, out _));
        }

        for (var length = 0; length < zkey.Length; length++)
        {
            Assert.False(ProvingKey.TryReadZkey(zkey.AsSpan(0, length), out _, out _));
        }

        for (var length = 0; length < wtns.Length; length++)
        {
            Assert.NotEqual(R1csFileRefusal.None, WitnessFile.Read(wtns.AsSpan(0, length), 1, out _));
        }

        Assert.False(ProvingKey.TryRead([.. bytes, 0], out _, out _));
        Assert.False(ProvingKey.TryReadZkey([.. zkey, 0], out _, out _));
        Assert.NotEqual(R1csFileRefusal.None, WitnessFile.Read([.. wtns, 0], 1, out _));
    }

    // A header may claim four billion of anything; nothing is allocated for it.
    [Fact]
    public void TryRead_OfClaimsBeyondTheBytes_AllocatesNothingForThem()
    {
        var synthetic = SyntheticSystem.Create(TestSeed.Create(output), 3, 1);
        var key = InsecureDevelopmentSetup.Create(synthetic.System, _random);
        var (bytes, zkey) = (key.ToBytes(), key.ToZkey());
        _ = ProvingKey.TryRead(bytes, out _, out _) && ProvingKey.TryReadZkey(zkey, out _, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var claim in (uint[])[1 << 10, 1 << 20, int.MaxValue, uint.MaxValue])
        {
            for (var i = 2; i < 8; i++)
            {
                var altered = bytes.ToArray();
                BinaryPrimitives.WriteUInt32LittleEndian(altered.AsSpan(4 * i), claim);
                Assert.False(ProvingKey.TryRead(altered, out _, out _));
            }

            // Wires, signals and the domain's size behind two primes, in the second section behind the first of four bytes.
            var counts = HeaderLength + (HeaderLength + 4) + HeaderLength + 2 * 36;
            foreach (var place in (int[])[8, HeaderLength + 4, counts, counts + 4, counts + 8])
            {
                var altered = zkey.ToArray();
                BinaryPrimitives.WriteUInt32LittleEndian(altered.AsSpan(place), claim);
                Assert.False(ProvingKey.TryReadZkey(altered, out _, out _));
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void TryReadZkey_OfPointsThatAreNone_NamesTheReason()
    {
        var random = TestSeed.Create(output);
        var key = InsecureDevelopmentSetup.Create(SyntheticSystem.Create(random, 20, 1).System, _random);
        var parts = key.Parts;
        Assert.Equal(ProvingKeyRefusal.None, Refusal(_ => { }));
        foreach (var points in (Func<ProvingKeyParts, Array>[])[p => p.A, p => p.B1, p => p.C, p => p.H, p => p.Ic])
        {
            Assert.Equal(ProvingKeyRefusal.NotOnCurve, Refusal(p => points(p).SetValue(
                new G1Point(Fp.One, Fp.One), random.Next(points(p).Length))));
        }

        Assert.Equal(ProvingKeyRefusal.NotInSubgroup, Refusal(p => p.B2[random.Next(p.B2.Length)] = Points.OnTwist(random)));
        Assert.Equal(ProvingKeyRefusal.InfinityInKey, Refusal(p => p.H[random.Next(p.H.Length)] = default));
        Assert.Equal(ProvingKeyRefusal.InfinityInKey, Refusal(p => p.Ic[random.Next(p.Ic.Length)] = default));
        Assert.Equal(ProvingKeyRefusal.None, Refusal(p => p.A[random.Next(p.A.Length)] = default));
        Assert.Equal(ProvingKeyRefusal.ForgeableKey, Refusal(p => { }, delta: parts.Gamma2));
        Assert.Equal(ProvingKeyRefusal.NotInSubgroup, Refusal(p => { }, delta: Points.OnTwist(random)));
        Assert.Equal(ProvingKeyRefusal.InfinityInKey, Refusal(p => { }, delta: G2Point.Infinity));

        ProvingKeyRefusal Refusal(Action<ProvingKeyParts> change, G2Point? delta = null)
        {
            var changed = new ProvingKeyParts
            {
                PublicSignals = parts.PublicSignals,
                MatrixA = parts.MatrixA,
                MatrixB = parts.MatrixB,
                Alpha1 = parts.Alpha1,
                Beta1 = parts.Beta1,
                Beta2 = parts.Beta2,
                Gamma2 = parts.Gamma2,
                Delta1 = parts.Delta1,
                Delta2 = delta ?? parts.Delta2,
                Ic = [.. parts.Ic],
                A = [.. parts.A],
                B1 = [.. parts.B1],
                B2 = [.. parts.B2],
                C = [.. parts.C],
                H = [.. parts.H],
            };
            change(changed);
            var read = ProvingKey.TryReadZkey(ZkeyWriter.Write(changed), out _, out var refusal);
            Assert.Equal(refusal == ProvingKeyRefusal.None, read);

            // Our own form is read by the same rules.
            Assert.Equal(read, ProvingKey.TryRead(ProvingKeyBytes.Write(changed), out _, out var other));
            Assert.Equal(refusal, other);
            return refusal;
        }
    }

    [Fact]
    public void Witness_WrittenAndRead_IsTheSame()
    {
        var random = TestSeed.Create(output);
        var witness = SyntheticSystem.Create(random, 50, 4).Witness;
        var bytes = WitnessFile.Write(witness);
        Assert.Equal(R1csFileRefusal.None, WitnessFile.Read(bytes, 4, out var read));
        Assert.Equal(witness.Values.ToArray(), read!.Values.ToArray());
        Assert.Equal(witness.PublicSignals.ToArray(), read.PublicSignals.ToArray());
        Assert.Equal(R1csFileRefusal.WrongNumberOfWires, WitnessFile.Read(bytes, witness.Values.Length, out _));

        // The first value is one, and no value is r or more.
        var values = bytes.Length - 32 * witness.Values.Length;
        var altered = bytes.ToArray();
        altered[values] = 2;
        Assert.Equal(R1csFileRefusal.NotSatisfied, WitnessFile.Read(altered, 4, out _));
        altered = bytes.ToArray();
        altered.AsSpan(values + 32, 32).Fill(0xff);
        Assert.Equal(R1csFileRefusal.NumberNotBelowOrder, WitnessFile.Read(altered, 4, out _));
    }

    private static byte[] Altered(byte[] bytes, int place, Random random)
    {
        var altered = bytes.ToArray();
        altered[place] ^= (byte)(1 << random.Next(8));
        return altered;
    }

    private static Dictionary<int, byte[]> Sections(ReadOnlySpan<byte> bytes)
    {
        var sections = new Dictionary<int, byte[]>();
        for (bytes = bytes[HeaderLength..]; !bytes.IsEmpty;)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]);
            sections.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes), bytes.Slice(HeaderLength, length).ToArray());
            bytes = bytes[(HeaderLength + length)..];
        }

        return sections;
    }
}
