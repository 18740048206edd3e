using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Genesis;
using LazAI.Protocol.Ledger;
using LazAI.Simulation.Kernel;

namespace LazAI.Simulation.Parties;

/// <summary>Who takes part in a run.</summary>
internal sealed record Population(
    Secp256k1PrivateKey Publisher,
    ImmutableArray<Secp256k1PrivateKey> Submitters,
    ImmutableArray<(Secp256k1PrivateKey Key, WorkerBehaviour Behaviour)> Workers,
    ImmutableArray<(Secp256k1PrivateKey Key, ChallengerBehaviour Behaviour)> Challengers,
    Secp256k1PrivateKey? Elector)
{
    public static Population Draw(SeededRandom random, SimulationOptions options)
    {
        WorkerBehaviour[] workers =
        [
            WorkerBehaviour.Honest, WorkerBehaviour.Honest, WorkerBehaviour.Lying, WorkerBehaviour.Cheating,
            .. Enumerable.Range(0, 2).Select(_ => random.Pick(Enum.GetValues<WorkerBehaviour>())),
        ];

        // In some networks anyone may challenge; in most, those in office only, who have duties.
        var elects = options.Elects ?? random.Next(3) > 0;

        // Most runs have somebody who looks for lies at once: no liar is paid there. Where nobody does, lies go through, and nothing else may go wrong for it.
        var isWatched = random.Next(8) > 0;
        var challengers = options.Challengers ??
        [
            isWatched ? ChallengerBehaviour.Honest : random.Pick([ChallengerBehaviour.Idle, ChallengerBehaviour.Late]),
            ChallengerBehaviour.False,
            .. Enumerable.Range(0, 2).Select(_ => random.Pick(
                [isWatched ? ChallengerBehaviour.Honest : ChallengerBehaviour.Idle, ChallengerBehaviour.Late, ChallengerBehaviour.Poor, ChallengerBehaviour.Copycat])),
            .. elects
                ? [isWatched ? ChallengerBehaviour.Honest : ChallengerBehaviour.Late, random.Pick([ChallengerBehaviour.Idle, ChallengerBehaviour.Blind])]
                : Array.Empty<ChallengerBehaviour>(),
        ];
        return new Population(
            World.DrawKey(random),
            [.. Enumerable.Range(0, 2).Select(_ => World.DrawKey(random))],
            [.. workers.Select(behaviour => (World.DrawKey(random), behaviour))],
            [.. challengers.Select(behaviour => (World.DrawKey(random), behaviour))],
            elects ? World.DrawKey(random) : null);
    }

    /// <summary>The genesis that gives each its means.</summary>
    public GenesisDocument Found(ProtocolRules rules, SeededRandom random) => new(
        31_337,
        SimulationKernel.Epoch.ToUnixTimeSeconds(),
        rules with { ChallengerElector = Elector?.Address ?? Address.Zero },
        [
            .. Submitters.Select(key => new Allocation(LedgerAccount.User(key.Address), new Amount((UInt128)random.Between(20_000, 2_000_000)))),
            .. Workers.Select(worker => new Allocation(
                LedgerAccount.Stake(worker.Key.Address), Amount.FromTokens((ulong)random.Between(110_000, 400_000)))),
            .. Challengers.Select(challenger => new Allocation(
                LedgerAccount.User(challenger.Key.Address), challenger.Behaviour == ChallengerBehaviour.Poor ? rules.ChallengeBond : Amount.FromTokens(1_000_000))),

            // Some never have the stake that a candidate needs.
            .. Challengers.Select(challenger => new Allocation(
                LedgerAccount.Stake(challenger.Key.Address),
                Amount.FromTokens((ulong)(challenger.Behaviour == ChallengerBehaviour.Copycat ? random.Between(9_000, 12_000) : random.Between(20_000, 60_000))))),
        ]);
}
