using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LazAI.AppHost.Hosting;
using LazAI.Attestation;
using LazAI.Client.Receipts;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Receipts;
using Spectre.Console;

namespace LazAI.AppHost.Demo;

/// <summary>Takes one receipt to a file and checks it there, with what this machine knows by itself: no network, nothing that the
/// service says. Then lies a little, and expects to be caught.</summary>
internal sealed class ReceiptDemo(LocalSystem system, IAnsiConsole console)
{
    public async Task<IEnumerable<DemoCheck>> RunAsync(TaskId task, CancellationToken cancellationToken)
    {
        var receipt = await system.Client.GetReceiptAsync(task, cancellationToken);
        var file = Path.Combine(system.DataPath, "receipt.json");
        await File.WriteAllBytesAsync(file, CanonicalJson.Serialize(receipt), cancellationToken);
        Print(receipt, file);

        var verifier = new ReceiptVerifier(Trust());
        var document = await File.ReadAllBytesAsync(file, cancellationToken);
        var weights = await File.ReadAllBytesAsync(Path.Combine(RepositoryFiles.Digits, "digits.int8mlp"), cancellationToken);
        var verification = verifier.Verify(document, new ReceiptFiles(weights));
        console.WriteLine(ReceiptReport.Render(verification));
        return
        [
            new DemoCheck("receipt verified offline", verification is { IsValid: true, IsPartial: false, IsRecomputed: true }, ReceiptReport.Verdict(verification)),
            await RefuseTamperedAsync(verifier, document, cancellationToken),
        ];
    }

    /// <summary>What a stranger would have got by other ways than from this service: the genesis, the development root's
    /// fingerprint, the description of the model.</summary>
    private ReceiptTrust Trust()
    {
        var genesis = system.Network.Genesis;
        return new ReceiptTrust(
            [TrustedRoot.Development(system.Network.RootFingerprint)],
            new NetworkIdentity(genesis.ChainId, genesis.ComputeHash(), genesis.GenesisTime, genesis.Rules),
            [system.Digits.Description.ComputeHash()]);
    }

    /// <summary>Another result, another input, another worker: each in a copy of the file that is otherwise genuine.</summary>
    private async Task<DemoCheck> RefuseTamperedAsync(ReceiptVerifier verifier, byte[] document, CancellationToken cancellationToken)
    {
        (string What, Action<JsonObject> Change)[] lies =
        [
            ("result", receipt => receipt["output"] = AnotherResult((string)receipt["output"]!)),
            ("input", receipt => receipt["input"] = AnotherInput((string)receipt["input"]!)),
            ("worker", receipt => receipt["worker"] = system.Network.Publisher.Address.ToString()),
        ];
        var found = new List<string>();
        var refused = 0;
        foreach (var (what, change) in lies)
        {
            var copy = JsonNode.Parse(document)!.AsObject();
            change(copy);
            var file = Path.Combine(system.DataPath, $"receipt.other-{what}.json");
            await File.WriteAllTextAsync(file, copy.ToJsonString(), cancellationToken);
            var verification = verifier.Verify(await File.ReadAllBytesAsync(file, cancellationToken));
            refused += verification.IsValid ? 0 : 1;
            var faults = verification.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Name);
            found.Add($"{what} → {(verification.IsValid ? "ACCEPTED" : string.Join(", ", faults))}");
        }

        return new DemoCheck("tampered copies refused", refused == lies.Length, string.Join("; ", found));
    }

    /// <summary>The same answer for the next digit: 7 becomes 8.</summary>
    private static string AnotherResult(string base64)
    {
        var output = JsonNode.Parse(Convert.FromBase64String(base64))!.AsObject();
        output["class"] = ((int)output["class"]! + 1) % 10;
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(output.ToJsonString()));
    }

    private static string AnotherInput(string base64)
    {
        var pixels = Convert.FromBase64String(base64);
        pixels[0] ^= 1;
        return Convert.ToBase64String(pixels);
    }

    private void Print(Receipt receipt, string file)
    {
        var table = new Table { Title = new TableTitle("A receipt") }.HideHeaders().AddColumn("").AddColumn("");
        Row("task", receipt.TaskId.ToString());
        Row("model", $"{receipt.Model.Name} {receipt.Model.Version}, weights {receipt.Model.Commitment}");
        Row("answer", Encoding.UTF8.GetString(receipt.Output.Span));
        Row("worker", receipt.Worker.ToString());
        Row("session", $"{receipt.Session.Id}, evidence {receipt.Session.Evidence.Kind}");
        Row("objective", receipt.Result.Objective.ToString());
        Row("history", string.Join(" → ", receipt.History.Select(change => string.Create(CultureInfo.InvariantCulture, $"{change.Status} in slot {change.Slot}"))));
        Row("file", file);
        console.Write(table);

        void Row(string name, string value) => table.AddRow(new Text(name), new Text(value));
    }
}
