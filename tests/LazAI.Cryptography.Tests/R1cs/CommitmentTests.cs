using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.R1cs.Circuits;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class CommitmentTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(31)]
    public void ListHash_OfAnyLength_IsTheChainOfPermutations(int length)
    {
        var random = TestSeed.Create(output);
        Bn254Scalar[] numbers = [.. Enumerable.Range(0, length).Select(_ => Circuits.Random(random))];

        // "list", then the length in four bytes.
        var expected = numbers.Chunk(15).Aggregate(
            new Bn254Scalar(0x6c697374_00000000 + (ulong)length), (hash, chunk) => PoseidonHash.Hash([hash, .. chunk]));
        Assert.Equal(expected, PoseidonListHash.Hash("list", numbers));
        Assert.NotEqual(expected, PoseidonListHash.Hash("List", numbers));
        Assert.NotEqual(expected, PoseidonListHash.Hash("list", [.. numbers, default]));
        var circuit = TestCircuit.Compile(length, (builder, wires) => [PoseidonListGadget.Hash(builder, "list", wires)]);
        Assert.Equal(expected, circuit.Satisfy(numbers).PublicSignals[0]);
    }

    [Fact]
    public void ListHash_Misused_Throws()
    {
        Assert.Throws<ArgumentException>(() => PoseidonListHash.Hash("", [default]));
        Assert.Throws<ArgumentException>(() => PoseidonListHash.Hash(new string('x', 25), [default]));
        Assert.Throws<ArgumentException>(() => PoseidonListHash.Hash("ä", [default]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PoseidonListHash.Hash("list"));
    }

    // Registered models and data sets are known by these numbers: a change of the format must not go unnoticed.
    [Fact]
    public void Commitments_OfKnownContent_AreTheseNumbers()
    {
        var shape = new Int8MlpShape(3, [new(2, 1), new(2, 0)]);
        var schema = new RecordSchema([16, 7, 4], labelColumn: 2);
        Bn254Scalar[] commitments =
        [
            Int8MlpCommitments.CommitToWeights(shape, [new([1, -2, 3, -128, 127, 0], [5, -6]), new([7, 8, -9, 10], [0, 1_000_000])]),
            Int8MlpCommitments.CommitToInput([0, 128, 255], new(42)),
            Int8MlpCommitments.CommitToOutput([-5, 1_000_007], new(42)),
            schema.Tree(3, [[100, 30, 1], [65_535, 127, 15]]).Root,
            new MembershipCircuit(schema, 3).Commit([100, 30, 1], new(42)),
        ];
        Assert.Equal(
            [
                "1143306470960819863184450998460460600466031330736855746096869914423147076128",
                "8706607214149721092398718795248880466744623642837907390786669333817700966576",
                "5687483986050319397430607779453162049526710318007612732410768549217400007538",
                "20846256214243382447669212620777238673710442094055607585105030379020913173372",
                "21201712429904480777272943274656744620982542890258412427323509026759923462142",
            ],
            commitments.Select(commitment => commitment.ToString()));
    }
}
