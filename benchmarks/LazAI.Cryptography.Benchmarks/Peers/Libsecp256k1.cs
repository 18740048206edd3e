using System.Reflection;
using System.Runtime.InteropServices;

namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>Bitcoin Core's libsecp256k1 as the distribution packages it, for comparison only; no part of the product calls it.</summary>
internal static class Libsecp256k1
{
    private const string Library = "libsecp256k1";

    // SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY; later versions ignore the bits but still take them.
    private const uint ContextFlags = 0x301;

    private static readonly string[] FileNames =
        ["libsecp256k1.so.1", "libsecp256k1.so.2", "libsecp256k1.so.5", "libsecp256k1.so.6", "libsecp256k1.so", "libsecp256k1.dylib"];

    /// <summary>A parsed key or plain signature is 64 opaque bytes, a recoverable signature 65.</summary>
    public const int OpaqueSize = 64;

    public const int RecoverableSize = 65;

    public const uint Compressed = 0x102;

    public const uint Uncompressed = 0x002;

    /// <summary>Whether the library is installed; its file name if so.</summary>
    public static bool TryLoad(out string fileName)
    {
        var handle = nint.Zero;
        fileName = FileNames.FirstOrDefault(name => NativeLibrary.TryLoad(name, out handle)) ?? "";
        if (fileName.Length == 0)
        {
            return false;
        }

        NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Library ? handle : nint.Zero);
        return NativeLibrary.TryGetExport(handle, "secp256k1_ecdsa_recover", out _);
    }

    public static nint CreateContext() => secp256k1_context_create(ContextFlags);

    [DllImport(Library)]
    private static extern nint secp256k1_context_create(uint flags);

    [DllImport(Library, EntryPoint = "secp256k1_context_destroy")]
    public static extern void DestroyContext(nint context);

    [DllImport(Library, EntryPoint = "secp256k1_ec_pubkey_create")]
    public static extern int CreatePublicKey(nint context, ref byte publicKey, in byte privateKey);

    [DllImport(Library, EntryPoint = "secp256k1_ec_pubkey_parse")]
    public static extern int ParsePublicKey(nint context, ref byte publicKey, in byte input, nuint size);

    [DllImport(Library, EntryPoint = "secp256k1_ec_pubkey_serialize")]
    public static extern int SerializePublicKey(nint context, ref byte output, ref nuint size, in byte publicKey, uint flags);

    [DllImport(Library, EntryPoint = "secp256k1_ecdsa_signature_parse_compact")]
    public static extern int ParseSignature(nint context, ref byte signature, in byte compact);

    [DllImport(Library, EntryPoint = "secp256k1_ecdsa_verify")]
    public static extern int Verify(nint context, in byte signature, in byte digest, in byte publicKey);

    [DllImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_parse_compact")]
    public static extern int ParseRecoverable(nint context, ref byte signature, in byte compact, int recoveryId);

    [DllImport(Library, EntryPoint = "secp256k1_ecdsa_recover")]
    public static extern int Recover(nint context, ref byte publicKey, in byte signature, in byte digest);

    [DllImport(Library, EntryPoint = "secp256k1_ecdsa_sign_recoverable")]
    public static extern int SignRecoverable(
        nint context, ref byte signature, in byte digest, in byte privateKey, nint nonceFunction, nint nonceData);

    [DllImport(Library, EntryPoint = "secp256k1_ecdsa_recoverable_signature_serialize_compact")]
    public static extern int SerializeRecoverable(nint context, ref byte compact, out int recoveryId, in byte signature);
}
