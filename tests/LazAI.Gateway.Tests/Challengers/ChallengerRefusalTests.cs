using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LazAI.Client.Challengers;
using LazAI.Cryptography;
using LazAI.Gateway.Problems;
using LazAI.Protocol;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;

namespace LazAI.Gateway.Tests.Challengers;

/// <summary>Whatever is wrong with a request to the registry is refused under its own code, and leaves log and registry as they were.</summary>
[Collection(nameof(ElectedNetwork))]
public sealed class ChallengerRefusalTests(ElectedNetwork network)
{
    private static readonly string s_unknown = new Address(Enumerable.Repeat((byte)7, 20).ToArray()).ToString();

    private ChallengerOrders Elector => network.OrdersOf(ElectedNetwork.Elector);

    [Theory]
    [InlineData("/v1/challengers/0x12", "request/invalid-parameter", 400)]
    [InlineData("/v1/challengers/0x0707070707070707070707070707070707070707", "challenger/not-found", 404)]
    [InlineData("/v1/challengers/nobody/duties", "request/invalid-parameter", 400)]
    [InlineData("/v1/challengers/0x0707070707070707070707070707070707070707/duties", "challenger/not-found", 404)]
    [InlineData("/v1/challengers/0x0707070707070707070707070707070707070707/duties?limit=0", "request/invalid-parameter", 400)]
    [InlineData("/v1/challengers/0x0707070707070707070707070707070707070707/duties?limit=1001", "request/invalid-parameter", 400)]
    [InlineData("/v1/challengers/applications", "request/invalid-parameter", 400)]
    public async Task Get_WhatDoesNotFit_IsRefused(string path, string code, int status) =>
        await IsRefusedAsync(new ErrorCode(code), status, () => network.Network.Http.GetAsync(path));

    [Fact]
    public async Task Application_Spoiled_IsRefused()
    {
        const string Path = "/v1/challengers/applications";
        var orders = network.OrdersOf(network.TakeCandidate());
        await SpoiledAsync(Path, orders.Apply(), SignatureErrors.WrongSigner, 401, json => json["challenger"] = s_unknown);
        await SpoiledAsync(Path, orders.Apply(), SignatureErrors.WrongSigner, 401, json => json["nonce"] = 1);
        await SpoiledAsync(Path, orders.Apply(), SignatureErrors.WrongChain, 400, json => json["chainId"] = 1);
        await SpoiledAsync(Path, orders.Apply(), GatewayErrors.UnknownMember, 400, json => json["stake"] = "1");
        await SpoiledAsync(Path, orders.Apply(), GatewayErrors.InvalidValue, 400, json => json["signature"] = "0x12");
        await SpoiledAsync(Path, orders.Apply(), GatewayErrors.InvalidValue, 400, json => ((JsonObject)json).Remove("deadlineSlot"));
        await SpoiledAsync(Path, orders.Apply(), GatewayErrors.IdempotencyKeyMissing, 400, _ => { }, hasKey: false);
        var expired = new ChallengerOrders(network.Network.SignedBy(ElectedNetwork.Elector)).Apply();
        await SpoiledAsync(Path, expired, ChallengerErrors.StakeTooLow, 403, _ => { });

        var application = orders.Apply();
        await network.Challengers.ApplyAsync(application);
        await SpoiledAsync(Path, application, AccountErrors.NonceReplayed, 409, _ => { });
    }

    [Fact]
    public async Task Withdrawal_Spoiled_IsRefused()
    {
        const string Path = "/v1/challengers/withdrawals";
        var orders = network.OrdersOf(network.Challenger);
        await SpoiledAsync(Path, orders.Withdraw(), ChallengerErrors.NotFound, 404, _ => { });
        await SpoiledAsync(Path, orders.Withdraw(), SignatureErrors.WrongSigner, 401, json => json["challenger"] = s_unknown);
        await SpoiledAsync(Path, orders.Withdraw(), SignatureErrors.WrongChain, 400, json => json["chainId"] = 1);
        await SpoiledAsync(Path, orders.Withdraw(), GatewayErrors.IdempotencyKeyMissing, 400, _ => { }, hasKey: false);

        // An application is no withdrawal, although both say the same.
        await SpoiledAsync(Path, orders.Apply(), SignatureErrors.WrongSigner, 401, _ => { });
    }

    [Fact]
    public async Task Election_Spoiled_IsRefused()
    {
        const string Path = "/v1/challengers/elections";
        var candidate = network.TakeCandidate();
        await network.Challengers.ApplyAsync(network.OrdersOf(candidate).Apply());
        var nonce = await network.NextDecisionAsync() + 10;
        var decision = Elector.Elect(candidate.Address, network.TermUntil(), nonce);
        await SpoiledAsync(Path, decision, SignatureErrors.WrongChain, 400, json => json["chainId"] = 1);
        await SpoiledAsync(Path, decision, ChallengerErrors.DecisionUncertified, 401, json => json["certificate"]!["kind"] = "quorum");
        await SpoiledAsync(Path, decision, ChallengerErrors.DecisionUncertified, 401, json => json["certificate"]!["proof"] = "AAAA");
        await SpoiledAsync(Path, decision, ChallengerErrors.DecisionUncertified, 401, json => json["election"]!["elected"] = false);
        await SpoiledAsync(Path, decision, ChallengerErrors.DecisionUncertified, 401, json => json["election"]!["challenger"] = s_unknown);
        await SpoiledAsync(Path, decision, GatewayErrors.InvalidValue, 400, json => json["election"] = null);
        await SpoiledAsync(Path, decision, GatewayErrors.InvalidValue, 400, json => ((JsonObject)json["certificate"]!).Remove("proof"));
        await SpoiledAsync(
            Path, network.OrdersOf(candidate).Elect(candidate.Address, network.TermUntil(), nonce), ChallengerErrors.DecisionUncertified, 401, _ => { });
        await SpoiledAsync(
            Path, Elector.Elect(Address.Parse(s_unknown), network.TermUntil(), nonce), ChallengerErrors.NotFound, 404, _ => { });
        await SpoiledAsync(Path, Elector.Elect(candidate.Address, new Slot(0), nonce), ChallengerErrors.TermInvalid, 422, _ => { });
        await SpoiledAsync(Path, Elector.Dismiss(Address.Parse(s_unknown), nonce), ChallengerErrors.NotFound, 404, _ => { });

        await network.Challengers.DecideAsync(decision);
        await SpoiledAsync(Path, Elector.Dismiss(candidate.Address, nonce), ChallengerErrors.DecisionReplayed, 409, _ => { });
        await network.Challengers.WithdrawAsync(network.OrdersOf(candidate).Withdraw());
        await SpoiledAsync(
            Path, Elector.Elect(candidate.Address, network.TermUntil(), nonce + 1), ChallengerErrors.NotStanding, 409, _ => { });
    }

    [Fact]
    public async Task Report_Spoiled_IsRefused()
    {
        const string Path = "/v1/challengers/reports";
        var challenger = await network.ElectAsync();
        var orders = network.OrdersOf(challenger);
        var check = new CheckedResult(new TaskId(Bytes32.Zero), Bytes32.Zero, Bytes32.Zero);
        var report = orders.Report(7, [check]);
        await SpoiledAsync(Path, report, SignatureErrors.WrongChain, 400, json => json["chainId"] = 1);
        await SpoiledAsync(Path, report, ChallengerErrors.ReportSignatureInvalid, 401, json => json["sequence"] = 8);
        await SpoiledAsync(Path, report, ChallengerErrors.ReportSignatureInvalid, 401, json => json["challenger"] = s_unknown);
        await SpoiledAsync(
            Path, report, ChallengerErrors.ReportSignatureInvalid, 401, json => json["checks"]![0]!["traceRoot"] = Keccak256.Hash([]).ToString());
        await SpoiledAsync(Path, report, ChallengerErrors.ReportSize, 400, json => json["checks"] = new JsonArray());
        await SpoiledAsync(Path, orders.Report(7, [.. Enumerable.Repeat(check, 1_001)]), ChallengerErrors.ReportSize, 400, _ => { });
        await SpoiledAsync(Path, report, GatewayErrors.InvalidValue, 400, json => json["checks"] = null);
        await SpoiledAsync(Path, network.OrdersOf(network.Challenger).Report(1, [check]), ChallengerErrors.NotFound, 404, _ => { });

        await network.Challengers.ReportAsync(orders.Report(7, [.. Enumerable.Repeat(check, 1_000)]));
        await SpoiledAsync(Path, report, ChallengerErrors.ReportReplayed, 409, _ => { });
        await network.Challengers.WithdrawAsync(orders.Withdraw());
        await SpoiledAsync(Path, orders.Report(8, [check]), ChallengerErrors.NotElected, 403, _ => { });
    }

    private Task SpoiledAsync<T>(string path, T request, ErrorCode code, int status, Action<JsonNode> spoil, bool hasKey = true)
    {
        var json = JsonNode.Parse(CanonicalJson.Serialize(request))!;
        spoil(json);
        return IsRefusedAsync(code, status, async () =>
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, path);
            message.Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
            if (hasKey)
            {
                message.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString("N"));
            }

            return await network.Network.Http.SendAsync(message);
        });
    }

    private async Task IsRefusedAsync(ErrorCode code, int status, Func<Task<HttpResponseMessage>> send)
    {
        var head = await network.Network.Log.GetHeadPositionAsync();
        using var response = await send();
        var problem = await response.Content.ReadFromJsonAsync<JsonObject>();
        Assert.Equal((code.Value, status), ((string?)problem!["code"], (int)response.StatusCode));
        Assert.NotEmpty((string?)problem["detail"] ?? "");
        var changes = await network.Network.Log.ReadAllAsync(head, 4_096);
        Assert.DoesNotContain(
            changes,
            change => change.Type == "account.authorized"
                || (change.Stream.Value == "challengers/registry" && change.Type != "challengers.activity-recorded"));
    }
}
