using System.Text.Json;
using System.Text.Json.Serialization;
using LazAI.Testing;
using Xunit.Abstractions;

namespace LazAI.Attestation.Tests;

/// <summary>Collateral that is older than what was seen before is refused, in whatever order it comes.</summary>
public sealed class CollateralMemoryTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Collateral_SeenBefore_RefusesTheOlderToTheSecondAndTheNumber()
    {
        var memory = CollateralMemory.Empty.With(new CollateralAge("a", Start, 17));

        Assert.Null(memory.Check(new CollateralAge("a", Start, 17)));
        Assert.Null(memory.Check(new CollateralAge("a", Start.AddSeconds(1), 18)));
        Assert.Null(memory.Check(new CollateralAge("b", Start.AddSeconds(-1), 1)));
        Assert.Equal(AttestationErrors.CollateralRolledBack, memory.Check(new CollateralAge("a", Start.AddSeconds(-1), 17))!.Code);
        Assert.Contains("17", memory.Check(new CollateralAge("a", Start.AddDays(1), 16))!.Detail, StringComparison.Ordinal);
        Assert.NotNull(memory.Check(new CollateralAge("a", Start.AddDays(1))));
    }

    /// <summary>A deployment keeps what it has seen as JSON, as strictly read as everything that is kept.</summary>
    [Fact]
    public void Memory_ThroughJson_IsTheSame()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        };
        var memory = CollateralMemory.Empty.With(new CollateralAge("tcb-info/TDX/00", Start, 17), new CollateralAge("crl/00", Start.AddHours(1)));

        var json = JsonSerializer.Serialize(memory, options);

        Assert.Equal(
            """{"newest":[{"name":"crl/00","issued":"2026-01-01T01:00:00Z"},{"name":"tcb-info/TDX/00","issued":"2026-01-01T00:00:00Z","evaluationDataNumber":17}]}""",
            json);
        Assert.Equal(memory, JsonSerializer.Deserialize<CollateralMemory>(json, options));
        Assert.Equal(CollateralMemory.Empty, JsonSerializer.Deserialize<CollateralMemory>(JsonSerializer.Serialize(CollateralMemory.Empty, options), options));
    }

    [Fact]
    public void Memory_OfAnySequence_HoldsTheNewestOfEachNameAndRefusesExactlyTheOlder()
    {
        var random = TestSeed.Create(output);
        for (var round = 0; round < 300; round++)
        {
            var seen = Enumerable.Range(0, random.Next(1, 30)).Select(_ => AnyAge(random)).ToArray();
            var memory = seen.Aggregate(CollateralMemory.Empty, (known, age) => known.With(age));
            var shuffled = (CollateralAge[])seen.Clone();
            random.Shuffle(shuffled);

            Assert.Equal(memory, CollateralMemory.Empty.With(shuffled));
            Assert.Equal(memory.GetHashCode(), CollateralMemory.Empty.With(shuffled).GetHashCode());
            Assert.Same(memory, memory.With(seen));
            Assert.Equal(memory.Newest.Select(age => age.Name).Order(StringComparer.Ordinal), memory.Newest.Select(age => age.Name));
            for (var probe = 0; probe < 20; probe++)
            {
                var age = AnyAge(random);
                var older = seen.Any(other => other.Name == age.Name
                    && (other.Issued > age.Issued || other.EvaluationDataNumber > (age.EvaluationDataNumber ?? -1)));
                Assert.Equal(older, memory.Check(age) is not null);

                // Whatever was accepted and remembered is never refused the next time.
                Assert.True(older || memory.With(age).Check(age) is null);
            }
        }
    }

    [Fact]
    public void Memory_OfMoreNamesThanItsBound_ForgetsWhatWasIssuedLongestAgo()
    {
        var ages = Enumerable.Range(0, CollateralMemory.CountMaximum + 10)
            .Select(number => new CollateralAge($"name/{number:00000}", Start.AddMinutes(number))).ToArray();
        var memory = CollateralMemory.Empty.With(ages);

        Assert.Equal(CollateralMemory.CountMaximum, memory.Newest.Length);
        Assert.DoesNotContain(ages[9], memory.Newest);
        Assert.Contains(ages[10], memory.Newest);
    }

    [VectorFact]
    public void GenuineCollateral_OfTwoTimes_RefusesTheOlderAfterTheNewer()
    {
        var older = CollateralAge.Of(DcapAttempt.Of("tdx-v4-phala-2025").Collateral());
        var newer = CollateralAge.Of(DcapAttempt.Of("tdx-v4-phala-2025-collateral-2026").Collateral());
        var memory = CollateralMemory.Empty.With(older.AsSpan());

        Assert.Equal(4, older.Length);
        Assert.Equal(older.Select(age => age.Name), newer.Select(age => age.Name));
        Assert.Null(memory.Check(newer.AsSpan()));
        Assert.Equal(AttestationErrors.CollateralRolledBack, memory.With(newer.AsSpan()).Check(older.AsSpan())!.Code);
    }

    private static CollateralAge AnyAge(Random random) => new(
        "name/" + random.Next(4), Start.AddDays(random.Next(5)), random.Next(3) == 0 ? null : random.Next(17, 20));
}
