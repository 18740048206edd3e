using LazAI.Cryptography;
using LazAI.Protocol.Accounts;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Tests.Deciding;

namespace LazAI.Protocol.Tests.Accounts;

/// <summary>Chain, then signature.</summary>
internal static class SignatureRefusals
{
    private static readonly TaskSubmission s_command = new(Samples.Submitter, Samples.Hash("root"), 1, 7, Samples.Now + 10);

    public static IEnumerable<RefusalCase> Cases =>
    [
        .. Check.Cases,
        new("signed command: no signature at all", SignatureErrors.WrongSigner, () =>
            SignedCommandCheck.Verify(Samples.Domain, Samples.Domain.ChainId, s_command, default).Refusal),
        new("signed command: changed after signing", SignatureErrors.WrongSigner, () => SignedCommandCheck.Verify(
            Samples.Domain,
            Samples.Domain.ChainId,
            s_command with { Count = 2 },
            Samples.SubmitterKey.Sign(Samples.Domain.Digest(s_command.StructHash()))).Refusal),
    ];

    public static RefusalChain<Scenario> Check { get; } =
        new RefusalChain<Scenario>("signed command", () => new Scenario(), it => it.Decide())
            .Then(SignatureErrors.WrongChain, it => it.ChainId = 1)
            .Then(SignatureErrors.WrongSigner, it => it.Key = Samples.OtherKey);

    internal sealed class Scenario
    {
        public ulong ChainId { get; set; } = Samples.Domain.ChainId;

        public Secp256k1PrivateKey Key { get; set; } = Samples.SubmitterKey;

        public Rejection? Decide()
        {
            var (digest, refusal) = SignedCommandCheck.Verify(
                Samples.Domain, ChainId, s_command, Key.Sign(Samples.Domain.Digest(s_command.StructHash())));
            Assert.True(refusal?.Code == SignatureErrors.WrongChain || digest == Samples.Domain.Digest(s_command.StructHash()));
            return refusal;
        }
    }
}
