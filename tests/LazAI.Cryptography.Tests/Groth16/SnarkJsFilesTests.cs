using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using System.Text.Json;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Tests.Bn254;
using LazAI.Testing.Vectors;
using Fp = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>;
using Fp2 = LazAI.Cryptography.Fields.QuadraticExtension<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>;
using Fr = LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.ScalarModulus>;
using G1Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>, LazAI.Cryptography.Bn254.G1Curve>;
using G2Point = LazAI.Cryptography.Curves.AffinePoint<
    LazAI.Cryptography.Fields.QuadraticExtension<
        LazAI.Cryptography.Fields.MontgomeryField256<LazAI.Cryptography.Bn254.BaseModulus>>, LazAI.Cryptography.Bn254.G2Curve>;

namespace LazAI.Cryptography.Tests.Groth16;

/// <summary>What snarkjs's binary files of the multiplier say agrees with its JSON files. The product reads none of them yet.</summary>
public class SnarkJsFilesTests
{
    private const string Family = "crypto/groth16";
    private const int WordSize = 32;

    [VectorFact(Family, "multiplier.zkey")]
    public void Zkey_OfTheMultiplier_HoldsTheKeyOfTheJson()
    {
        var sections = Sections("multiplier.zkey", "zkey", version: 1);
        var header = new Words(sections[2]);
        Assert.Equal(Fp.Modulus, header.Prime());
        Assert.Equal(Fr.Modulus, header.Prime());
        _ = header.Number();
        var signals = header.Number();
        var domain = header.Number();
        Assert.True(BitOperations.IsPow2(domain));

        var alpha = header.G1();
        _ = header.G1();
        var beta = header.G2();
        var gamma = header.G2();
        _ = header.G1();
        var delta = header.G2();
        var points = new Words(sections[3]);
        var ic = Enumerable.Range(0, signals + 1).Select(_ => points.G1()).ToArray();
        Assert.True(VerificationKey.TryCreate(in alpha, in beta, in gamma, in delta, ic, out var key, out _));

        using var written = JsonDocument.Parse(key.ToJson());
        Assert.True(JsonElement.DeepEquals(Multiplier.GetProperty("vk"), written.RootElement));
    }

    [VectorFact(Family, "multiplier.r1cs")]
    public void R1cs_OfTheMultiplier_HasItsConstraintsAndSignals()
    {
        var header = new Words(Sections("multiplier.r1cs", "r1cs", version: 1)[1]);
        Assert.Equal(Fr.Modulus, header.Prime());
        var (wires, outputs, inputs) = (header.Number(), header.Number(), header.Number());
        _ = header.Number();
        header.Skip(8);
        Assert.Equal(Multiplier.GetProperty("constraints").GetInt32(), header.Number());
        Assert.Equal(Multiplier.GetProperty("vk").GetProperty("nPublic").GetInt32(), outputs + inputs);
        Assert.True(wires > outputs + inputs);
    }

    [VectorFact(Family, "multiplier_valid_0.wtns")]
    public void Witness_OfTheMultiplier_BeginsWithOneAndTheSignalsOfItsCase()
    {
        var sections = Sections("multiplier_valid_0.wtns", "wtns", version: 2);
        var header = new Words(sections[1]);
        Assert.Equal(Fr.Modulus, header.Prime());
        var count = header.Number();
        Assert.Equal(count * WordSize, sections[2].Length);

        var witness = new Words(sections[2]);
        Assert.Equal(1, witness.Word());
        var vector = Multiplier.GetProperty("cases").EnumerateArray().Single(candidate => candidate.Text("name") == "valid_0");
        var signals = vector.GetProperty("publicSignals").EnumerateArray().Select(signal => signal.GetString()).ToArray();
        Assert.Equal(signals, signals.Select(_ => witness.Word().ToString()));
    }

    private static JsonElement Multiplier => VectorSuite.Files(Family).Single(file => file.Name == "multiplier.json").ReadJson();

    // Magic, version, count of sections; each section its number, its length and its content.
    private static Dictionary<int, byte[]> Sections(string name, string magic, int version)
    {
        ReadOnlySpan<byte> bytes = new VectorFile(Family, name, 1).ReadBytes();
        Assert.Equal(magic, Encoding.ASCII.GetString(bytes[..4]));
        Assert.Equal(version, BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]));
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        bytes = bytes[12..];
        var sections = new Dictionary<int, byte[]>();
        for (var i = 0; i < count; i++)
        {
            var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]);
            sections.Add(BinaryPrimitives.ReadInt32LittleEndian(bytes), bytes.Slice(12, length).ToArray());
            bytes = bytes[(12 + length)..];
        }

        Assert.True(bytes.IsEmpty);
        return sections;
    }

    /// <summary>Little-endian; coordinates in Montgomery's form with 2^256.</summary>
    private sealed class Words(byte[] bytes)
    {
        private static readonly BigInteger _radixInverse = BigInteger.ModPow(BigInteger.One << 256, Fp.Modulus - 2, Fp.Modulus);
        private int _offset;

        public void Skip(int count) => _offset += count;

        public int Number()
        {
            _offset += 4;
            return BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(_offset - 4));
        }

        public BigInteger Word()
        {
            _offset += WordSize;
            return new(bytes.AsSpan(_offset - WordSize, WordSize), isUnsigned: true);
        }

        public BigInteger Prime()
        {
            Assert.Equal(WordSize, Number());
            return Word();
        }

        public G1Point G1() => new(Coordinate(), Coordinate());

        public G2Point G2() => new(Two(), Two());

        private Fp2 Two() => new(Coordinate(), Coordinate());

        private Fp Coordinate() => Points.Element(Word() * _radixInverse % Fp.Modulus);
    }
}
