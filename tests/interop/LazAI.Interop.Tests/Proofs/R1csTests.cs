using System.Text;
using System.Text.Json.Nodes;
using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Groth16;
using LazAI.Cryptography.Poseidon;
using LazAI.Cryptography.R1cs;
using LazAI.Cryptography.R1cs.Circuits;
using LazAI.Cryptography.R1cs.Files;
using LazAI.Cryptography.R1cs.Gadgets;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Interop.Tests.Proofs;

/// <summary>snarkjs takes our constraints and witnesses, refuses what ours refuse, and proves with them what our verifier takes.</summary>
public sealed class R1csTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lazai-r1cs-");

    private sealed class HashOfTwo : ICircuit<Bn254Scalar[]>
    {
        public void Define(CircuitBuilder builder, Bn254Scalar[]? assignment) =>
            builder.Output(PoseidonGadget.Hash(builder, builder.PrivateInput(assignment?[0]), builder.PrivateInput(assignment?[1])));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [JudgeFact]
    public async Task Check_OurCircuits_AreSatisfiedByOurWitnessesAlone()
    {
        var random = TestSeed.Create(output);
        var shape = new Int8MlpShape(64, [new(14, 9), new(10, 0)]);
        var model = new CompiledCircuit<Int8MlpAssignment>(new Int8MlpCircuit(shape));
        Assert.Null(model.Assign(
            new Int8MlpAssignment(
                [Layer(random, 64, 14), Layer(random, 14, 10)], [.. random.Bytes(64)], Bn254Scalar.Reduce(random.Bytes(48))),
            out var inference));
        var schema = new RecordSchema([16, 7, 4], 2);
        var data = new CompiledCircuit<DatasetAssignment>(
            new DatasetCircuit(schema, 3, [new(DatasetClaimKind.MeanWithin, 1), new(DatasetClaimKind.LabelsWithin, LabelCount: 2)]));
        Assert.Null(data.Assign(new DatasetAssignment([[9, 30, 1], [7, 40, 2]], [[35, 35], [1, 2]]), out var claims));
        (ConstraintSystem System, Witness Witness)[] all = [(model.System, inference!), (data.System, claims!)];
        foreach (var (system, witness) in all)
        {
            var constraints = Write("r1cs", R1csFile.Write(system));
            var bytes = WitnessFile.Write(witness);
            var files = new List<object> { new { constraints, witness = Write("wtns", bytes) } };
            for (var i = 0; i < 5; i++)
            {
                // A byte of a value other than the constant one. It may then be r or more: negative numbers are little less than r.
                var changed = bytes.ToArray();
                changed[^(32 * random.Next(1, system.Wires - 1) - random.Next(32))] ^= (byte)random.Next(1, 256);
                Assert.Contains(
                    WitnessFile.Read(changed, system, out _), (R1csFileRefusal[])[R1csFileRefusal.NotSatisfied, R1csFileRefusal.NumberNotBelowOrder]);
                files.Add(new { constraints, witness = Write("wtns", changed) });
            }

            var answers = await judge.AskAsync<bool>("r1cs.check", files);
            Assert.Equal<bool>([true, false, false, false, false, false], answers);
        }
    }

    [JudgeFact]
    public async Task Prove_OurPoseidon_IsTakenByOurVerifier()
    {
        var random = TestSeed.Create(output);
        Bn254Scalar[] inputs = [Bn254Scalar.Reduce(random.Bytes(48)), Bn254Scalar.Reduce(random.Bytes(48))];
        var circuit = new CompiledCircuit<Bn254Scalar[]>(new HashOfTwo());
        Assert.Null(circuit.Assign(inputs, out var witness));
        var answer = Assert.Single(await judge.AskAsync<JsonObject>("r1cs.prove", [new
        {
            constraints = Write("r1cs", R1csFile.Write(circuit.System)),
            witness = Write("wtns", WitnessFile.Write(witness!)),
            power = 8,
        }]));
        Assert.True(VerificationKey.TryParse(Utf8(answer["key"]!), out var key, out _));
        Assert.True(Proof.TryParse(Utf8(answer["proof"]!), out var proof, out _));
        Assert.True(PublicSignals.TryParse(Utf8(answer["signals"]!), out var signals, out _));
        Assert.Equal([PoseidonHash.Hash(inputs)], signals);
        Assert.True(key.Verify(in proof, signals, out _));
    }

    private static Int8MlpLayerWeights Layer(Random random, int inputs, int outputs) => new(
        [.. random.Bytes(inputs * outputs).Select(value => (sbyte)value)], [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-9_999, 9_999))]);

    private static byte[] Utf8(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    private string Write(string format, byte[] content)
    {
        var path = Path.Combine(_folder.FullName, $"{Guid.NewGuid():N}.{format}");
        File.WriteAllBytes(path, content);
        return path;
    }
}
