using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Challengers;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Ledger;

namespace LazAI.Simulation.Auditing;

/// <summary>
/// Follows the registry of challengers (PROTOCOL §7.4): who stands has the stake, who is in office was elected by whom the rules name, who reports
/// is in office, and the panel that duties are drawn from is of those. What they do is looked at by <see cref="DutyInspector"/>.
/// </summary>
public sealed class RegistryInspector(Inspector inspector, ProtocolRules rules, Eip712Domain domain)
{
    private readonly SortedDictionary<Address, Standing> _standings = [];
    private readonly List<ImmutableArray<(PanelEntry Entry, Slot From)>> _history = [];
    private ulong? _lastDecision;

    /// <summary>The newest panel in the log.</summary>
    public ChallengerPanel Panel { get; private set; } = ChallengerPanel.Empty;

    public bool IsKnown(Address challenger) => _standings.ContainsKey(challenger);

    public bool HasBeenElected(Address challenger) => _standings.TryGetValue(challenger, out var standing) && standing.HasBeenElected;

    /// <summary>Whether a challenger is in office and has been since that slot.</summary>
    public bool IsInOffice(Address challenger, Slot at) => _standings.TryGetValue(challenger, out var standing) && standing.IsInOffice(at);

    public void Count(Address challenger, bool good)
    {
        var standing = _standings[challenger];
        (standing.Good, standing.Bad) = good ? (standing.Good + 1, standing.Bad) : (standing.Good, standing.Bad + 1);
    }

    public void Record(ChallengerEvent @event)
    {
        switch (@event)
        {
            case ChallengerEvent.Applied applied:
                Check.That(HasStake(applied.Challenger), "who stands for election has the stake");
                Check.That(applied.Displaced is null, "there is room for all");
                if (!_standings.TryGetValue(applied.Challenger, out var candidate))
                {
                    _standings.Add(applied.Challenger, candidate = new Standing());
                }

                Check.That(!candidate.Stands, "an account stands once");
                (candidate.Stands, candidate.Until) = (true, null);
                break;
            case ChallengerEvent.Withdrawn withdrawn:
                Leave(withdrawn.Challenger);
                break;
            case ChallengerEvent.Elected elected:
                Elect(elected);
                break;
            case ChallengerEvent.Dismissed dismissed:
                InspectDecision(dismissed.Election, dismissed.Certificate, isElection: false);
                StandingOf(dismissed.Election.Challenger).Stands = false;
                break;
            case ChallengerEvent.FoundNegligent negligent:
                Leave(negligent.Challenger);
                break;
            case ChallengerEvent.ResultsChecked report:
                var reporter = StandingOf(report.Challenger);
                Check.That(reporter.IsInOffice(report.At), "who reports is in office");
                Check.That(reporter.LastReport is not { } last || report.Sequence > last, "no report is taken twice");
                reporter.LastReport = report.Sequence;
                var root = StructHashTree.Root([.. report.Checks.Select(check => check.StructHash())]);
                Check.That(
                    IsSigned(new CheckReport(report.Challenger, root, (uint)report.Checks.Length, report.Sequence).StructHash(), report.Signature, report.Challenger),
                    "a report is signed by its challenger");
                break;
        }

        if (@event is not ChallengerEvent.ResultsChecked)
        {
            _history.Add([.. _standings.Where(entry => entry.Value is { Stands: true, Until: not null })
                .Select(entry => (new PanelEntry(entry.Key, Reputation(entry.Value), entry.Value.Until!.Value), entry.Value.From))]);
        }
    }

    /// <summary>A coordinator that lags behind publishes what was so a moment ago.</summary>
    public void Publish(PublishedPanel published)
    {
        ArgumentNullException.ThrowIfNull(published);
        Check.That(
            _history.Any(registry => InOffice(registry, published.At).SequenceEqual(published.Panel.Entries)),
            "a panel is of those in office, with their reputations");
        Panel = published.Panel;
    }

    /// <summary>What is not at its end, or null.</summary>
    public string? FindUnfinished(Slot now) =>
        _history.Count > 0 && !InOffice(_history[^1], now).SequenceEqual(Panel.Entries) ? "the panel is not of those in office" : null;

    private static IEnumerable<PanelEntry> InOffice(ImmutableArray<(PanelEntry Entry, Slot From)> registry, Slot at) =>
        registry.Where(member => member.From <= at && at <= member.Entry.Until).Select(member => member.Entry);

    private void Elect(ChallengerEvent.Elected elected)
    {
        var (challenger, until) = (elected.Election.Challenger, elected.Election.Until);
        InspectDecision(elected.Election, elected.Certificate, isElection: true);
        var standing = StandingOf(challenger);
        Check.That(standing.Stands && HasStake(challenger), "who is elected stands and has the stake");
        Check.That(until > elected.At && until - elected.At <= rules.ChallengerTermSlotsMaximum, "a term ends in time");
        if (!standing.IsInOffice(elected.At))
        {
            Check.That(_standings.Values.Count(other => other.IsInOffice(elected.At)) < rules.ChallengerSeatsMaximum, "an office has a seat");
            standing.From = elected.At;
        }

        (standing.Until, standing.HasBeenElected) = (until, true);
    }

    private void InspectDecision(ChallengerElection election, DecisionCertificate certificate, bool isElection)
    {
        Check.That(election.Elected == isElection, "what is carried out is what was decided");
        Check.That(_lastDecision is not { } last || election.Nonce > last, "decisions are carried out once, in order");
        _lastDecision = election.Nonce;
        Check.That(
            RecoverableSignature.TryParse(certificate.Proof.Span, out var signature) && IsSigned(election.StructHash(), signature, rules.ChallengerElector),
            "whom the rules name decides on elections");
    }

    private void Leave(Address challenger)
    {
        var standing = StandingOf(challenger);
        Check.That(standing.Stands, "who leaves has stood");
        standing.Stands = false;
    }

    private bool IsSigned(Bytes32 structHash, RecoverableSignature signature, Address signer) =>
        signature.TryRecoverAddress(domain.Digest(structHash), out var recovered) && recovered == signer;

    private bool HasStake(Address challenger) =>
        inspector.Ledger.BalanceOf(LedgerAccount.Stake(challenger)) >= rules.ChallengerStakeMinimum.BaseUnits;

    private Standing StandingOf(Address challenger)
    {
        Check.That(_standings.TryGetValue(challenger, out var standing), $"{challenger} has applied");
        return standing;
    }

    private int Reputation(Standing standing)
    {
        var good = standing.Good + rules.ReputationPrior;
        return Math.Max(1, (int)(10_000L * good / (good + ((long)rules.ReputationFailureWeight * standing.Bad))));
    }

    private sealed class Standing
    {
        public bool Stands { get; set; }

        public Slot From { get; set; }

        /// <summary>Last slot of its term; null before its first one.</summary>
        public Slot? Until { get; set; }

        public bool HasBeenElected { get; set; }

        public ulong? LastReport { get; set; }

        /// <summary>Duties done and challenges upheld.</summary>
        public int Good { get; set; }

        /// <summary>Duties missed and challenges rejected.</summary>
        public int Bad { get; set; }

        public bool IsInOffice(Slot at) => Stands && Until is { } until && From <= at && at <= until;
    }
}
