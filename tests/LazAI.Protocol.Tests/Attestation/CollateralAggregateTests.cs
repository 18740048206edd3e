using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Protocol.Attestation;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Attestation;

public sealed class CollateralAggregateTests
{
    private static readonly DateTimeOffset s_june = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly CollateralAge s_list = new("crl/root", s_june);
    private static readonly CollateralAge s_info = new("tcb-info/TDX/00806F050000", s_june, 17);

    [Fact]
    public void Remember_WhatIsNew_IsRecordedOnce()
    {
        var first = Assert.IsType<CollateralEvent.Seen>(Assert.Single(Events(CollateralMemory.Empty, s_list, s_info)));
        Assert.Equal<CollateralAge>([s_list, s_info], first.Parts);
        Assert.Equal(Samples.Now, first.At);

        var state = CollateralAggregate.Apply(CollateralMemory.Empty, first);
        Assert.Empty(Events(state, s_info, s_list));

        // What is as old as before is not recorded with what is newer.
        var newer = s_list with { Issued = s_june.AddDays(1) };
        var second = Assert.IsType<CollateralEvent.Seen>(Assert.Single(Events(state, s_info, newer)));
        Assert.Equal<CollateralAge>([newer], second.Parts);
    }

    [Theory]
    [InlineData(-1, 17)]
    [InlineData(1, 16)]
    public void Remember_WhatIsOlder_IsRefusedWithAllThatCameWithIt(int days, int number)
    {
        var state = CollateralMemory.Empty.With(s_list, s_info);
        var older = s_info with { Issued = s_june.AddDays(days), EvaluationDataNumber = number };
        var refusal = Refusal.Of(Decide(state, s_list with { Issued = s_june.AddDays(2) }, older));
        Assert.Equal(AttestationErrors.CollateralRolledBack, refusal?.Code.Value);
        Assert.Contains("tcb-info/TDX/00806F050000", refusal!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Memory_AsCanonicalJson_ComesBack()
    {
        var state = CollateralMemory.Empty.With(s_list, s_info);
        Assert.Equal(state, CanonicalJson.Deserialize<CollateralMemory>(CanonicalJson.Serialize(state)));
    }

    private static ImmutableArray<CollateralEvent> Events(CollateralMemory state, params ImmutableArray<CollateralAge> parts) =>
        Assert.IsType<Accepted<CollateralEvent, CollateralEffect>>(Decide(state, parts)).Events;

    private static Decision<CollateralEvent, CollateralEffect> Decide(CollateralMemory state, params ImmutableArray<CollateralAge> parts) =>
        CollateralAggregate.Decide(state, new CollateralCommand.Remember(parts), Samples.Now);
}
