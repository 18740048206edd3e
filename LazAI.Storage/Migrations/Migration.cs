using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace LazAI.Storage;

/// <summary>One numbered step of the schema: reviewed SQL for the way up and the way down.</summary>
/// <param name="Number">Order of application, from 1 without gaps.</param>
/// <param name="Name">What it brings, in words_like_this.</param>
/// <param name="Up">SQL that applies it.</param>
/// <param name="Down">SQL that takes it back.</param>
public sealed partial record Migration(int Number, string Name, string Up, string Down)
{
    /// <summary>The migrations embedded in this assembly, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = ReadEmbedded(typeof(Migration).Assembly);

    /// <summary>SHA-256 over the way up; a database that recorded another one was built by another history.</summary>
    public byte[] Checksum => SHA256.HashData(Encoding.UTF8.GetBytes(Up));

    private static List<Migration> ReadEmbedded(Assembly assembly)
    {
        var ups = assembly.GetManifestResourceNames().Select(name => UpFile.Match(name)).Where(match => match.Success);
        var migrations = ups
            .Select(match => new Migration(
                int.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture),
                match.Groups["name"].Value,
                ReadText(assembly, match.Value),
                ReadText(assembly, match.Value.Replace(".up.sql", ".down.sql", StringComparison.Ordinal))))
            .OrderBy(migration => migration.Number)
            .ToList();
        for (var i = 0; i < migrations.Count; i++)
        {
            if (migrations[i].Number != i + 1)
            {
                throw new InvalidOperationException($"Migration {i + 1} is missing or doubled.");
            }
        }

        return migrations;
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The migration file {resource} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^LazAI\.Storage\.Migrations\.(?<number>\d{4})_(?<name>[a-z0-9_]+)\.up\.sql$", RegexOptions.ExplicitCapture)]
    private static partial Regex UpFile { get; }
}
