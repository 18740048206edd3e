using System.Collections.Immutable;

namespace LazAI.Attestation;

/// <summary>Which TDX modules are Intel's: what MRSIGNERSEAM and SEAMATTRIBUTES of a TD report must be.</summary>
/// <param name="MrSigner">The signer; zero for Intel.</param>
/// <param name="Attributes">The attributes, little-endian as in the report.</param>
/// <param name="AttributesMask">The bits of the attributes that count.</param>
public sealed record TdxModule(Measurement48 MrSigner, ulong Attributes, ulong AttributesMask);

/// <summary>A major version of the TDX module with levels of its own.</summary>
/// <param name="Id"><c>TDX_</c> and two hexadecimal digits of either case: the major version, TEE_TCB_SVN[1].</param>
/// <param name="Module">Which modules are meant.</param>
/// <param name="TcbLevels">Levels of the minor version, TEE_TCB_SVN[0], newest first.</param>
public sealed record TdxModuleIdentity(string Id, TdxModule Module, ImmutableArray<IsvTcbLevel> TcbLevels);
