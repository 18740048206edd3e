using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Protocol.Accounts;

/// <summary>Why a signed command is not its signer's.</summary>
public static class SignatureErrors
{
    public static readonly ErrorCode WrongChain = new("command/wrong-chain");
    public static readonly ErrorCode WrongSigner = new("command/wrong-signer");
}

/// <summary>Why a submission as a whole is refused.</summary>
public static class SubmissionErrors
{
    public static readonly ErrorCode Size = new("submission/size");
    public static readonly ErrorCode Duplicate = new("submission/duplicate-task");
}

/// <summary>The first of the checks of a signed command: chain, then signature. Nonce and deadline are the account's (<see cref="AccountAggregate"/>).</summary>
public static class SignedCommandCheck
{
    /// <summary>Why what was signed for this chain is not taken here, or null.</summary>
    public static Rejection? RefuseChain(Eip712Domain domain, ulong chainId)
    {
        ArgumentNullException.ThrowIfNull(domain);
        return chainId == domain.ChainId
            ? null
            : new Rejection(SignatureErrors.WrongChain, $"This is chain {domain.ChainId}, the command is for chain {chainId}.");
    }

    /// <summary>The digest that was signed, and null or why the command is not its signer's.</summary>
    /// <param name="chainId">The chain that the caller says it has signed for.</param>
    public static (Bytes32 Digest, Rejection? Refusal) Verify(
        Eip712Domain domain, ulong chainId, ISignedCommand command, RecoverableSignature signature)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (RefuseChain(domain, chainId) is { } wrongChain)
        {
            return (default, wrongChain);
        }

        var digest = domain.Digest(command.StructHash());
        if (!signature.TryRecoverAddress(digest, out var signer))
        {
            return (digest, new Rejection(SignatureErrors.WrongSigner, "No key can have made this signature."));
        }

        return signer == command.Signer
            ? (digest, null)
            : (digest, new Rejection(SignatureErrors.WrongSigner, $"{signer} signed, {command.Signer} is named."));
    }
}
