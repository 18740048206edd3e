using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LazAI.Client.DataSets;
using LazAI.Protocol;
using LazAI.Protocol.Ownership;
using LazAI.Testing;
using Microsoft.Extensions.Logging;

namespace LazAI.Gateway.Tests;

/// <summary>The plaintext of an encrypted data set, and its key, exist with the owner and in the enclave. A canary in the plaintext, and the key's
/// own bytes, are looked for in everything that reaches the service or that it keeps: requests, logs, all of the database.</summary>
public sealed class CanaryTests
{
    [Fact]
    public async Task EncryptedDataSet_FromItsOwnerToAnEnclave_LeavesNoPlaintextAtTheService()
    {
        using var logs = new RecordedLogs();
        using var requests = new RecordedRequests();
        var network = new NetworkFixture { LogSink = logs, Wiretap = requests };
        await network.InitializeAsync();
        try
        {
            var canary = RandomNumberGenerator.GetBytes(24);
            var plaintext = Enumerable.Repeat(Encoding.ASCII.GetBytes($"record,{Convert.ToHexString(canary)};"), 2_000).SelectMany(line => line)
                .Concat(canary).ToArray();
            using var key = DataKey.Generate(NetworkFixture.Random);
            var (opened, file, content) = await UseAsync(network, key, plaintext);
            Assert.Equal(plaintext, opened);

            var places = new Dictionary<string, byte[]>
            {
                ["requests"] = requests.Everything(),
                ["logs"] = logs.Everything(),
                ["database"] = await Canary.DumpAsync(network.Database),
            };

            // The search finds what is there: the ciphertext and its hash.
            Assert.True(Canary.Occurs(file.AsSpan(1_000, 32).ToArray(), places["database"]));
            Assert.True(Canary.Occurs(file.AsSpan(1_000, 32).ToArray(), places["requests"]));
            Assert.All(places.Values, place => Assert.True(Canary.Occurs(Encoding.ASCII.GetBytes(content.ToString()), place)));
            Assert.True(Canary.Occurs(canary, plaintext));
            Assert.True(Canary.Occurs(canary, Encoding.ASCII.GetBytes("…" + Convert.ToBase64String([1, 2, .. canary]))));

            foreach (var (name, place) in places)
            {
                Assert.False(Canary.Occurs(canary, place), $"The canary is in the {name}.");
                Assert.False(Canary.Occurs(Canary.BytesOf(key), place), $"The data key is in the {name}.");
            }
        }
        finally
        {
            await network.DisposeAsync();
        }
    }

    /// <summary>The whole way: encrypted and put, anchored, licensed, asked for, released and opened; and a few requests that are refused.</summary>
    private static async Task<(byte[] Opened, byte[] File, ContentHash Content)> UseAsync(NetworkFixture network, DataKey key, byte[] plaintext)
    {
        using var it = await DataSetNetwork.OpenAsync(network);
        var file = EncryptedData.Encrypt(plaintext, it.Owner.Address, key, NetworkFixture.Random);
        var blob = await network.Client.PutWeightsAsync(file);
        var content = (await it.Client.AnchorAsync(it.Anchor(file, blobHash: blob))).ContentHash;
        var expiresAt = network.Clock.Now + network.Clock.SlotsFor(TimeSpan.FromHours(1));
        await it.Client.GrantLicenceAsync(
            it.Orders(it.Owner, content).GrantLicence(it.Other.Address, LicenceScope.Inference, Amount.Zero, expiresAt));

        var session = it.Worker.Session;
        Assert.True(it.Enclave.TryCountersign(it.Orders(it.Other, content).RequestKey(session.Id, LicenceScope.Inference), out var request));
        await it.Client.RequestKeyAsync(request);
        var agent = new KeyReleaseAgent(network.Domain, network.Status.Rules, it.Trust, it.Owner.Address, NetworkFixture.Random);
        Assert.True(
            agent.TryRelease(
                Assert.Single((await it.Client.ListKeyRequestsAsync(content)).Items), content, key, await it.Client.GetEventsAsync(content),
                network.Clock.Now, out var envelope, out var refusal),
            refusal);
        await DataSetTests.RefusedAsync(
            OwnershipErrors.EnvelopeInvalid, 422, () => it.Client.ReleaseKeyAsync(it.Orders(it.Owner, content).ReleaseKey(session.Id, envelope.AsMemory(1))));
        await it.Client.ReleaseKeyAsync(it.Orders(it.Owner, content).ReleaseKey(session.Id, envelope));

        var wrapped = await it.Client.FindKeyAsync(content, session.Id);
        var stored = await network.Client.GetWeightsAsync(blob);
        Assert.True(it.Enclave.TryOpen(stored, content, it.Owner.Address, wrapped!.Envelope.Span, out var opened));
        await it.CloseAsync();
        return (opened.Plaintext.ToArray(), file, content);
    }

    private sealed class RecordedRequests() : DelegatingHandler(new SocketsHttpHandler())
    {
        private readonly ConcurrentQueue<byte[]> _bodies = new();

        public byte[] Everything() => [.. _bodies.SelectMany(body => body)];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            _bodies.Enqueue(Encoding.UTF8.GetBytes($"{request.Method} {request.RequestUri}\n{request.Headers}\n"));
            if (request.Content is { } content)
            {
                _bodies.Enqueue(await content.ReadAsByteArrayAsync(cancellationToken));
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class RecordedLogs : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public byte[] Everything() => Encoding.UTF8.GetBytes(string.Join('\n', _lines));

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            _lines.Enqueue($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue($"{logLevel} {eventId} {formatter(state, exception)} {state} {exception}");

        public void Dispose()
        {
        }
    }
}
