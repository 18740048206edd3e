using System.Security.Cryptography;
using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Workers;

namespace LazAI.Client.Tests.Tasks;

public sealed class TaskSubmissionBuilderTests
{
    private static readonly ModelId s_model = new(Keccak256.Hash("model"u8));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1_000)]
    public void Build_Tasks_OneSignatureCoversThemAll(int count)
    {
        using var account = new TestAccount();
        var builder = new TaskSubmissionBuilder(account.Requests);
        for (var i = 0; i < count; i++)
        {
            builder.Add(s_model, new byte[] { 1, 2, 3 }, new Amount(5));
        }

        var request = builder.Build();

        var hashes = request.Tasks.Select(task => task.ToRequest(request.Submitter).StructHash()).ToArray();
        Assert.Equal(count, hashes.Distinct().Count());
        var submission = new TaskSubmission(
            request.Submitter, StructHashTree.Root(hashes), (uint)count, request.Nonce, request.DeadlineSlot);
        Assert.True(request.Signature.TryRecoverAddress(new Eip712Domain(TestAccount.ChainId).Digest(submission.StructHash()), out var signer));
        Assert.Equal(account.Key.Address, signer);
        Assert.Equal(0, builder.Count);
    }

    [Fact]
    public void Build_Deadlines_CountFromTheNetworksSlot()
    {
        using var account = new TestAccount();
        _ = account.Requests;
        account.Time.Advance(TimeSpan.FromSeconds(20));

        var request = new TaskSubmissionBuilder(account.Requests) { TaskValidity = TimeSpan.FromMinutes(1) }.Add(s_model, new byte[1], new Amount(1)).Build();

        Assert.Equal(new Slot(100 + 10 + 150), request.DeadlineSlot);
        Assert.Equal(new Slot(100 + 10 + 30), request.Tasks[0].DeadlineSlot);
    }

    [Fact]
    public void Build_Empty_Throws()
    {
        using var account = new TestAccount();

        Assert.Throws<InvalidOperationException>(() => new TaskSubmissionBuilder(account.Requests).Build());
    }

    [Fact]
    public void AddAt_InputElsewhere_CarriesItsHashAndNoData()
    {
        using var account = new TestAccount();
        var location = new Uri("ipfs://QmUpperAndLower");

        var task = Assert.Single(new TaskSubmissionBuilder(account.Requests).AddAt(s_model, location, Bytes32.Zero, new Amount(1)).Build().Tasks);

        Assert.Equal("ipfs://QmUpperAndLower", task.DataLocation);
        Assert.Null(task.Data);
    }

    [Fact]
    public void ConfidentialInput_Envelope_OpensForItsSessionAndModelOnly()
    {
        using var random = RandomNumberGenerator.Create();
        using var key = Secp256k1PrivateKey.Generate(random);
        using var other = Secp256k1PrivateKey.Generate(random);
        var id = new SessionId(Keccak256.Hash("session"u8));
        var session = new WorkerSession(
            id, key.Address, key.PublicKey.ToString(), key.PublicKey.ToString(), default, 0,
            new EvidenceFacts(EvidenceFacts.Tdx, default, "", false, default), 1, default, default, 0);
        var envelope = ConfidentialInput.Encrypt("secret"u8, session, s_model, random);

        Assert.True(ConfidentialInput.TryDecrypt(envelope, id, s_model, key, out var input));
        Assert.Equal("secret"u8, input);
        Assert.False(ConfidentialInput.TryDecrypt(envelope, id, default, key, out _));
        Assert.False(ConfidentialInput.TryDecrypt(envelope, default, s_model, key, out _));
        Assert.False(ConfidentialInput.TryDecrypt(envelope, id, s_model, other, out _));
        Assert.Throws<ArgumentException>(() => ConfidentialInput.Encrypt("secret"u8, session with { EncryptionPublicKey = "0x02" }, s_model, random));
    }
}
