using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Circuits;

namespace LazAI.Readme.Tests.R1cs;

public class DatasetExample
{
    [Fact]
    public void Claims_OnRecords_HaveAWitness()
    {
        #region README
        // Ages and labels of people, none of whom is shown: there are three or more, and their mean age is 30 to 40.
        var schema = new RecordSchema(columnBits: [7, 4], labelColumn: 1);
        var claims = new DatasetCircuit(schema, depth: 3, [new(DatasetClaimKind.CountAtLeast), new(DatasetClaimKind.MeanWithin, Column: 0)]);
        var circuit = new CompiledCircuit<DatasetAssignment>(claims);
        WitnessRefusal? refusal = circuit.Assign(
            new DatasetAssignment(Records: [[31, 2], [44, 1], [29, 2]], Bounds: [[3], [30, 40]]), out Witness? witness);
        #endregion

        Assert.Null(refusal);
        Assert.Equal(schema.Tree(3, [[31, 2], [44, 1], [29, 2]]).Root, witness!.PublicSignals[0]);
        Assert.Equal(
            WitnessRefusalReason.ClaimFails, circuit.Assign(new DatasetAssignment([[31, 2], [44, 1], [29, 2]], [[3], [35, 40]]), out _)!.Reason);
    }
}
