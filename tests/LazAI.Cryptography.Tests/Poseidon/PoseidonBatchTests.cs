using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Fields.Lanes;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.Tests.Curves.Lanes;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Poseidon;

/// <summary>Many hashes at once against one after the other, on each path that the machine has.</summary>
public class PoseidonBatchTests(ITestOutputHelper output)
{
    public static TheoryData<int> InputsPerHash => [.. Enumerable.Range(1, PoseidonHash.InputsMaximum)];

    [Theory]
    [MemberData(nameof(InputsPerHash))]
    public void HashBatch_AnyInputs_GivesTheHashOfEach(int inputsPerHash)
    {
        var random = TestSeed.Create(output);
        for (var count = 0; count <= 17; count++)
        {
            var inputs = Enumerable.Range(0, count * inputsPerHash).Select(_ => Input(random)).ToArray();
            var expected = inputs.Chunk(inputsPerHash).Select(one => PoseidonHash.Hash(one));
            foreach (var path in LanePoints.Paths)
            {
                var hashes = new Bn254Scalar[count];
                LanePaths.On(path, () => PoseidonHash.HashBatch(inputs, inputsPerHash, hashes));
                Assert.Equal(expected, hashes);
            }
        }
    }

    [Fact]
    public void HashBatch_OnEveryPath_AllocatesNothing()
    {
        var (inputs, hashes) = (new Bn254Scalar[2 * 17], new Bn254Scalar[17]);
        foreach (var path in LanePoints.Paths)
        {
            var allocated = LanePaths.On(path, () =>
            {
                PoseidonHash.HashBatch(inputs, 2, hashes);
                var before = GC.GetAllocatedBytesForCurrentThread();
                PoseidonHash.HashBatch(inputs, 2, hashes);
                return GC.GetAllocatedBytesForCurrentThread() - before;
            });
            Assert.Equal(0, allocated);
        }
    }

    [Fact]
    public void HashBatch_SpansThatDoNotFit_AreErrorsOfTheCaller()
    {
        var numbers = new Bn254Scalar[40];
        Assert.Throws<ArgumentOutOfRangeException>("inputsPerHash", () => PoseidonHash.HashBatch([], 0, []));
        Assert.Throws<ArgumentOutOfRangeException>("inputsPerHash", () => PoseidonHash.HashBatch(numbers.AsSpan(0, 17), 17, new Bn254Scalar[1]));
        Assert.Throws<ArgumentException>("inputs", () => PoseidonHash.HashBatch(numbers.AsSpan(0, 5), 2, new Bn254Scalar[2]));
        Assert.Throws<ArgumentException>("inputs", () => PoseidonHash.HashBatch(numbers.AsSpan(0, 6), 2, new Bn254Scalar[2]));
        Assert.Throws<ArgumentException>("hashes", () => PoseidonHash.HashBatch(numbers.AsSpan(0, 4), 2, numbers.AsSpan(3, 2)));
        PoseidonHash.HashBatch(numbers.AsSpan(0, 4), 2, numbers.AsSpan(4, 2));
        Assert.Equal(numbers[4], PoseidonHash.Hash(default, default));
    }

    // Zero and -1 often, so that they meet each other in all places.
    private static Bn254Scalar Input(Random random)
    {
        Span<byte> bytes = stackalloc byte[48];
        random.NextBytes(bytes);
        return random.Next(4) switch
        {
            0 => Bn254Scalar.Zero,
            1 => -Bn254Scalar.One,
            _ => Bn254Scalar.Reduce(bytes),
        };
    }
}
