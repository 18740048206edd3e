using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Circuits;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class DatasetCircuitTests(ITestOutputHelper output)
{
    // A measurement, an age and a label.
    private static readonly RecordSchema _schema = new([16, 7, 4], labelColumn: 2);

    private static readonly ImmutableArray<DatasetClaim> _allClaims =
    [
        new(DatasetClaimKind.CountAtLeast),
        new(DatasetClaimKind.LabelsWithin, LabelCount: 3),
        new(DatasetClaimKind.SumWithin, 0),
        new(DatasetClaimKind.MeanWithin, 0),
        new(DatasetClaimKind.MinimumAtLeast, 1),
        new(DatasetClaimKind.MaximumAtMost, 1),
    ];

    private static readonly ImmutableArray<ImmutableArray<ulong>> _records = [[100, 30, 1], [0, 65, 2], [65_535, 18, 1], [7, 44, 9], [100, 30, 1]];

    // The tightest bounds that are true of the records: sum 65,742, mean 13,148.4.
    private static readonly ImmutableArray<ImmutableArray<ulong>> _bounds = [[5], [1, 2, 9], [65_742, 65_742], [13_148, 13_149], [18], [65]];

    private static readonly CompiledCircuit<DatasetAssignment> _circuit = new(new DatasetCircuit(_schema, 3, _allClaims));

    [Fact]
    public void Claims_TightestTrueBounds_AreProvenOfTheTreesRoot()
    {
        var signals = _circuit.Satisfy(new DatasetAssignment(_records, _bounds)).PublicSignals;
        Assert.Equal<Bn254Scalar>([_schema.Tree(3, _records).Root, .. _bounds.SelectMany(bounds => bounds).Select(bound => new Bn254Scalar(bound))], signals);
        _circuit.AssertSound(new DatasetAssignment(_records, _bounds), TestSeed.Create(output), bindsInputs: true);
    }

    [Theory]
    [InlineData(0, 0, 6)]
    [InlineData(1, 2, 8)]
    [InlineData(1, 0, 2)]
    [InlineData(2, 0, 65_743)]
    [InlineData(2, 1, 65_741)]
    [InlineData(3, 0, 13_149)]
    [InlineData(3, 1, 13_148)]
    [InlineData(4, 0, 19)]
    [InlineData(5, 0, 64)]
    public void Claims_OneBoundTooTight_AreRefused(int claim, int bound, ulong value)
    {
        var refusal = _circuit.Assign(new DatasetAssignment(_records, _bounds.SetItem(claim, _bounds[claim].SetItem(bound, value))), out var witness);
        Assert.Equal(new WitnessRefusal(WitnessRefusalReason.ClaimFails, $"claim {_allClaims[claim].Kind}"), refusal);
        Assert.Null(witness);
    }

    [Theory]
    [InlineData(0, 0, 16)]
    [InlineData(2, 1, 1 << 19)]
    [InlineData(3, 1, 1 << 16)]
    [InlineData(5, 0, 128)]
    public void Claims_BoundOutOfRange_AreRefused(int claim, int bound, ulong value) =>
        Assert.Equal(
            new WitnessRefusal(WitnessRefusalReason.OutOfRange, "bound"),
            _circuit.Assign(new DatasetAssignment(_records, _bounds.SetItem(claim, _bounds[claim].SetItem(bound, value))), out _));

    [Fact]
    public void Claims_RandomRecords_HoldExactlyWhenTheyAreTrue()
    {
        var random = TestSeed.Create(output);
        var circuits = _allClaims.Select(claim => new CompiledCircuit<DatasetAssignment>(new DatasetCircuit(_schema, 2, [claim]))).ToArray();
        var proven = 0;
        for (var trial = 0; trial < 150; trial++)
        {
            var claim = _allClaims[trial % _allClaims.Length];
            var circuit = circuits[trial % _allClaims.Length];
            ImmutableArray<ImmutableArray<ulong>> records =
                [.. Enumerable.Range(0, random.Next(5)).Select(_ => ImmutableArray.Create((ulong)random.Next(4), (ulong)random.Next(4), (ulong)random.Next(4)))];
            ImmutableArray<ulong> bounds = [.. Enumerable.Range(0, claim.BoundCount).Select(_ => (ulong)random.Next(8))];
            var column = records.Select(record => record[claim.Column]).ToArray();
            var (count, sum) = ((ulong)column.Length, column.Aggregate(0UL, (a, b) => a + b));
            var isTrue = claim.Kind switch
            {
                DatasetClaimKind.CountAtLeast => count >= bounds[0],
                DatasetClaimKind.LabelsWithin => records.All(record => bounds.Contains(record[2])),
                DatasetClaimKind.SumWithin => sum >= bounds[0] && sum <= bounds[1],
                DatasetClaimKind.MeanWithin => count > 0 && sum >= bounds[0] * count && sum <= bounds[1] * count,
                DatasetClaimKind.MinimumAtLeast => column.All(number => number >= bounds[0]),
                _ => column.All(number => number <= bounds[0]),
            };
            var refusal = circuit.Assign(new DatasetAssignment(records, [bounds]), out var witness);
            Assert.Equal(isTrue, refusal is null);
            if (isTrue)
            {
                proven++;
                Assert.Equal(_schema.Tree(2, records).Root, witness!.PublicSignals[0]);
            }
        }

        Assert.InRange(proven, 10, 140);
    }

    [Fact]
    public void Padding_CountedOrRecordHidden_LeadsToAnotherRoot()
    {
        // What a lying prover would do: set a flag otherwise and keep all the rest. Every leaf's flag is its first private input.
        var circuit = new CompiledCircuit<DatasetAssignment>(new DatasetCircuit(_schema, 2, [new(DatasetClaimKind.CountAtLeast)]));
        var honest = circuit.Satisfy(new DatasetAssignment([[1, 2, 3], [0, 0, 0]], [[2]]));
        Assert.Equal(new WitnessRefusal(WitnessRefusalReason.ClaimFails, "claim CountAtLeast"), circuit.Assign(new DatasetAssignment([[1, 2, 3], [0, 0, 0]], [[3]]), out _));
        for (var place = 0; place < 4; place++)
        {
            var values = honest.Values.ToArray();
            var flag = circuit.System.PublicSignals + 1 + place * (1 + _schema.ColumnBits.Length);
            values[flag] = new Bn254Scalar(place < 2 ? 0UL : 1).Element;
            Assert.True(circuit.System.FindViolated(values) >= 0);
        }

        // A record of zeros is a record, and none is none.
        Assert.NotEqual(_schema.Tree(2, [[1, 2, 3], [0, 0, 0]]).Root, _schema.Tree(2, [[1, 2, 3]]).Root);
    }

    [Fact]
    public void Assignment_OutOfShapeOrRange_IsRefusedByName()
    {
        var wrongShape = new WitnessRefusal(WitnessRefusalReason.WrongShape, "records or bounds");
        Assert.Equal(wrongShape, _circuit.Assign(new DatasetAssignment([.. Enumerable.Repeat(_records[0], 9)], _bounds), out _));
        Assert.Equal(wrongShape, _circuit.Assign(new DatasetAssignment([[1, 2]], _bounds), out _));
        Assert.Equal(wrongShape, _circuit.Assign(new DatasetAssignment(default, _bounds), out _));
        Assert.Equal(wrongShape, _circuit.Assign(new DatasetAssignment(_records, _bounds[1..]), out _));
        Assert.Equal(wrongShape, _circuit.Assign(new DatasetAssignment(_records, _bounds.SetItem(0, [])), out _));
        Assert.Equal(
            new WitnessRefusal(WitnessRefusalReason.OutOfRange, "column"), _circuit.Assign(new DatasetAssignment([[1, 128, 1]], _bounds), out _));
        Assert.Equal(
            new WitnessRefusal(WitnessRefusalReason.Zero, "number of records"),
            new CompiledCircuit<DatasetAssignment>(new DatasetCircuit(_schema, 1, [new(DatasetClaimKind.MeanWithin)]))
                .Assign(new DatasetAssignment([], [[0, 0]]), out _));
    }

    [Theory]
    [InlineData(6, 32_021)]
    [InlineData(8, 128_229)]
    public void Constraints_OfACapacity_AreSoMany(int depth, int constraints)
    {
        var circuit = new CompiledCircuit<DatasetAssignment>(new DatasetCircuit(_schema, depth, _allClaims));
        Assert.Equal(constraints, circuit.System.Constraints);
    }

    [Fact]
    public void Check_CircuitOf64Records_FindsNothing()
    {
        var circuit = new CompiledCircuit<DatasetAssignment>(new DatasetCircuit(_schema, 6, _allClaims));
        Assert.Empty(UnconstrainedVariableChecker.Check(circuit.System, circuit.Satisfy(new DatasetAssignment(_records, _bounds))));
    }

    [Theory]
    [InlineData(new[] { 8 }, 1, 1)]
    [InlineData(new[] { 64, 64, 64, 56 }, 3, 3)]
    [InlineData(new[] { 64, 64, 64, 64, 1 }, 20, 0)]
    public void Membership_EveryRecord_IsProvenByACommitmentAlone(int[] columns, int depth, int labelColumn)
    {
        var random = TestSeed.Create(output);
        var schema = new RecordSchema([.. columns], labelColumn < columns.Length ? labelColumn : 0);
        ImmutableArray<ulong> Record() => [.. columns.Select(bits => (ulong)random.NextInt64() & (ulong.MaxValue >> (64 - bits)))];
        ImmutableArray<ImmutableArray<ulong>> records = [Record(), Record()];
        var tree = schema.Tree(depth, records);
        var definition = new MembershipCircuit(schema, depth);
        var circuit = new CompiledCircuit<MembershipAssignment>(definition);
        for (uint index = 0; index < 2; index++)
        {
            var assignment = new MembershipAssignment(records[(int)index], tree.Prove(index), Circuits.Random(random));
            Assert.Equal<Bn254Scalar>(
                [tree.Root, definition.Commit(assignment.Record, assignment.Salt)], circuit.Satisfy(assignment).PublicSignals);
            circuit.AssertSound(assignment, random, bindsInputs: true);
        }

        // Another record or place leads to another root, which the verifier does not take.
        var other = circuit.Satisfy(new MembershipAssignment(Record(), tree.Prove(0), Bn254Scalar.One));
        Assert.NotEqual(tree.Root, other.PublicSignals[0]);
        Assert.Equal(
            new WitnessRefusal(WitnessRefusalReason.WrongShape, "record or proof"),
            circuit.Assign(new MembershipAssignment(records[0], new PoseidonMerkleTree(depth + 1).Prove(0), default), out _));
    }

    [Fact]
    public void Schema_OutOfBounds_Throws()
    {
        Assert.Throws<ArgumentException>(() => new RecordSchema([], 0));
        Assert.Throws<ArgumentException>(() => new RecordSchema([65], 0));
        Assert.Throws<ArgumentException>(() => new RecordSchema([0], 0));
        Assert.Throws<ArgumentException>(() => new RecordSchema([8], 1));
        Assert.Throws<ArgumentException>(() => new RecordSchema([.. Enumerable.Repeat(64, 50)], 0));
        Assert.Throws<ArgumentException>(() => _schema.Leaf([1, 2]));
        Assert.Throws<ArgumentException>(() => _schema.Leaf([1 << 16, 0, 0]));
        Assert.Throws<ArgumentException>(() => new DatasetCircuit(_schema, 2, [new(DatasetClaimKind.SumWithin, 3)]));
        Assert.Throws<ArgumentException>(() => new DatasetCircuit(_schema, 2, [new(DatasetClaimKind.LabelsWithin)]));
        Assert.Throws<ArgumentException>(() => new DatasetCircuit(_schema, 2, [new(default)]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatasetCircuit(_schema, 11, []));
        Assert.NotEqual(_schema.Leaf([1, 2, 3]), new RecordSchema([16, 7, 4], 1).Leaf([1, 2, 3]));
    }
}
