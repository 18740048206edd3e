using LazAI.Cryptography;
using LazAI.Cryptography.Bn254;

namespace LazAI.Readme.Tests.Pairings;

public class Bn254Example
{
    // The generators as EIP-196 and EIP-197 state them, and -G1: p - 2 for y.
    private static readonly byte[] _g1 = Convert.FromHexString(
        "0000000000000000000000000000000000000000000000000000000000000001" + "0000000000000000000000000000000000000000000000000000000000000002");

    private static readonly byte[] _minusG1 = Convert.FromHexString(
        "0000000000000000000000000000000000000000000000000000000000000001" + "30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd45");

    private static readonly byte[] _g2 = Convert.FromHexString(
        "198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
        + "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
        + "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
        + "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa");

    [Fact]
    public void Pairings_ThatCancel_MakeOne()
    {
        var (g1, minusG1, g2) = (_g1, _minusG1, _g2);

        #region README
        // EIP-196: g1 + g1, 64 bytes.
        var twice = new byte[Eip196.PointSize];
        bool isSum = Eip196.TryEcAdd([.. g1, .. g1], twice, out _);

        // EIP-197: whether e(g1, g2) e(-g1, g2) = 1. Points off the curve or outside the subgroup are refused.
        bool isRead = Eip197.TryPairingCheck([.. g1, .. g2, .. minusG1, .. g2], out bool isOne, out Bn254Refusal refusal);
        #endregion

        Assert.True(isSum && isRead && isOne);
        Assert.Equal(Bn254Refusal.None, refusal);
        Assert.True(Eip197.TryPairingCheck([.. g1, .. g2, .. twice, .. g2], out isOne, out _));
        Assert.False(isOne);
        Assert.False(Eip197.TryPairingCheck([.. g1, .. g2[..^1], 0], out _, out refusal));
        Assert.Equal(Bn254Refusal.NotOnCurve, refusal);
    }
}
