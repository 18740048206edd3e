using LazAI.AppHost.Hosting;
using LazAI.Protocol.Ledger;

namespace LazAI.AppHost.Tests.Hosting;

public sealed class LocalNetworkTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly DataFolder _folder;

    public LocalNetworkTests() => _folder = DataFolder.Open(_temporary.Path);

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Fact]
    public void Open_NewFolder_MakesANetworkThatCanStart()
    {
        var network = LocalNetwork.Open(_folder, TimeProvider.System);

        Assert.Empty(network.Genesis.Validate());
        Assert.All(network.Operators, account => Assert.Contains(
            network.Genesis.Allocations,
            allocation => allocation.Account == LedgerAccount.Stake(account.Address) && allocation.Amount >= network.Genesis.Rules.WorkerStakeMinimum));
        Assert.Equal(network.Elector.Address, network.Genesis.Rules.ChallengerElector);
        Assert.Contains(
            network.Genesis.Allocations,
            allocation => allocation.Account == LedgerAccount.Stake(network.Validator.Address)
                && allocation.Amount >= network.Genesis.Rules.ChallengerStakeMinimum);
        Assert.Contains(
            network.Genesis.Allocations,
            allocation => allocation.Account == LedgerAccount.User(network.Validator.Address)
                && allocation.Amount >= network.Genesis.Rules.ChallengeBond);
        Assert.Equal(network.Elector.Address, network.Genesis.Rules.ChallengerElector);
        Assert.Contains(
            network.Genesis.Allocations,
            allocation => allocation.Account == LedgerAccount.User(network.Validator.Address) && allocation.Amount >= network.Genesis.Rules.ChallengeBond);
        using var key = network.Submitter.ReadKey();
        Assert.Equal(network.Submitter.Address, key.Address);
    }

    [Fact]
    public void Open_Again_IsTheSameNetwork()
    {
        var first = LocalNetwork.Open(_folder, TimeProvider.System);
        var second = LocalNetwork.Open(_folder, TimeProvider.System);

        Assert.Equal(first.Genesis.ComputeHash(), second.Genesis.ComputeHash());
        Assert.Equal(first.Operators.AsEnumerable(), second.Operators.AsEnumerable());
        Assert.Equal((first.Elector, first.Validator), (second.Elector, second.Validator));
        Assert.Equal(first.RootFingerprint, second.RootFingerprint);
        Assert.Equal(first.DatabaseName, second.DatabaseName);
    }

    [Fact]
    public void Open_Secrets_AreForTheirOwnerAlone()
    {
        LocalNetwork.Open(_folder, TimeProvider.System);

        var modes = new DirectoryInfo(_folder.Keys).GetFiles().Select(file => file.UnixFileMode).Distinct();
        Assert.Equal([UnixFileMode.UserRead | UnixFileMode.UserWrite], modes);
    }

    [Fact]
    public void Open_KeyOfAKnownNetworkIsMissing_SaysSoAndMakesNone()
    {
        var submitter = LocalNetwork.Open(_folder, TimeProvider.System).Submitter.File;
        File.Delete(submitter);

        var refusal = Assert.Throws<LocalSystemException>(() => LocalNetwork.Open(_folder, TimeProvider.System));

        Assert.Contains(submitter, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(submitter));
    }
}
