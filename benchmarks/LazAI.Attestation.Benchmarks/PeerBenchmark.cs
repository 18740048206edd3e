using System.Text;
using System.Text.Json;
using LazAI.Cryptography.Benchmarks.Peers;
using LazAI.Interop.Tests.Judging;
using LazAI.Testing.Vectors;

namespace LazAI.Attestation.Benchmarks;

/// <summary>
/// The same quotes by npm's @phala/dcap-qvl, in a process of its own, in turns with ours in one run, to the same status. It reads and verifies
/// the collateral with every quote, so ours is measured with and without that.
/// </summary>
internal static class PeerBenchmark
{
    private static readonly TimeSpan s_round = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2);

    public static void Run(bool quick)
    {
        if ((VectorSuite.SkipReason ?? JudgePackages.SkipReason) is { } reason)
        {
            Console.WriteLine($"@phala/dcap-qvl: not measured. {reason}");
            return;
        }

        using var peer = new NodePeer("dcap");
        using var index = JsonDocument.Parse(Vectors.Read("index.json"));
        foreach (var id in new[] { "tdx-v4-phala-2025", "tdx-v5-google-2026", "sgx-v3-phala-confsw" })
        {
            var entry = Vectors.Case(index, id);
            var (quote, bundle, at) = (Vectors.File(entry, "quote"), Vectors.File(entry, "collateral"), entry.GetProperty("at").GetDateTimeOffset());
            var collateral = Parse(bundle);
            var (first, further) = (new DcapQuoteVerifier(TrustedRoot.Intel, keptKeysMaximum: 0), new DcapQuoteVerifier(TrustedRoot.Intel));
            var given = new { quote = Convert.ToBase64String(quote), collateral = Encoding.UTF8.GetString(bundle), at = at.ToUnixTimeSeconds() };

            Race("collateral kept, first quote of a platform", () => first.Verify(quote, collateral, at));
            Race("collateral kept, further quote", () => further.Verify(quote, collateral, at));
            Race("collateral read and verified, too", () => new DcapQuoteVerifier(TrustedRoot.Intel).Verify(quote, Parse(bundle), at));

            void Race(string what, Func<EvidenceVerification> verify)
            {
                var status = "";
                var contest = peer.Prepare(
                    "verify",
                    _ => new OurWork(() => status = (verify() as DcapQuoteVerified)?.Tcb?.Status.ToString() ?? "refused", () => status),
                    given);
                var (ours, theirs) = Measure(contest, quick);
                Console.WriteLine(
                    $"{id}: {what} {ours / 1e3:f0} µs, @phala/dcap-qvl 0.3.9 {theirs / 1e3:f0} µs: {theirs / ours:f1} x as fast");
            }
        }
    }

    /// <summary>Medians of rounds that take turns, in nanoseconds.</summary>
    private static (double Ours, double Theirs) Measure(Contest contest, bool quick)
    {
        var (oursTimes, peerTimes) = quick ? (2, 2) : (TimesOf(contest.Ours!), TimesOf(contest.Peer));
        var rounds = Enumerable.Range(0, quick ? 1 : 9).Select(_ => (Ours: contest.Ours!(oursTimes), Theirs: contest.Peer(peerTimes))).ToArray();
        return (Median(rounds.Select(round => round.Ours)), Median(rounds.Select(round => round.Theirs)));
    }

    /// <summary>How many times fill a round, once both have compiled what they run.</summary>
    private static int TimesOf(Repetition repetition)
    {
        var nanoseconds = 0.0;
        for (var left = s_warmUp.TotalNanoseconds; left > 0; left -= 10 * nanoseconds)
        {
            nanoseconds = repetition(10);
        }

        return Math.Max(1, (int)(s_round.TotalNanoseconds / nanoseconds));
    }

    private static double Median(IEnumerable<double> values) => values.Order().ToArray() is var all ? all[all.Length / 2] : 0;

    private static DcapCollateral Parse(byte[] bundle) =>
        DcapCollateral.TryParse(bundle, out var collateral, out var refusal) ? collateral : throw new InvalidDataException(refusal.Detail);
}
