using LazAI.Protocol.Accounts;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Accounts;

public class AccountTests
{
    private static readonly AccountCommand.Authorize s_command = AccountRefusals.Command;

    public static IEnumerable<(string Name, AccountState State)> States =>
    [
        ("Empty", AccountState.Initial),
        ("Command let in", AccountRefusals.Apply(AccountState.Initial, s_command)),
        ("Another command let in", AccountRefusals.Apply(AccountState.Initial, s_command with { Nonce = 8, IdempotencyKey = "other" })),
    ];

    private static IReadOnlyList<(string Name, AccountCommand Command)> Commands =>
    [
        ("Authorize", s_command),
        ("Authorize, same nonce, other key", s_command with { IdempotencyKey = "another" }),
        ("Authorize, same key, other nonce", s_command with { Nonce = 9 }),
        ("Authorize, same key, other content", s_command with { Digest = Samples.Hash("other") }),
        ("Authorize, at the deadline", s_command with { Nonce = 9, IdempotencyKey = "late", DeadlineSlot = Samples.Now }),
        ("Authorize, just before it", s_command with { Nonce = 9, IdempotencyKey = "late", DeadlineSlot = Samples.Now + 1 }),
        (
            "Authorize, latest deadline",
            s_command with { Nonce = 9, IdempotencyKey = "far", DeadlineSlot = Samples.Now + Samples.Rules.CommandDeadlineSlotsMaximum }),
    ];

    [Fact]
    public void Decide_EveryCommandInEveryState_DoesWhatTheGridSays() =>
        Snapshot.Match("AccountGrid.txt", Grid.Of<AccountState, AccountCommand, AccountEvent, AccountEffect>(
            States,
            Commands,
            (state, command) => AccountAggregate.Decide(state, command, Samples.Rules, Samples.Now),
            AccountAggregate.Apply,
            after => $"{after.ByNonce.Count} open"));

    [Fact]
    public void Refusals_ScenariosWithoutFault_AreAccepted()
    {
        AccountRefusals.Authorize.RequireAccepted();
        SignatureRefusals.Check.RequireAccepted();
    }

    [Fact]
    public void Authorize_LongLife_ForgetsWhatHasLapsedAndNothingElse()
    {
        var state = AccountState.Initial;
        for (var i = 0; i < 5_000; i++)
        {
            var at = Samples.Now + i;
            var command = s_command with { Nonce = (ulong)i, IdempotencyKey = "key " + i, DeadlineSlot = at + 20 };
            state = AccountRefusals.Apply(state, command, at);
            Assert.All(Enumerable.Range(Math.Max(0, i - 19), Math.Min(20, i + 1)), open => Assert.True(state.ByNonce.ContainsKey((ulong)open)));
            Assert.Equal(state.ByNonce.Count, state.ByKey.Count);
            Assert.True(state.ByNonce.Count <= 256 + 20);
        }
    }

    /// <summary>What was let in once is never let in again: while it is remembered by its nonce, later by its deadline.</summary>
    [Fact]
    public void Authorize_SameCommandAtAnyLaterTime_NeverGivesASecondEvent()
    {
        var state = AccountRefusals.Apply(AccountState.Initial, s_command);
        for (var i = 0; i < 1_000; i++)
        {
            var at = Samples.Now + i;
            var again = AccountAggregate.Decide(state, s_command with { IdempotencyKey = "again" }, Samples.Rules, at);
            Assert.IsType<Rejected<AccountEvent, AccountEffect>>(again);
            state = AccountRefusals.Apply(
                state, s_command with { Nonce = 100 + (ulong)i, IdempotencyKey = "key " + i, DeadlineSlot = at + 1 }, at);
        }
    }

    [Fact]
    public void Snapshot_OfAState_IsReadBackAsItWas()
    {
        var state = AccountRefusals.Apply(AccountState.Initial, s_command);
        var read = CanonicalJson.Deserialize<AccountState>(CanonicalJson.Serialize(state));
        Assert.Equal(state.ByNonce, read.ByNonce);
        Assert.Equal(state.ByKey, read.ByKey);
        Assert.Equal(state.Version, read.Version);
    }
}
