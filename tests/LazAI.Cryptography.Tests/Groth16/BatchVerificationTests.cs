using System.Security.Cryptography;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Tests.Bn254;
using Xunit.Abstractions;

namespace LazAI.Cryptography.Tests.Groth16;

public sealed class BatchVerificationTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 20261128;

    private readonly RandomNumberGenerator _weights = RandomNumberGenerator.Create();

    public void Dispose() => _weights.Dispose();

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(9, 1)]
    [InlineData(9, 3)]
    [InlineData(40, 2)]
    public void Batch_OfValidProofs_IsValid(int count, int keys)
    {
        var statements = Create(new(Seed + count), count, keys);
        Assert.Equal(Enumerable.Repeat(Groth16Refusal.None, count), Verify(statements));
    }

    [Fact]
    public void Batch_WithFalseProofs_NamesEachOfThem()
    {
        output.WriteLine($"seed {Seed}");
        var random = new Random(Seed);
        for (var run = 0; run < 12; run++)
        {
            var statements = Create(random, count: random.Next(1, 20), keys: random.Next(1, 4));
            var expected = new Groth16Refusal[statements.Length];
            for (var i = 0; i < statements.Length; i++)
            {
                if (random.Next(run) == 1)
                {
                    (statements[i], expected[i]) = Spoil(statements[i], random.Next(4));
                }
            }

            Assert.Equal(expected, Verify(statements));
        }
    }

    [Fact]
    public void Batch_OfFalseProofsAlone_RefusesAll()
    {
        var statements = Create(new(Seed), 7, 2).Select(statement => Spoil(statement, 0).Item1).ToArray();
        Assert.Equal(Enumerable.Repeat(Groth16Refusal.EquationDoesNotHold, 7), Verify(statements));
    }

    // Two false proofs whose errors are opposite: without weights, their product would be 1.
    [Fact]
    public void Batch_OfFalseProofsThatCancelOut_RefusesBoth()
    {
        var random = new Random(Seed);
        var statements = Create(random, 2, 1);
        var (first, second) = (statements[0].Proof, statements[1].Proof);
        var error = Trapdoors.One(12345);
        statements[0] = statements[0] with { Proof = new(in first.A, in first.B, Points.Sum(first.C, error)) };
        statements[1] = statements[1] with { Proof = new(in second.A, in second.B, Points.Sum(second.C, -error)) };
        Assert.Equal([Groth16Refusal.EquationDoesNotHold, Groth16Refusal.EquationDoesNotHold], Verify(statements));
    }

    [Fact]
    public void Batch_WithTheSameProofTwiceAndUnderAnotherKey_JudgesEach()
    {
        var random = new Random(Seed);
        var statements = Create(random, 2, 2);
        Assert.NotSame(statements[0].Key, statements[1].Key);
        Assert.Equal(
            [Groth16Refusal.None, Groth16Refusal.None, Groth16Refusal.EquationDoesNotHold],
            Verify([statements[0], statements[0], statements[0] with { Key = statements[1].Key }]));
    }

    [Fact]
    public void Batch_BeyondTheLimit_IsRefusedByName()
    {
        var refusals = new Groth16Refusal[BatchVerification.StatementsMaximum + 1];
        Assert.False(BatchVerification.Verify(new Statement[refusals.Length], refusals, _weights));
        Assert.All(refusals, refusal => Assert.Equal(Groth16Refusal.TooManyStatements, refusal));
    }

    private Groth16Refusal[] Verify(Statement[] statements)
    {
        var refusals = new Groth16Refusal[statements.Length];
        var valid = BatchVerification.Verify(statements, refusals, _weights);
        Assert.Equal(refusals.All(refusal => refusal == Groth16Refusal.None), valid);

        // Each alone is judged alike.
        foreach (var (statement, refusal) in statements.Zip(refusals))
        {
            statement.Key.Verify(statement.Proof, statement.Signals.Span, out var alone);
            Assert.Equal(alone, refusal);
        }

        return refusals;
    }

    // All keys have two signals; proofs of different keys alternate.
    private static Statement[] Create(Random random, int count, int keys)
    {
        var trapdoors = Enumerable.Range(0, keys).Select(_ => Trapdoors.Create(random, 2)).Select(made => (made, made.Key())).ToArray();
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var (secret, key) = trapdoors[i % keys];
                var signals = Trapdoors.Signals(random, 2);
                return new Statement(key, secret.Prove(signals, random), signals);
            }),
        ];
    }

    private static (Statement Statement, Groth16Refusal Refusal) Spoil(Statement statement, int how)
    {
        var proof = statement.Proof;
        var signals = statement.Signals.ToArray();
        return how switch
        {
            0 => (statement with { Proof = new(-proof.A, in proof.B, in proof.C) }, Groth16Refusal.EquationDoesNotHold),
            1 => (statement with { Proof = default }, Groth16Refusal.EquationDoesNotHold),
            2 => (statement with { Signals = (Bn254Scalar[])[signals[1], signals[0]] }, Groth16Refusal.EquationDoesNotHold),
            _ => (statement with { Signals = signals.AsMemory(0, 1) }, Groth16Refusal.SignalCountMismatch),
        };
    }
}
