using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.R1cs;

public class PoseidonGadgetTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(1, 242)]
    [InlineData(5, 1_210)]
    public void Root_EveryLeaf_IsTheTrees(int depth, int constraints)
    {
        var random = TestSeed.Create(output);
        var tree = new PoseidonMerkleTree(depth);
        for (uint i = 0; i < 1 << depth; i++)
        {
            tree.Update(i, Circuits.Random(random));
        }

        var circuit = TestCircuit.Compile(1 + 2 * depth, (builder, wires) =>
        {
            foreach (var bit in wires[1..(depth + 1)])
            {
                BitsGadget.AssertBoolean(builder, bit, "path");
            }

            return [MerkleGadget.Root(builder, wires[0], wires[1..(depth + 1)], wires[(depth + 1)..])];
        });
        Assert.Equal(constraints, circuit.System.Constraints);
        for (uint index = 0; index < 1 << depth; index++)
        {
            var proof = tree.Prove(index);
            Bn254Scalar[] inputs = [tree[index], .. Enumerable.Range(0, depth).Select(bit => new Bn254Scalar(index >> bit & 1)), .. proof.Siblings];
            Assert.Equal(tree.Root, circuit.Satisfy(inputs).PublicSignals[0]);
            if (index == 1)
            {
                circuit.AssertSound(inputs, random);
            }
        }
    }

    [Fact]
    public void RootOfAll_FullTree_IsTheTrees()
    {
        Bn254Scalar[] leaves = [.. Enumerable.Range(0, 8).Select(i => new Bn254Scalar((ulong)i))];
        var circuit = TestCircuit.Compile(8, (builder, wires) => [MerkleGadget.RootOfAll(builder, wires)]);
        Assert.Equal(7 * 240, circuit.System.Constraints);
        Assert.Equal(new PoseidonMerkleTree(3, leaves).Root, circuit.Satisfy(leaves).PublicSignals[0]);
        Assert.Throws<ArgumentException>(() => TestCircuit.Compile(3, (builder, wires) => [MerkleGadget.RootOfAll(builder, wires)]));
    }

    [Fact]
    public void Poseidon_EveryWidth_IsTheHashAtCircomsCost()
    {
        var random = TestSeed.Create(output);

        // 3 (8 t + R_P) less the S-box of the constant word.
        int[] partialRounds = [56, 57, 56, 60, 60, 63, 64, 63, 60, 66, 60, 65, 70, 60, 64, 68];
        for (var count = 1; count <= PoseidonHash.InputsMaximum; count++)
        {
            var circuit = TestCircuit.Compile(count, (builder, wires) => [PoseidonGadget.Hash(builder, wires.AsSpan())]);
            Assert.Equal(3 * (8 * (count + 1) + partialRounds[count - 1]) - 3, circuit.System.Constraints);
            Bn254Scalar[] inputs = [.. Enumerable.Range(0, count).Select(_ => Circuits.Random(random))];
            Assert.Equal(PoseidonHash.Hash(inputs), circuit.Satisfy(inputs).PublicSignals[0]);
            Assert.Equal(PoseidonHash.Hash(new Bn254Scalar[count]), circuit.Satisfy(new Bn254Scalar[count]).PublicSignals[0]);
            if (count is 1 or 2 or 16)
            {
                circuit.AssertSound(inputs, random);
            }
        }
    }

    [Fact]
    public void Permute_WithAnInitialState_GivesAllWords()
    {
        var random = TestSeed.Create(output);
        var circuit = TestCircuit.Compile(4, (builder, wires) => PoseidonGadget.Permute(builder, wires[0], wires.AsSpan()[1..]));
        Bn254Scalar[] inputs = [.. Enumerable.Range(0, 4).Select(_ => Circuits.Random(random))];
        var expected = new Bn254Scalar[4];
        PoseidonHash.Hash(inputs.AsSpan(1), inputs[0], expected);
        Assert.Equal(expected, circuit.Satisfy(inputs).PublicSignals);
        circuit.AssertSound(inputs, random);
        Assert.Throws<ArgumentException>(() => TestCircuit.Compile(1, (builder, _) => [PoseidonGadget.Hash(builder)]));
    }
}
