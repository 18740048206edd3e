using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Gadgets;

namespace LazAI.Readme.Tests.R1cs;

#region README
// "I know an x below 2^32 whose square is y." The same code makes the constraints and, where there are values, the witness.
public sealed class SquareRoot : ICircuit<SquareRoot.Secret>
{
    public sealed record Secret(Bn254Scalar X);

    public void Define(CircuitBuilder builder, Secret? secret)
    {
        LinearCombination x = builder.PrivateInput(secret?.X);
        BitsGadget.AssertInRange(builder, x, bits: 32, "x");
        builder.Output(builder.Multiply(x, x));
    }
}
#endregion

public class CircuitExample
{
    [Fact]
    public void Constraints_OfTheSquareRoot_AreOneABitAndOneMore() =>
        Assert.Equal(33, new CompiledCircuit<SquareRoot.Secret>(new SquareRoot()).System.Constraints);
}
