using System.Security.Cryptography;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Testing;

namespace LazAI.Client.Tests;

/// <summary>An account on a network of its own, whose clock stands at slot 100.</summary>
internal sealed class TestAccount : IDisposable
{
    public const ulong ChainId = 31_337;

    private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();

    public TestAccount()
    {
        Clock = new NetworkClock(Status, Time);
        Key = Secp256k1PrivateKey.Generate(_random);
        Requests = new SignedRequests(Key, ChainId, Clock);
    }

    public static NetworkStatus Status { get; } = new(ChainId, default, 0, new Slot(100), ProtocolRules.Local, "test", "test");

    public ManualTime Time { get; } = new(DateTimeOffset.UnixEpoch);

    public NetworkClock Clock { get; }

    public Secp256k1PrivateKey Key { get; }

    public SignedRequests Requests { get; }

    public void Dispose()
    {
        Key.Dispose();
        _random.Dispose();
    }
}
