using LazAI.Cryptography;
using LazAI.Protocol.Encoding;

namespace LazAI.Client.DataSets;

/// <summary>What an enclave gives to who has brought it content: the tuple that it has signed.</summary>
/// <param name="Worker">Whose enclave it is.</param>
public sealed record AnchorTuple(OwnershipAnchor Anchor, RecoverableSignature Signature, Address Worker);
