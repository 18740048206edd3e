using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LazAI.Client.DataSets;
using LazAI.Cryptography;
using LazAI.Protocol.Ownership;
using Npgsql;
using Xunit;

namespace LazAI.Testing;

/// <summary>Looks for what must not be there: a secret, in all that a service keeps and in the memory of its processes.</summary>
public static class Canary
{
    /// <summary>Whether the bytes are in there: as they are, or, in bytes or UTF-16 as .NET keeps text, in hexadecimal or in base64 at any offset.</summary>
    public static bool Occurs(byte[] secret, byte[] place)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return FormsOf(secret).Any(form => place.AsSpan().IndexOf(form) >= 0);
    }

    /// <summary>The key's bytes, which the product does not hand out: unwrapped by the rules of the format.</summary>
    public static byte[] BytesOf(DataKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var random = RandomNumberGenerator.Create();
        using var recipient = Secp256k1PrivateKey.Generate(random);
        var content = ContentHash.Of([]);
        var envelope = key.WrapTo(recipient.PublicKey, content, recipient.Address, default, random);
        Assert.True(Ecies.TryDecrypt(
            recipient,
            envelope,
            [.. "LazAI.data-key.v1"u8, .. content.Value.AsSpan(), .. recipient.Address.AsSpan(), .. new byte[32]],
            out var bytes));
        return bytes;
    }

    /// <summary>Every column of every row of every table: bytes as they are, the rest as text.</summary>
    public static async Task<byte[]> DumpAsync(NpgsqlDataSource database)
    {
        var tables = new List<string>();
        await using (var list = database.CreateCommand(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        Assert.Contains("public.events", tables);
        Assert.Contains("public.blobs", tables);
        using var dump = new MemoryStream();
        foreach (var table in tables)
        {
#pragma warning disable CA2100 // Names that the database has quoted.
            await using var all = database.CreateCommand($"SELECT * FROM {table}");
#pragma warning restore CA2100
            await using var rows = await all.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var i = 0; i < rows.FieldCount; i++)
                {
                    dump.Write(rows.GetValue(i) switch
                    {
                        byte[] bytes => bytes,
                        var value => Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
                    });
                    dump.WriteByte((byte)'\n');
                }
            }
        }

        return dump.ToArray();
    }

    /// <summary>Whether a process of this user has one of the forms of each secret in the memory that it may read: what a dump of it would hold.</summary>
    /// <param name="processId">A process that this one has started, directly or not.</param>
    /// <returns>For each secret, whether it was found; and how many bytes were looked through.</returns>
    public static (bool[] Found, long Bytes) SearchMemory(int processId, params byte[][] secrets)
    {
        const int ChunkBytes = 8 * 1024 * 1024;
        var forms = secrets.Select(secret => FormsOf(secret).ToArray()).ToArray();
        var overlap = forms.Max(those => those.Max(form => form.Length));
        var found = new bool[secrets.Length];
        var looked = 0L;
        var chunk = new byte[ChunkBytes + overlap];
        using var memory = File.OpenHandle($"/proc/{processId}/mem", share: FileShare.ReadWrite);
        foreach (var line in File.ReadLines($"/proc/{processId}/maps"))
        {
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields[1][0] != 'r' || (fields.Length > 5 && fields[5].StartsWith("[v", StringComparison.Ordinal)))
            {
                continue;
            }

            var ends = fields[0].Split('-').Select(end => long.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            for (var at = ends[0]; at < ends[1]; at += ChunkBytes)
            {
                int read;
                try
                {
                    read = RandomAccess.Read(memory, chunk.AsSpan(0, (int)Math.Min(chunk.Length, ends[1] - at)), at);
                }
                catch (IOException)
                {
                    // Reserved, or given back since.
                    continue;
                }

                looked += Math.Min(read, ChunkBytes);
                for (var i = 0; i < secrets.Length; i++)
                {
                    found[i] |= forms[i].Any(form => chunk.AsSpan(0, read).IndexOf(form) >= 0);
                }
            }
        }

        return (found, looked);
    }

    private static IEnumerable<byte[]> FormsOf(byte[] secret)
    {
        string[] texts =
        [
            Convert.ToHexString(secret),
            Convert.ToHexStringLower(secret),
            .. Enumerable.Range(0, 3).Select(offset =>
            {
                // The characters that depend on the secret alone, whatever stands before and behind.
                var text = Convert.ToBase64String([.. new byte[offset], .. secret, .. new byte[3]]);
                var first = (offset * 8 + 5) / 6;
                var last = (offset + secret.Length) * 8 / 6;
                return text[first..last];
            }),
        ];
        return [secret, .. texts.Select(Encoding.ASCII.GetBytes), .. texts.Select(Encoding.Unicode.GetBytes)];
    }
}
