using LazAI.Client.Attestation.Collateral;
using LazAI.Testing.Attestation;
using LazAI.Testing.Vectors;
using Microsoft.AspNetCore.Http;

namespace LazAI.Client.Tests.Attestation.Collateral;

public sealed class CollateralCacheTests
{
    private const string TcbPath = CollateralWorld.TcbPath;

    private static readonly TcbInfoKey s_key = CollateralWorld.TcbInfo;

    [VectorFact("attestation")]
    public async Task Part_KeptByAnEarlierProcess_IsNotAskedForAgain()
    {
        await using var world = await CollateralWorld.StartAsync();

        var first = await world.Cache().GetAsync(s_key);
        var second = await world.Cache().GetAsync(s_key);

        Assert.Equal(1, world.Vendor.CallsOf(TcbPath));
        Assert.Equal(first.Part.Body.ToArray(), second.Part.Body.ToArray());
        Assert.Equal(first.Part.IssuerChain, second.Part.IssuerChain);
        Assert.Equal((first.Part.Made, first.Part.NextUpdate, null), (second.Part.Made, second.Part.NextUpdate, second.Remark));
    }

    [VectorFact("attestation")]
    public async Task Part_WantedByManyAtOnce_CausesOneCall()
    {
        await using var world = await CollateralWorld.StartAsync();
        var all = new TaskCompletionSource();
        world.Vendor.Instead = (TcbPath, async (context, _) =>
        {
            await all.Task;
            await world.Vendor.AnswerAsync(context);
        }
        );
        var cache = world.Cache();

        var wanted = Enumerable.Range(0, 16).Select(_ => cache.GetAsync(s_key)).ToArray();
        using var impatient = new CancellationTokenSource();
        var given = cache.GetAsync(s_key, impatient.Token);
        await world.Vendor.Service.WhenCalledAsync(1);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        all.SetResult();

        Assert.All(await Task.WhenAll(wanted), part => Assert.Null(part.Remark));
        Assert.Equal(1, world.Vendor.CallsOf(TcbPath));
    }

    [VectorFact("attestation")]
    public async Task Part_ThatIsDue_IsRenewed()
    {
        await using var world = await CollateralWorld.StartAsync();
        var cache = world.Cache();
        await cache.GetAsync(s_key);

        world.Clock.Now += world.Options.RefreshAfter - TimeSpan.FromSeconds(1);
        await cache.GetAsync(s_key);
        Assert.Equal(1, world.Vendor.CallsOf(TcbPath));

        world.Clock.Now += TimeSpan.FromSeconds(1);
        await cache.GetAsync(s_key);
        Assert.Equal(2, world.Vendor.CallsOf(TcbPath));
    }

    [VectorFact("attestation")]
    public async Task Part_NearItsEnd_IsRenewedHoweverNewItIs()
    {
        await using var world = await CollateralWorld.StartAsync();
        var first = await world.Cache().GetAsync(s_key);
        world.Clock.Now = first.Part.NextUpdate!.Value - world.Options.RefreshAhead;
        await world.Cache().GetAsync(s_key);

        world.Clock.Now += TimeSpan.FromMinutes(1);
        await world.Cache().GetAsync(s_key);

        Assert.Equal(3, world.Vendor.CallsOf(TcbPath));
    }

    [VectorFact("attestation")]
    public async Task Source_Away_WhatStillHoldsIsUsedAndThatIsSaid()
    {
        await using var world = await CollateralWorld.StartAsync();
        var cache = world.Cache();
        var end = (await cache.GetAsync(s_key)).Part.NextUpdate!.Value;
        world.Vendor.Instead = (TcbPath, Fail);

        world.Clock.Now = end - TimeSpan.FromSeconds(1);
        var failed = await cache.GetAsync(s_key);
        var calls = world.Vendor.CallsOf(TcbPath);
        var paused = await cache.GetAsync(s_key);

        Assert.Contains("could not be renewed", failed.Remark, StringComparison.Ordinal);
        Assert.Contains("failed a moment ago", paused.Remark, StringComparison.Ordinal);
        Assert.Equal(calls, world.Vendor.CallsOf(TcbPath));

        // From its end on it is no evidence, whatever the source does.
        world.Clock.Now = end;
        await Assert.ThrowsAsync<LazAIException>(() => cache.GetAsync(s_key));
        await Assert.ThrowsAsync<LazAIException>(() => world.Cache().GetAsync(s_key));
    }

    [VectorFact("attestation")]
    public async Task Source_BackAgain_IsAskedAfterThePause()
    {
        await using var world = await CollateralWorld.StartAsync();
        var cache = world.Cache();
        await cache.GetAsync(s_key);
        world.Clock.Now += world.Options.RefreshAfter;
        world.Vendor.Instead = (TcbPath, Fail);
        await cache.GetAsync(s_key);
        world.Vendor.Instead = null;

        world.Clock.Now += world.Options.PauseAfterFailure;

        Assert.Null((await cache.GetAsync(s_key)).Remark);
    }

    /// <summary>Intel's texts of February and June 2025 for one family of platforms, both genuine and both valid on no common day.</summary>
    [VectorFact("attestation")]
    public async Task Part_OlderThanTheKeptOne_NeverReplacesIt()
    {
        var key = new TcbInfoKey("90C06F000000", IsTdx: true);
        await using var world = await CollateralWorld.StartEmptyAsync(DateTimeOffset.Parse("2026-02-19T00:00:00Z", null));
        var newer = Collateral("dcap/collateral/tdx-90c06f000000-2026-02-18-eval18-4993.json");
        var older = Collateral("dcap/collateral/tdx-90c06f000000-2026-02-01-eval18-0ede.json");
        world.Vendor.ServeIntel(newer, key.Fmspc, "platform", isTdx: true);
        var kept = (await world.Cache().GetAsync(key)).Part;

        world.Vendor.ServeIntel(older, key.Fmspc, "platform", isTdx: true);
        world.Clock.Now += world.Options.RefreshAfter;
        var answer = await world.Cache().GetAsync(key);

        Assert.Equal(kept.Made, answer.Part.Made);
        Assert.Contains("older", answer.Remark, StringComparison.Ordinal);
        Assert.Equal(kept.Made, (await world.Cache().GetAsync(key)).Part.Made);
    }

    [VectorTheory]
    [InlineData("2025-06-01T00:00:00Z")]
    [InlineData("2026-06-01T00:00:00Z")]
    public async Task Part_NotOfThisTime_IsNotKept(string now)
    {
        await using var world = await CollateralWorld.StartAsync();
        world.Clock.Now = DateTimeOffset.Parse(now, null);

        var failure = await Assert.ThrowsAsync<LazAIException>(() => world.Cache().GetAsync(s_key));

        Assert.Equal(ClientErrors.ResponseMalformed, failure.Code);
        Assert.Empty(world.Files());
    }

    public static TheoryData<string> Damages() => ["cut off", "empty", "flipped first", "flipped last", "other file", "garbage", "huge"];

    [VectorTheory]
    [MemberData(nameof(Damages))]
    public async Task File_Damaged_IsFetchedAgainAndMended(string how)
    {
        await using var world = await CollateralWorld.StartAsync();
        await world.Cache().GetAsync(s_key);
        var file = Assert.Single(world.Files());
        var bytes = File.ReadAllBytes(file.FullName);
        switch (how)
        {
            case "cut off":
                File.WriteAllBytes(file.FullName, bytes[..(bytes.Length / 2)]);
                break;
            case "empty":
                File.WriteAllBytes(file.FullName, []);
                break;
            case "flipped first":
                bytes[0] ^= 1;
                File.WriteAllBytes(file.FullName, bytes);
                break;
            case "flipped last":
                bytes[^3] ^= 1;
                File.WriteAllBytes(file.FullName, bytes);
                break;
            case "other file":
                await world.Cache().GetAsync(new QeIdentityKey(IsTdx: true));
                var other = world.Files().Single(found => found.Name != file.Name);
                File.Copy(other.FullName, file.FullName, overwrite: true);
                break;
            case "garbage":
                File.WriteAllText(file.FullName, new string('x', 1000));
                break;
            default:
                File.WriteAllBytes(file.FullName, new byte[5 * 1024 * 1024]);
                break;
        }

        var calls = world.Vendor.CallsOf(TcbPath);
        Assert.Null((await world.Cache().GetAsync(s_key)).Remark);
        Assert.Equal(calls + 1, world.Vendor.CallsOf(TcbPath));
        await world.Cache().GetAsync(s_key);
        Assert.Equal(calls + 1, world.Vendor.CallsOf(TcbPath));
    }

    /// <summary>What a process leaves that was killed while it wrote: half a file without a name of its own.</summary>
    [VectorFact("attestation")]
    public async Task File_Unfinished_IsPassedOverAndLaterRemoved()
    {
        await using var world = await CollateralWorld.StartAsync();
        var recent = Path.Combine(world.Folder.FullName, "a.part.1.unfinished");
        var old = Path.Combine(world.Folder.FullName, "a.part.2.unfinished");
        File.WriteAllText(recent, "half");
        File.WriteAllText(old, "half");
        File.SetLastWriteTimeUtc(old, File.GetLastWriteTimeUtc(recent).AddHours(-2));

        await world.Cache().GetAsync(s_key);

        // Another process may still be writing the recent one.
        Assert.True(File.Exists(recent));
        Assert.False(File.Exists(old));
        Assert.Single(world.Files());
    }

    [VectorFact("attestation")]
    public async Task Folder_Full_LosesWhatWasNotUsedForLongest()
    {
        await using var world = await CollateralWorld.StartAsync();
        await world.Cache().GetAsync(s_key);
        var bytes = Assert.Single(world.Files()).Length;
        Assert.Single(world.Files()).Delete();
        await world.Cache().GetAsync(new QeIdentityKey(IsTdx: true));
        var identity = Assert.Single(world.Files());
        world.Clock.Now += TimeSpan.FromMinutes(1);
        await world.Cache().GetAsync(new RootCrlKey());
        var list = Assert.Single(world.Files(), file => file.Name != identity.Name);
        world.Clock.Now += TimeSpan.FromMinutes(1);
        await world.Cache().GetAsync(new QeIdentityKey(IsTdx: true));

        world.Options = world.Options with { DiskBytesMaximum = world.Files().Sum(file => file.Length) + bytes - 1 };
        await world.Cache().GetAsync(s_key);

        Assert.DoesNotContain(world.Files(), file => file.Name == list.Name);
        Assert.True(world.Files().Sum(file => file.Length) <= world.Options.DiskBytesMaximum);
        Assert.Equal(2, world.Files().Length);
        await world.Cache().GetAsync(s_key);
        Assert.Equal(2, world.Vendor.CallsOf(TcbPath));
    }

    [VectorFact("attestation")]
    public async Task Folder_ThatCannotBeWritten_CostsCallsOnly()
    {
        await using var world = await CollateralWorld.StartAsync();
        var file = Path.Combine(world.Folder.FullName, "file");
        File.WriteAllText(file, "");
        var cache = new CollateralCache(new DirectoryInfo(file), [world.Pcs()], world.Options, world.Clock);

        Assert.Contains("could not be kept", (await cache.GetAsync(s_key)).Remark, StringComparison.Ordinal);
        Assert.Contains("could not be kept", (await cache.GetAsync(s_key)).Remark, StringComparison.Ordinal);

        Assert.Equal(2, world.Vendor.CallsOf(TcbPath));
    }

    [VectorFact("attestation")]
    public async Task Part_WithoutSource_IsSaid()
    {
        await using var world = await CollateralWorld.StartAsync();

        var failure = await Assert.ThrowsAsync<LazAIException>(() => world.Cache(world.Kds()).GetAsync(s_key));

        Assert.Equal(ClientErrors.Unreachable, failure.Code);
        Assert.Empty(world.Vendor.Service.Calls);
    }

    private static Task Fail(HttpContext context, int call)
    {
        context.Response.StatusCode = 503;
        return Task.CompletedTask;
    }

    private static AttestationCase Collateral(string file)
    {
        using var entry = System.Text.Json.JsonDocument.Parse($$"""{"id":"-","files":{"collateral":"{{file}}"} }""");
        return new AttestationCase(entry.RootElement.Clone());
    }
}
