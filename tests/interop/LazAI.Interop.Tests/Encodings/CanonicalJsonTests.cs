using System.Collections.Immutable;
using System.Text.Json;
using LazAI.Interop.Tests.Judging;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;
using LazAI.Protocol.Tests;
using LazAI.Protocol.Tests.Encoding;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Interop.Tests.Encodings;

/// <summary>
/// RFC 8785 as the npm package canonicalize writes it: from the same values given in any order, with any white space and any escapes.
/// </summary>
public class CanonicalJsonTests(Judge judge, ITestOutputHelper output) : IClassFixture<Judge>
{
    private static readonly Type[] s_records = [typeof(ModelDescription), typeof(DeterminismConfig), typeof(TaskRequest), typeof(WorkItem), typeof(SubmitResultsRequest)];

    [JudgeFact]
    public async Task Serialize_AnyValues_WritesWhatTheJudgeWrites()
    {
        var random = TestSeed.Create(output);
        await CheckAsync(random, [.. Enumerable.Range(0, Draw.Cases).Select(_ => Anything(random, 3))]);
    }

    [JudgeFact]
    public async Task Serialize_AnyEventAndRecordOfTheProtocol_WritesWhatTheJudgeWrites()
    {
        var random = TestSeed.Create(output);
        var any = new AnyValue(random);
        var types = EventCodecs.All.SelectMany(codec => codec.Events).Concat(s_records).ToArray();
        object[] values = [.. types.SelectMany(type => Enumerable.Range(0, 1 + Draw.Cases / types.Length).Select(_ => any.Create(type)))];
        await CheckAsync(random, values);
        output.WriteLine($"{values.Length} values of {types.Length} types");
    }

    [JudgeFact]
    public async Task Serialize_NumbersAtTheEdges_WritesWhatTheJudgeWrites()
    {
        var random = TestSeed.Create(output);
        long[] edges = [0, 1, 9, 10, int.MaxValue, uint.MaxValue, 1L << 52, Slot.NumberMaximum - 1, Slot.NumberMaximum];
        await CheckAsync(random, [.. edges.SelectMany(edge => new[] { edge, -edge }).Concat(PowersOfTen()).Select(number =>
            (object)(Anything(random, 0) with { Signed = number, Unsigned = (ulong)Math.Abs(number), Int = (int)(number % int.MaxValue) }))]);
    }

    [JudgeFact]
    public async Task Serialize_TextOfAMegabyte_WritesWhatTheJudgeWrites()
    {
        var random = TestSeed.Create(output);
        await CheckAsync(random, [Anything(random, 0) with { Text = random.Text(200_000) }, Anything(random, 0) with { Text = new string('x', 1_000_000) }]);
    }

    // No UTF-8 says it: both refuse to write it, and ours refuses to read it.
    [JudgeFact]
    public async Task Serialize_LoneSurrogates_AreRefusedHereAndThere()
    {
        var random = TestSeed.Create(output);
        string[] texts =
        [
            .. Enumerable.Range(0, Draw.Cases).Select(_ =>
            {
                var (before, after) = (random.Text(random.Next(10)), random.Text(random.Next(10)));
                return before + (char)random.Next(0xd800, 0xe000) + after;
            }),
        ];
        var answers = await judge.AskAsync<Canonical>("canonicalize", texts.Select(text => new { text = $"{{\"text\":{Escaped(text)}}}" }));
        Assert.All(texts.Zip(answers), pair =>
        {
            Assert.Equal("Lone surrogate is not allowed", pair.Second.Refused);
            Assert.Throws<JsonException>(() => CanonicalJson.Serialize(new Named(pair.First)));
            Assert.Throws<JsonException>(
                () => CanonicalJson.Deserialize<Named>(System.Text.Encoding.UTF8.GetBytes($"{{\"text\":{Escaped(pair.First)}}}")));
        });
    }

    private async Task CheckAsync(Random random, object[] values)
    {
        var ours = values.Select(value => CanonicalJson.Serialize(value, value.GetType())).ToArray();
        var messy = ours.Select(utf8 => MessyJson.Write(random, utf8)).ToArray();
        var theirs = await judge.AskAsync<Canonical>("canonicalize", messy.Select(text => new { text }));
        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(theirs[i], new Canonical(System.Text.Encoding.UTF8.GetString(ours[i])));

            // What they write is read here as the same value, and so is the mess.
            foreach (var text in new[] { theirs[i].Text!, messy[i] })
            {
                var read = JsonSerializer.Deserialize(text, values[i].GetType(), CanonicalJson.Options)!;
                Assert.Equal(ours[i], CanonicalJson.Serialize(read, read.GetType()));
            }
        }
    }

    private static Everything Anything(Random random, int depth) => new(
        random.Text(random.Next(60)),
        random.Next(2) == 0,
        random.Next(int.MinValue, int.MaxValue),
        random.NextInt64(-Slot.NumberMaximum, Slot.NumberMaximum + 1) >> random.Next(54),
        (ulong)random.NextInt64(Slot.NumberMaximum + 1) >> random.Next(54),
        random.Bytes(random.Next(50)),
        random.Next(2) == 0 ? null : random.Text(3),
        depth == 0 || random.Next(2) == 0 ? null : Anything(random, depth - 1),
        [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Text(random.Next(5)))],
        depth == 0 ? [] : [.. Enumerable.Range(0, random.Next(3)).Select(_ => Anything(random, depth - 1))]);

    private static IEnumerable<long> PowersOfTen()
    {
        for (var power = 1L; power < Slot.NumberMaximum; power *= 10)
        {
            yield return power;
            yield return power - 1;
            yield return -power;
        }
    }

    private static string Escaped(string text) => $"\"{string.Concat(text.Select(unit => $"\\u{(int)unit:x4}"))}\"";

    private sealed record Named(string Text);

    private sealed record Everything(
        string Text,
        bool Flag,
        int Int,
        long Signed,
        ulong Unsigned,
        ReadOnlyMemory<byte> Bytes,
        string? Optional,
        Everything? Nested,
        ImmutableArray<string> Texts,
        ImmutableArray<Everything> Many);

    private sealed record Canonical(string? Text = null, string? Refused = null);
}
