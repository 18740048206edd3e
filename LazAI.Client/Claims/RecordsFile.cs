using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace LazAI.Client.Claims;

/// <summary>Records as text: a line each, non-negative integers with commas between them; the first line may name the columns.</summary>
public static class RecordsFile
{
    /// <summary>Reads the records that a claim is about, or says which line is none. Never throws on the bytes.</summary>
    public static bool TryParse(
        ReadOnlySpan<byte> text, RecordsClaim claim, [NotNullWhen(true)] out ImmutableArray<ImmutableArray<ulong>>? records, out string refusal)
    {
        ArgumentNullException.ThrowIfNull(claim);
        records = null;
        var lines = Encoding.UTF8.GetString(text).TrimEnd('\n', '\r').Split('\n');
        var schema = claim.CreateSchema();
        var names = string.Join(',', claim.Columns.Select(column => column.Name));
        var found = ImmutableArray.CreateBuilder<ImmutableArray<ulong>>();
        for (var number = 0; number < lines.Length; number++)
        {
            var line = lines[number].TrimEnd('\r');
            if (number == 0 && line == names)
            {
                continue;
            }

            if (!TryReadRecord(line, out var record) || !schema.Fits(record))
            {
                refusal = $"Line {number + 1} is no record of {names}, each a number of its column's bits.";
                return false;
            }

            found.Add(record);
        }

        if (found.Count > 1 << claim.Depth)
        {
            refusal = $"{found.Count} records do not fit into a tree of depth {claim.Depth}.";
            return false;
        }

        (records, refusal) = (found.ToImmutable(), "");
        return true;
    }

    private static bool TryReadRecord(string line, out ImmutableArray<ulong> record)
    {
        var cells = line.Split(',');
        var numbers = new ulong[cells.Length];
        record = default;
        for (var i = 0; i < cells.Length; i++)
        {
            if (!ulong.TryParse(cells[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                return false;
            }
        }

        record = [.. numbers];
        return true;
    }
}
