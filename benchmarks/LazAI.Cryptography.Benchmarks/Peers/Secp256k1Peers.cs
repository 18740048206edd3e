namespace LazAI.Cryptography.Benchmarks.Peers;

/// <summary>
/// secp256k1: libsecp256k1 is called in this process. Every call of either side works through 256 different keys, digests and
/// signatures, since one and the same would teach the branch predictor; times are those of one of them.
/// </summary>
internal sealed class Secp256k1Peers : IPeerFamily
{
    private static readonly Lazy<string?> s_library = new(() => Libsecp256k1.TryLoad(out var fileName) ? fileName : null);

    private readonly Lazy<Libsecp256k1Work> _work = new(() =>
    {
        var work = new Libsecp256k1Work();
        work.CheckAgreement();
        return work;
    });

    public string Name => "secp256k1";

    public string Peer => $"{s_library.Value ?? "libsecp256k1"}, one signature after another";

    public string? MissingReason =>
        s_library.Value is null ? "libsecp256k1 with recovery is not installed (Debian: apt-get install libsecp256k1-dev)." : null;

    public IReadOnlyList<PeerRow> Rows =>
    [
        Row("verify, key and signature parsed", 2.2, 1.6, work => (work.Verify, work.PeerVerify)),
        Row("verify, our key with tables", null, null, work => (work.VerifyPrecomputed, work.PeerVerify)),
        Row("verify, from 33 and 64 bytes", null, null, work => (work.ParseAndVerify, work.PeerParseAndVerify)),
        Row("recover the key, signature parsed", 2.2, 1.6, work => (work.Recover, work.PeerRecover)),
        Row("recover the address", null, null, work => (work.RecoverAddress, work.PeerRecoverAddress)),
        Row("sign recoverably, RFC 6979", 2.5, 1.6, work => (work.Sign, work.PeerSign)),
        Row("public key of a private key", null, null, work => (work.Derive, work.PeerDerive)),
        Row("parse a compressed key", null, null, work => (work.Parse, work.PeerParse)),
        Row("verify a batch of 64", null, null, work => (() => work.VerifyBatch(1), work.PeerVerify)),
        Row("verify a batch of 64, two cores", 1.0, 0.6, work => (() => work.VerifyBatch(2), work.PeerVerify), cores: 2),
        Row("recover addresses of 64", null, null, work => (() => work.RecoverBatch(1), work.PeerRecoverAddress)),
        Row("recover addresses of 64, two cores", 1.0, 0.6, work => (() => work.RecoverBatch(2), work.PeerRecoverAddress), cores: 2),
    ];

    public void Dispose()
    {
        if (_work.IsValueCreated)
        {
            _work.Value.Dispose();
        }
    }

    private PeerRow Row(
        string operation, double? atMost, double? aim, Func<Libsecp256k1Work, (Action Ours, Action Peer)> sides, int cores = 1) =>
        new(operation, atMost, aim, () =>
        {
            var (ours, peer) = sides(_work.Value);
            return new Contest(Contest.Here(ours, Libsecp256k1Work.Items), Contest.Here(peer, Libsecp256k1Work.Items));
        })
        {
            Cores = cores,
        };
}
