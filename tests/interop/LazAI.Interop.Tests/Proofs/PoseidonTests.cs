using System.Globalization;
using System.Numerics;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Proofs;

/// <summary>Poseidon as two of circomlibjs's implementations compute it.</summary>
public class PoseidonTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    [JudgeFact]
    public async Task Hash_AnyInputs_GivesTheWordsOfBothImplementations()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(0, Cases).Select(i =>
        {
            var inputs = Enumerable.Range(0, 1 + (i % PoseidonHash.InputsMaximum)).Select(_ => Element(random)).ToArray();
            return (Inputs: inputs, InitialState: Element(random), Outputs: random.Next(1, inputs.Length + 2));
        }).ToArray();
        var answers = await judge.AskAsync<Words>("poseidon.hash", cases.Select(one => new
        {
            inputs = one.Inputs.Select(input => input.ToString()),
            initialState = one.InitialState.ToString(),
            outputs = one.Outputs,
        }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var words = new Bn254Scalar[pair.First.Outputs];
            PoseidonHash.Hash(pair.First.Inputs, pair.First.InitialState, words);
            var ours = words.Select(word => word.ToString()).ToArray();
            Assert.Equal(ours, pair.Second.Fast);
            Assert.Equal(ours, pair.Second.Plain);
        });
    }

    [JudgeFact]
    public async Task Hash_WithoutAnInitialState_IsTheFirstWordAfterZero()
    {
        var random = TestSeed.Create(output);
        var cases = Enumerable.Range(1, PoseidonHash.InputsMaximum)
            .Select(count => Enumerable.Range(0, count).Select(_ => Element(random)).ToArray())
            .ToArray();
        var answers = await judge.AskAsync<Words>("poseidon.hash", cases.Select(inputs => new
        {
            inputs = inputs.Select(input => input.ToString()),
            initialState = "0",
            outputs = 1,
        }));
        Assert.All(cases.Zip(answers), pair =>
        {
            var hashes = new Bn254Scalar[2];
            PoseidonHash.HashBatch([.. pair.First, .. pair.First], pair.First.Length, hashes);
            Assert.Equal([PoseidonHash.Hash(pair.First).ToString()], pair.Second.Fast);
            Assert.Equal([hashes[0].ToString()], pair.Second.Fast);
            Assert.Equal(hashes[0], hashes[1]);
        });
    }

    // Also the ends of the field and numbers of few bits.
    private static Bn254Scalar Element(Random random)
    {
        var number = random.Next(8) switch
        {
            0 => new BigInteger(random.Next(3)),
            1 => Bn254Scalar.Modulus - 1 - random.Next(3),
            2 => BigInteger.One << random.Next(253),
            _ => Number(random.Bytes(32)) % Bn254Scalar.Modulus,
        };
        Assert.True(Bn254Scalar.TryCreate(number, out var element));
        Assert.Equal(number.ToString(CultureInfo.InvariantCulture), element.ToString());
        return element;
    }

    private sealed record Words(string[] Fast, string[] Plain);
}
