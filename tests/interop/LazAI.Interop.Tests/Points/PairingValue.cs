using LazAI.Cryptography.Fields;
using LazAI.Interop.Tests.Judging;

namespace LazAI.Interop.Tests.Points;

/// <summary>Values of a pairing as the judges write them: twelve field elements, c0 before c1 and so on down the tower.</summary>
internal static class PairingValue
{
    public static string ToHex<TBase, TTower>(in DodecicExtension<TBase, TTower> value)
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase>
    {
        TBase[] elements = [.. Elements(in value.C0), .. Elements(in value.C1)];
        var bytes = new byte[elements.Length * TBase.Size];
        for (var i = 0; i < elements.Length; i++)
        {
            elements[i].Write(bytes.AsSpan(i * TBase.Size));
        }

        return Draw.Hex(bytes);
    }

    private static TBase[] Elements<TBase, TTower>(in CubicExtension<TBase, TTower> six)
        where TBase : unmanaged, IPrimeField<TBase>
        where TTower : struct, ITower<TBase> => [six.C0.C0, six.C0.C1, six.C1.C0, six.C1.C1, six.C2.C0, six.C2.C1];
}
