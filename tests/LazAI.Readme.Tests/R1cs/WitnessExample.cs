using System.Collections.Immutable;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Files;

namespace LazAI.Readme.Tests.R1cs;

public class WitnessExample
{
    [Fact]
    public void Witness_OfTheSquareRoot_IsComputedCheckedAndWritten()
    {
        #region README
        var circuit = new CompiledCircuit<SquareRoot.Secret>(new SquareRoot());

        // A witness, or why there is none: here { Reason: OutOfRange, Subject: "x" } for an x of 2^32 or more.
        WitnessRefusal? refusal = circuit.Assign(new SquareRoot.Secret(new Bn254Scalar(7)), out Witness? witness);

        // Does every wire follow from the inputs? To be asked of every new circuit, at several witnesses. Of the input itself
        // nothing is published but its square, so that it may be another is in order here.
        ImmutableArray<UnconstrainedVariable> free = UnconstrainedVariableChecker.Check(circuit.System, witness!);
        bool isDetermined = free.All(variable => variable.Kind == UnconstrainedVariableKind.LooseInput);

        // For snarkjs.
        File.WriteAllBytes("square-root.r1cs", R1csFile.Write(circuit.System));
        File.WriteAllBytes("square-root.wtns", WitnessFile.Write(witness!));
        #endregion

        Assert.Null(refusal);
        Assert.Equal<Bn254Scalar>([new(49)], witness!.PublicSignals);
        Assert.True(isDetermined);
        Assert.Equal(R1csFileRefusal.None, R1csFile.Read(File.ReadAllBytes("square-root.r1cs"), out var system));
        Assert.Equal(R1csFileRefusal.None, WitnessFile.Read(File.ReadAllBytes("square-root.wtns"), system!, out _));
        Assert.Equal(
            new WitnessRefusal(WitnessRefusalReason.OutOfRange, "x"),
            circuit.Assign(new SquareRoot.Secret(new Bn254Scalar(1UL << 32)), out _));
    }
}
