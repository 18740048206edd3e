using System.Globalization;
using System.Reflection;
using LazAI.Cryptography;
using LazAI.Interop.Tests.Judging;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests;
using LazAI.Testing;
using Xunit.Abstractions;
using static LazAI.Interop.Tests.Judging.Draw;

namespace LazAI.Interop.Tests.Encodings;

/// <summary>
/// Every typed structure of the protocol, hashed and signed by viem from nothing but its declared type string and the values of its fields.
/// </summary>
public class StructTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private const int CasesOfOne = 200;

    /// <summary>The structures that hash themselves: a type string and a struct hash in one type.</summary>
    private static IEnumerable<Type> HashedTypes => typeof(TaskRequest).Assembly.GetTypes()
        .Where(type => type.GetField("EncodeType") is not null && type.GetMethod("StructHash") is not null);

    /// <summary>One random instance: its type string, the values of its fields by their names, and what we hash it to.</summary>
    private sealed record Instance(string EncodeType, Dictionary<string, string> Message, Bytes32 StructHash);

    [JudgeFact]
    public void TypeStrings_OfTheProtocol_AreAllJudged()
    {
        var declared = typeof(TaskRequest).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string) && field.Name.EndsWith("EncodeType", StringComparison.Ordinal))
            .Select(field => (string)field.GetRawConstantValue()!);
        var judged = Instances(new Random(0)).Select(one => one.EncodeType).Distinct().ToArray();
        Assert.Equal(declared.Order(StringComparer.Ordinal), judged.Order(StringComparer.Ordinal));
        Assert.True(CasesOfOne * judged.Length > Cases);
    }

    [JudgeFact]
    public async Task Structs_AnyInstance_AreHashedAndSignedAsByTheJudge()
    {
        var random = TestSeed.Create(output);
        var cases = Instances(random)
            .Select(one => (Instance: one, Domain: new Eip712Domain((ulong)random.NextInt64() >> random.Next(64)), Key: random.Key()))
            .ToArray();
        object Ask((Instance Instance, Eip712Domain Domain, Secp256k1PrivateKey Key) one, string? signature) => new
        {
            encodeType = one.Instance.EncodeType,
            message = one.Instance.Message,
            chainId = one.Domain.ChainId.ToString(CultureInfo.InvariantCulture),
            key = one.Key.Export(),
            signature,
        };

        var theirs = await judge.AskAsync<Signed>("signStruct", cases.Select(one => Ask(one, null)));
        Assert.All(cases.Zip(theirs), pair =>
        {
            var ((instance, domain, key), their) = pair;
            var digest = domain.Digest(instance.StructHash);
            Assert.Equal(
                new Signed(
                    domain.Separator.ToString(),
                    instance.StructHash.ToString(),
                    digest.ToString(),
                    key.Sign(digest).ToString(),
                    key.Address.ToString()),
                their);
        });

        // And a signature of ours leads them to the signer, from the values alone.
        var signers = await judge.AskAsync<string>(
            "recoverStruct", cases.Select(one => Ask(one, one.Key.Sign(one.Domain.Digest(one.Instance.StructHash)).ToString())));
        Assert.Equal(cases.Select(one => one.Key.Address.ToString()), signers);
        output.WriteLine($"{cases.Length} instances");
    }

    // PROTOCOL: O = H(modelCommitment ‖ detConfigHash ‖ H(q) ‖ H(r) ‖ metadata), and taskId = H(structHash).
    [JudgeFact]
    public async Task Commitments_OfWords_AreHashedAsByTheJudge()
    {
        var random = TestSeed.Create(output);
        var any = new AnyValue(random);
        Bytes32[][] words =
        [
            .. Enumerable.Range(0, Cases).Select(_ => Enumerable.Range(0, 5).Select(_ => random.Digest()).ToArray()),
            .. Enumerable.Range(0, Cases).Select(_ => (Bytes32[])[((TaskRequest)any.Create(typeof(TaskRequest))).StructHash()]),
        ];
        var answers = await judge.AskAsync<string>(
            "keccakOfWords", words.Select(one => new { words = one.Select(word => word.ToString()) }));
        Assert.Equal(
            answers,
            words.Select(one => one is [var m, var c, var q, var r, var d]
                ? ObjectiveCommitment.Compute(m, c, q, r, d).ToString()
                : TaskRequest.TaskIdOf(one[0]).ToString()));
    }

    private static IEnumerable<Instance> Instances(Random random)
    {
        var any = new AnyValue(random);
        for (var i = 0; i < CasesOfOne; i++)
        {
            foreach (var type in HashedTypes)
            {
                var value = any.Create(type);
                var encodeType = (string)type.GetField("EncodeType")!.GetValue(null)!;
                yield return new Instance(
                    encodeType,
                    FieldsOf(encodeType).ToDictionary(field => field, field => Wire(ValueOf(value, field))),
                    (Bytes32)type.GetMethod("StructHash")!.Invoke(value, [])!);
            }

            var model = (ModelDescription)any.Create(typeof(ModelDescription));
            yield return new Instance(
                ModelDescription.IdentityEncodeType,
                FieldsOf(ModelDescription.IdentityEncodeType).ToDictionary(field => field, field => Wire(ValueOf(model, field))),
                model.ComputeModelId().Value);

            var (task, inputs, outputs) = (new TaskId(random.Digest()), (ulong)random.NextInt64(), ulong.MaxValue - (ulong)random.Next(9));
            var (engine, version) = (random.Text(random.Next(400)), random.Text(random.Next(20)));
            yield return new Instance(
                ObjectiveCommitment.MetadataEncodeType,
                new Dictionary<string, string>
                {
                    ["taskId"] = Wire(task),
                    ["inputElements"] = Wire(inputs),
                    ["outputElements"] = Wire(outputs),
                    ["engineId"] = engine,
                    ["engineVersion"] = version,
                },
                ObjectiveCommitment.Metadata(task, inputs, outputs, engine, version));
        }
    }

    private static IEnumerable<string> FieldsOf(string encodeType) =>
        encodeType[(encodeType.IndexOf('(', StringComparison.Ordinal) + 1)..^1].Split(',').Select(field => field.Split(' ')[1]);

    /// <summary>Field names follow the property names, but the signer is called what it does, and a slot's field says that it is one.</summary>
    private static object ValueOf(object value, string field)
    {
        var property = value.GetType().GetProperty(char.ToUpperInvariant(field[0]) + field[1..])
            ?? value.GetType().GetProperty(field == "untilSlot" ? "Until" : "Signer");
        return property?.GetValue(value) ?? throw new MissingMemberException(value.GetType().Name, field);
    }

    /// <summary>Numbers in decimal, the rest as it is written.</summary>
    private static string Wire(object value) => value switch
    {
        Slot slot => slot.Number.ToString(CultureInfo.InvariantCulture),
        bool flag => flag ? "true" : "false",
        Enum mode => Convert.ToUInt64(mode, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private sealed record Signed(string Separator, string StructHash, string Digest, string Signature, string Address);
}
