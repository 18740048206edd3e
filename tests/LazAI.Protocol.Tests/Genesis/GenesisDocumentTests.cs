using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Tests.Ledger;

namespace LazAI.Protocol.Tests.Genesis;

public class GenesisDocumentTests
{
    private static readonly GenesisDocument s_document = new(
        133_718,
        1_767_225_600,
        ProtocolRules.Local,
        [new(LedgerStates.Alice, Amount.FromTokens(1_000)), new(LedgerAccount.Stake(Samples.Worker), Amount.FromTokens(100_000))]);

    public static TheoryData<string, Func<GenesisDocument, GenesisDocument>> Faults { get; } = new()
    {
        { "chainId", document => document with { ChainId = 0 } },
        { "chainId", document => document with { ChainId = (ulong)Slot.NumberMaximum + 1 } },
        { "genesisTime", document => document with { GenesisTime = -1 } },
        { "genesisTime", document => document with { GenesisTime = 253_402_300_800 } },
        { "slotMilliseconds", document => document with { Rules = document.Rules with { SlotMilliseconds = 1 } } },
        { "allocations", document => document with { Allocations = [] } },
        { "allocations", document => document with { Allocations = default } },
        { "allocations", document => document with { Allocations = [.. document.Allocations, document.Allocations[0]] } },
        { "allocations", document => document with { Allocations = [new(LedgerAccount.Treasury, Amount.Zero)] } },
        { "allocations", document => document with { Allocations = [new(LedgerAccount.Escrow(default), new Amount(1))] } },
        {
            "allocations",
            document => document with { Allocations = [.. document.Allocations, new(LedgerAccount.Treasury, new Amount(UInt128.MaxValue))] }
        },
        {
            "allocations",
            document => document with
            {
                Allocations = [.. Enumerable.Range(0, GenesisDocument.AllocationsMaximum + 1).Select(i => new Allocation(LedgerStates.User(i), new Amount(1)))],
            }
        },
    };

    [Fact]
    public void Validate_SoundDocument_FindsNothing() => Assert.Empty(s_document.Validate());

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void Validate_DocumentWithAFault_NamesIt(string member, Func<GenesisDocument, GenesisDocument> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Assert.Contains(change(s_document).Validate(), violation => violation.StartsWith(member, StringComparison.Ordinal));
    }

    [Fact]
    public void ComputeHash_DocumentReadBack_IsTheSame()
    {
        var read = CanonicalJson.Deserialize<GenesisDocument>(CanonicalJson.Serialize(s_document));
        Assert.Equal(s_document.ComputeHash(), read.ComputeHash());
        Assert.NotEqual(s_document.ComputeHash(), (s_document with { ChainId = 1 }).ComputeHash());
    }

    [Fact]
    public void CreateSchedule_Document_BeginsAtItsTime() =>
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_767_225_600), s_document.CreateSchedule().StartOf(new Slot(0)));
}
