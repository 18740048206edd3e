using LazAI.Cli.Invocation;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.ComputeTasks;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Ownership;

namespace LazAI.Gateway.Tests.DataSetWork;

/// <summary>
/// Two owners' encrypted data sets, analysed together by a running worker as a task: both license the worker's account and consent to the program, their
/// release agents wrap the keys to its session, and only what the policy lets out leaves.
/// </summary>
public sealed class AnalysisTaskTests(DataSetWorkFixture it) : IClassFixture<DataSetWorkFixture>
{
    /// <summary>What has not come by then does not come: the test fails and does not hang.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private const string Parameters = """{"groupColumn":0,"valueColumn":1}""";

    // Of "rare" the first owner has only one record: the second could subtract its own three.
    private const string First = "north,5\nnorth,6\nnorth,7\nrare,1000\n";
    private const string Second = "north,1\nnorth,2\nnorth,3\nrare,1\nrare,2\nrare,3\nsouth,10\nsouth,20\nsouth,30";

    [Fact]
    public async Task Analysis_LicensedConsentedAndReleased_IsATaskThatSettles()
    {
        var (one, other) = (await AnchorAsync("owner.json", "one", First), await AnchorAsync("other.json", "two", Second));
        var program = await DescribeAsync(one, other);
        await AllowAsync("owner.json", one, program);
        await AllowAsync("other.json", other, program);

        var task = await SubmitAsync();
        await ReleaseAsync("owner.json", "one", one);
        await ReleaseAsync("other.json", "two", other);
        var view = await it.EndAsync(task);

        Assert.True(view.Status == ComputeTaskStatus.Settled, await it.FailuresAsync(task));
        var output = CanonicalJson.Deserialize<AnalysisOutput>(view.Output!.Value.Span);
        Assert.Equal(1, output.Withheld);
        Assert.Equal(
            ["north: 6 records, 24", "south: 3 records, 60"],
            output.Groups.Select(group => $"{group.Name}: {group.Records.Sum()} records, {group.Values.Single()}"));

        // The session has the keys now; a second task waits for nobody.
        Assert.Equal(view.Output!.Value.ToArray(), (await it.EndAsync(await SubmitAsync())).Output!.Value.ToArray());

        // A licence that is revoked ends it, and so does a consent that is withdrawn, although the session knows the keys.
        await it.ShellAsync("owner.json", "data", "consent", one.ToString(), program, "--hours", "0");
        await DeclinedAsync(await SubmitAsync(), $"has not consented to program {program}");
        await it.ShellAsync("owner.json", "data", "consent", one.ToString(), program, "--hours", "1");
        var licence = Assert.Single((await it.DataSets.GetAsync(one)).Licences);
        await it.ShellAsync("owner.json", "data", "revoke", one.ToString(), licence.Id.ToString());
        await DeclinedAsync(await SubmitAsync(), "The licence has been revoked");
    }

    [Fact]
    public async Task Analysis_WithoutConsentLicenceOrKey_IsDeclinedAndSaysWhy()
    {
        var (one, other) = (await AnchorAsync("owner.json", "one", First), await AnchorAsync("other.json", "two", Second));
        var program = await DescribeAsync(one, other);
        var declined = await SubmitAsync();
        Assert.Contains("3: ", await DeclinedAsync(declined, $"has not consented to program {program}"), StringComparison.Ordinal);
        Assert.Contains(
            "attempt 1 failed in slot", await it.ShellAsync("owner.json", "task", "show", declined.ToString()), StringComparison.Ordinal);

        await it.ShellAsync("owner.json", "data", "consent", one.ToString(), program, "--hours", "1");
        await it.ShellAsync("other.json", "data", "consent", other.ToString(), program, "--hours", "1");
        await DeclinedAsync(await SubmitAsync(), $"No licence is for {it.Worker.Account}");

        // Nobody was asked for a key so far.
        Assert.Empty((await it.DataSets.ListKeyRequestsAsync(one)).Items);
        Assert.Empty((await it.DataSets.ListKeyRequestsAsync(other)).Items);

        // Other parameters are another program.
        await DeclinedAsync(await SubmitAsync("""{"groupColumn":1,"valueColumn":1}"""), "has not consented to program");
    }

    [Fact]
    public async Task Analysis_UnderALicenceWithAPrice_PaysTheOwnerOnceAndNoMoreThanTheWorkerAllows()
    {
        var (one, other) = (await AnchorAsync("owner.json", "one", First), await AnchorAsync("other.json", "two", Second));
        var program = await DescribeAsync(one, other);
        await AllowAsync("owner.json", one, program, price: "2");
        await it.ShellAsync("other.json", "data", "consent", other.ToString(), program, "--hours", "1");
        await LicenseAsync("other.json", other, price: "3");
        await DeclinedAsync(await SubmitAsync(), "this worker pays at most 2 tokens");
        Assert.Empty((await it.DataSets.ListKeyRequestsAsync(one)).Items);

        await it.Network.Client.TransferAsync(
            it.Network.SignedBy(it.Network.Submitter).Transfer(LedgerAccount.User(it.Worker.Account), Amount.FromTokens(2)));
        await LicenseAsync("other.json", other, price: "0");
        var task = await SubmitAsync();
        await ReleaseAsync("owner.json", "one", one);
        await ReleaseAsync("other.json", "two", other);
        Assert.True((await it.EndAsync(task)).Status == ComputeTaskStatus.Settled, await it.FailuresAsync(task));
        Assert.Equal(ComputeTaskStatus.Settled, (await it.EndAsync(await SubmitAsync())).Status);

        using var patience = new CancellationTokenSource(s_patience);
        string uses;
        while (!(uses = await it.ShellAsync("owner.json", "data", "uses", one.ToString())).Contains("ledger event", StringComparison.Ordinal))
        {
            await Task.Delay(100, patience.Token);
        }

        var use = Assert.Single(uses.Split('\n'), line => line.Contains($"by {it.Worker.Account}", StringComparison.Ordinal));
        Assert.Contains("analysis", use, StringComparison.Ordinal);
        Assert.Contains("price     2 under licence", uses, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Analysis_OfDataThatDoesNotFit_SaysWhereAndNotWhat()
    {
        var (one, other) = (await AnchorAsync("owner.json", "one", "north,5\nnorth,secret\n"), await AnchorAsync("other.json", "two", "north,5\nnorth,secret\n"));
        var program = await DescribeAsync(one, other);
        await AllowAsync("owner.json", one, program);
        await AllowAsync("other.json", other, program);
        var task = await SubmitAsync();
        await ReleaseAsync("owner.json", "one", one);
        await ReleaseAsync("other.json", "two", other);

        var failures = await DeclinedAsync(task, "Data set 0, line 2: there is no such value column");
        Assert.DoesNotContain("secret", failures, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", it.Worker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_OfWhatIsNoAnalysis_IsRefusedInTheShell()
    {
        var one = ContentHash.Of("one"u8).ToString();
        var (exit, _, error) = await it.TryShellAsync(
            "owner.json", "data", "program", one, one, "--model", it.GroupSums.ToString(), "--parameters", Parameters, "--group-records-minimum", "2",
            "-o", it.PathOf("task"));
        Assert.Equal(ExitCode.Unusable, exit);
        Assert.Contains("named twice", error, StringComparison.Ordinal);
    }

    private async Task<ContentHash> AnchorAsync(string owner, string name, string text)
    {
        await File.WriteAllTextAsync(it.PathOf(name), text);
        await it.ShellAsync(owner, "data", "encrypt", it.PathOf(name), "-o", it.PathOf(name + ".cipher"), "--data-key", it.PathOf(name + ".key"));
        await it.ShellAsync(owner, "data", "request-anchor", it.PathOf(name + ".cipher"), "--model", it.Anchoring.ToString());
        return ContentHash.Of(await File.ReadAllBytesAsync(it.PathOf(name + ".cipher")));
    }

    private async Task<string> DescribeAsync(ContentHash one, ContentHash other)
    {
        var said = await it.ShellAsync(
            "owner.json", "data", "program", one.ToString(), other.ToString(), "--model", it.GroupSums.ToString(), "--parameters", Parameters,
            "--group-records-minimum", "3", "-o", it.PathOf("task"));
        return said.Split('\n')[0].Trim();
    }

    private async Task AllowAsync(string owner, ContentHash content, string program, string price = "0")
    {
        await LicenseAsync(owner, content, price);
        await it.ShellAsync(owner, "data", "consent", content.ToString(), program, "--hours", "1");
    }

    private Task<string> LicenseAsync(string owner, ContentHash content, string price) => it.ShellAsync(
        owner, "data", "license", content.ToString(), "--to", it.Worker.Account.ToString(), "--scope", "analysis", "--price", price, "--hours", "1");

    private async Task<TaskId> SubmitAsync(string parameters = Parameters)
    {
        var id = await it.ShellAsync(
            "owner.json", "task", "submit", "--model", it.GroupSums.ToString(), "--input", it.PathOf("task"), "--parameters", parameters);
        return new TaskId(Bytes32.Parse(id.Trim()));
    }

    /// <summary>The owner's release agent, which answers until the key of this data set is out.</summary>
    private async Task ReleaseAsync(string owner, string name, ContentHash content)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!(await it.ShellAsync(
            owner, ["data", "release", content.ToString(), "--data-key", it.PathOf(name + ".key"), .. it.Trust()])).Contains("key released", StringComparison.Ordinal))
        {
            await Task.Delay(100, patience.Token);
        }
    }

    private async Task<string> DeclinedAsync(TaskId task, string reason)
    {
        var view = await it.EndAsync(task);
        var failures = await it.FailuresAsync(task);
        Assert.Equal(ComputeTaskStatus.Expired, view.Status);
        Assert.Contains(reason, failures, StringComparison.Ordinal);
        Assert.All(failures.Split('\n'), failure => Assert.EndsWith($"({ComputeTaskErrors.DataSetsUnavailable})", failure, StringComparison.Ordinal));
        return failures;
    }
}
