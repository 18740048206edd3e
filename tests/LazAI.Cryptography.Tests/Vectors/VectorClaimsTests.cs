using System.Text.RegularExpressions;
using LazAI.Testing;
using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

/// <summary>Every family of vectors is run by a test somewhere below <c>tests/</c>, or stands here as not yet claimed.</summary>
public partial class VectorClaimsTests
{
    private static readonly string[] NotYetClaimed =
    [
        "crypto/vrf",
    ];

    [VectorFact]
    public void VectorFamilies_EachIsClaimedOrListed()
    {
        var claimed = Directory
            .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Claim().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups["family"].Value)
            .ToHashSet();

        // A claim of a part, such as attestation/snp, claims the family.
        var families = VectorSuite.Families;
        var unclaimed = families.Where(family => !claimed.Any(claim => claim == family || claim.StartsWith(family + "/", StringComparison.Ordinal)));
        Assert.NotEmpty(families);
        Assert.Equal(NotYetClaimed.Where(families.Contains), unclaimed);
    }

    [GeneratedRegex("""^\s*\[Vector(Files|Fact)\("(?<family>[^"]+)"\)\]""", RegexOptions.Multiline)]
    private static partial Regex Claim();
}
