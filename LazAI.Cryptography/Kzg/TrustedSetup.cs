using System.Security.Cryptography;

namespace LazAI.Cryptography.Kzg;

/// <summary>
/// The powers of a secret tau that nobody knows, as points: [tau^i] of G1 for i below 4096 and of G2 up to 64, compressed. Ethereum's
/// come from the ceremony of 2023 with 141,416 contributions, of which one honest one suffices.
/// </summary>
/// <remarks>
/// The files in circulation also list the commitments to the Lagrange polynomials. They follow from the powers, and this library
/// commits to coefficients, so they are only kept from a file for <see cref="TrustedSetupCheck"/> to compare.
/// </remarks>
public sealed partial class TrustedSetup
{
    /// <summary>Points of G1: as many as a blob has elements.</summary>
    public const int G1Count = 4096;

    /// <summary>Points of G2: one more than a cell has elements.</summary>
    public const int G2Count = 65;

    /// <summary>Bytes of the binary form: the points of G1, then those of G2.</summary>
    public const int BinarySize = G1Count * G1Size + G2Count * G2Size;

    internal const int G1Size = 48;
    internal const int G2Size = 96;

    // The resource is trusted by its hash: whoever changes both has changed this library.
    private const string EthereumResource = "LazAI.Cryptography.Kzg.ethereum-ceremony.bin";
    private const string EthereumSha256 = "bfe6bde32861347be66bd8af2f1be07c541971b46eb485cfa403eb1a2e846695";

    private static readonly Lazy<TrustedSetup> _ethereum = new(ReadEthereum);

    private readonly byte[] _g1Powers;
    private readonly byte[] _g2Powers;
    private readonly byte[] _g1Lagrange;

    private TrustedSetup(byte[] g1Powers, byte[] g2Powers, byte[] g1Lagrange)
    {
        _g1Powers = g1Powers;
        _g2Powers = g2Powers;
        _g1Lagrange = g1Lagrange;
    }

    /// <summary>The set-up of Ethereum's ceremony, which is part of this library.</summary>
    public static TrustedSetup Ethereum => _ethereum.Value;

    /// <summary>Whether the file had the commitments to the Lagrange polynomials.</summary>
    public bool HasLagrangePoints => _g1Lagrange.Length != 0;

    internal ReadOnlySpan<byte> G1Powers => _g1Powers;

    internal ReadOnlySpan<byte> G2Powers => _g2Powers;

    // In natural order, not bit-reversed.
    internal ReadOnlySpan<byte> G1Lagrange => _g1Lagrange;

    internal ReadOnlyMemory<byte> G1Power(int index) => _g1Powers.AsMemory(index * G1Size, G1Size);

    internal ReadOnlySpan<byte> G2Power(int index) => _g2Powers.AsSpan(index * G2Size, G2Size);

    /// <summary>The binary form, without Lagrange points.</summary>
    public byte[] ToBinary() => [.. _g1Powers, .. _g2Powers];

    /// <summary>From the binary form; only its length is checked here, the rest is for <see cref="TrustedSetupCheck"/>.</summary>
    public static bool TryReadBinary(ReadOnlySpan<byte> bytes, out TrustedSetup setup)
    {
        setup = bytes.Length == BinarySize
            ? new(bytes[..(G1Count * G1Size)].ToArray(), bytes[(G1Count * G1Size)..].ToArray(), [])
            : null!;
        return setup is not null;
    }

    private static TrustedSetup ReadEthereum()
    {
        using var stream = typeof(TrustedSetup).Assembly.GetManifestResourceStream(EthereumResource)
            ?? throw new InvalidOperationException($"The assembly has no resource {EthereumResource}.");
        var bytes = new byte[BinarySize];
        stream.ReadExactly(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes)) == EthereumSha256 && stream.ReadByte() < 0 && TryReadBinary(bytes, out var setup)
            ? setup
            : throw new InvalidOperationException($"The resource {EthereumResource} is not the ceremony's set-up.");
    }
}
