using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Ledger;

namespace LazAI.Simulation.Auditing;

/// <summary>
/// Notes between which positions of the log something is held against whom: a challenge of its result until that is decided, a result that was shown
/// to be false, an outage or neglect until it is slashed. A stake does not leave as long as there is any (PROTOCOL §11).
/// </summary>
public sealed class HoldInspector(Inspector inspector)
{
    private readonly Dictionary<object, (Address Owner, long From, long To)> _holds = [];
    private readonly List<(long Position, Slot Slot)> _ticks = [];

    public void Begin(object reason, Address owner)
    {
        ArgumentNullException.ThrowIfNull(reason);
        _holds.Add(reason, (owner, inspector.Position, long.MaxValue));
    }

    public void End(object reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        if (_holds.TryGetValue(reason, out var hold))
        {
            _holds[reason] = hold with { To = inspector.Position };
        }
    }

    public void Tick(Slot last) => _ticks.Add((inspector.Position, last));

    /// <summary>A release says up to where its orderer had read the log; nothing that comes later can be held against it.</summary>
    public void Inspect(LedgerEvent.UnbondingsReleased released)
    {
        ArgumentNullException.ThrowIfNull(released);
        Check.That(released.ReadTo is { } said && said < inspector.Position, "a release says up to where in the log it was looked for holds");
        var readTo = released.ReadTo.Value;
        foreach (var leaving in released.Entries)
        {
            Check.That(
                !_holds.Values.Any(hold => hold.Owner == leaving.Owner && hold.From <= readTo && readTo < hold.To),
                $"no stake leaves before all is decided that is held against {leaving.Owner}");
            Check.That(
                _ticks.Any(tick => tick.Position <= readTo && tick.Slot >= leaving.ReleaseAt), "the log is read up to a stake's slot before the stake leaves");
        }
    }
}
