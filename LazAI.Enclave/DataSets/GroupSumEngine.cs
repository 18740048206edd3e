using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using LazAI.Client.DataSets;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ownership;

namespace LazAI.Enclave.DataSets;

/// <summary>
/// The analysis <c>lazai.group-sum</c>, version 1: how many records each data set has in each group, and the sum of one column over all of them.
/// Integers only, so the result is the same everywhere.
/// </summary>
/// <remarks>
/// A data set is lines of UTF-8 text, columns separated by commas, without quotes; the last line may lack its end. What is wrong is said without a
/// word of the data.
/// </remarks>
public static class GroupSumEngine
{
    public const string Id = DataSetEngines.GroupSum;

    public const string Version = DataSetEngines.Version;

    public const int GroupNameBytesMaximum = 128;

    private const int GroupsMaximum = 100_000;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The groups in no particular order, or what is wrong.</summary>
    /// <param name="parameters">Canonical JSON: <c>{"groupColumn":0,"valueColumn":2}</c>, columns from 0.</param>
    public static (ImmutableArray<AnalysisGroup> Groups, string? Fault) Run(
        ReadOnlySpan<byte> parameters, ImmutableArray<ReadOnlyMemory<byte>> dataSets)
    {
        GroupSumParameters columns;
        try
        {
            columns = CanonicalJson.Deserialize<GroupSumParameters>(parameters);
        }
        catch (JsonException)
        {
            return ([], "The parameters name groupColumn and valueColumn.");
        }

        var groups = new Dictionary<string, (long[] Records, long Sum)>(StringComparer.Ordinal);
        for (var i = 0; i < dataSets.Length; i++)
        {
            var left = dataSets[i].Span;
            for (var line = 1; !left.IsEmpty; line++)
            {
                var end = left.IndexOf((byte)'\n');
                var record = end < 0 ? left : left[..end];
                left = end < 0 ? [] : left[(end + 1)..];
                if (FindFault(record, columns, groups, i, dataSets.Length) is { } fault)
                {
                    return ([], $"Data set {i}, line {line}: {fault}");
                }
            }
        }

        return ([.. groups.Select(group => new AnalysisGroup(group.Key, [.. group.Value.Records], [group.Value.Sum]))], null);
    }

    private static string? FindFault(
        ReadOnlySpan<byte> record, GroupSumParameters columns, Dictionary<string, (long[] Records, long Sum)> groups, int dataSet, int dataSets)
    {
        if (!TryReadColumn(record, columns.GroupColumn, out var name) || name.Length > GroupNameBytesMaximum)
        {
            return "there is no such group column, or its text is too long.";
        }

        if (!TryReadColumn(record, columns.ValueColumn, out var text) || !Utf8Parser.TryParse(text, out long value, out var read) || read != text.Length)
        {
            return "there is no such value column, or it holds no integer.";
        }

        string group;
        try
        {
            group = s_strict.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return "the group is no UTF-8 text.";
        }

        if (!groups.TryGetValue(group, out var sums))
        {
            if (groups.Count == GroupsMaximum)
            {
                return "there are too many groups.";
            }

            sums = (new long[dataSets], 0);
        }

        sums.Records[dataSet]++;
        var sum = (Int128)sums.Sum + value;
        if (sum > Protocol.Slot.NumberMaximum || sum < -Protocol.Slot.NumberMaximum)
        {
            return "a sum exceeds 2^53 - 1.";
        }

        groups[group] = (sums.Records, (long)sum);
        return null;
    }

    private static bool TryReadColumn(ReadOnlySpan<byte> record, int column, out ReadOnlySpan<byte> text)
    {
        text = record;
        for (var i = 0; ; i++)
        {
            var end = text.IndexOf((byte)',');
            if (i == column)
            {
                text = end < 0 ? text : text[..end];
                return true;
            }

            if (end < 0)
            {
                return false;
            }

            text = text[(end + 1)..];
        }
    }

    private sealed record GroupSumParameters(int GroupColumn, int ValueColumn);
}
