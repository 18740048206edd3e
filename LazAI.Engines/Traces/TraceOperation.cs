using LazAI.Cryptography;

namespace LazAI.Engines.Traces;

/// <summary>What a step of a trace does: the kind of computation, the layer, and which of the layer's tiles it makes.</summary>
/// <param name="Kind">Names the arithmetic; each engine's README lists its kinds.</param>
/// <param name="Layer">Counted from 0 at the input.</param>
/// <param name="Tile">Counted from 0 in each layer.</param>
public sealed record TraceOperation(string Kind, uint Layer, uint Tile)
{
    /// <summary>The EIP-712 type.</summary>
    public const string TypeString = "TraceOperation(string kind,uint32 layer,uint32 tile)";

    private static readonly Bytes32 s_typeHash = Eip712.TypeHash(TypeString);

    /// <summary>hashStruct of EIP-712: what a <see cref="TraceStep"/> holds of the operation.</summary>
    public Bytes32 ComputeHash()
    {
        var hasher = new Eip712StructHasher(s_typeHash);
        hasher.AppendString(Kind);
        hasher.Append((ulong)Layer);
        hasher.Append((ulong)Tile);
        return hasher.Finish();
    }
}
