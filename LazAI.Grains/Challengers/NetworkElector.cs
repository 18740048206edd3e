using LazAI.Cryptography;
using LazAI.Grains.Network;
using LazAI.Protocol;
using LazAI.Protocol.Challengers;

namespace LazAI.Grains.Challengers;

/// <summary>Whom the network's rules let decide on elections: one account, until quorums do (PROTOCOL §7.4).</summary>
public sealed class NetworkElector(INetwork network) : IDecisionAuthority
{
    public Rejection? Refuse(Bytes32 decision, DecisionCertificate certificate) =>
        new OperatorAuthority(network.Domain, network.Rules.ChallengerElector).Refuse(decision, certificate);
}
