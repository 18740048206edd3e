using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using LazAI.Client.DataSets;
using LazAI.Protocol;
using LazAI.Protocol.Ownership;
using Microsoft.Extensions.Logging;
using Npgsql;

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
                ["database"] = await DumpAsync(network.Database),
            };

            // The search finds what is there: the ciphertext and its hash.
            Assert.True(Occurs(file.AsSpan(1_000, 32).ToArray(), places["database"]));
            Assert.True(Occurs(file.AsSpan(1_000, 32).ToArray(), places["requests"]));
            Assert.All(places.Values, place => Assert.True(Occurs(Encoding.ASCII.GetBytes(content.ToString()), place)));
            Assert.True(Occurs(canary, plaintext));
            Assert.True(Occurs(canary, Encoding.ASCII.GetBytes("…" + Convert.ToBase64String([1, 2, .. canary]))));

            foreach (var (name, place) in places)
            {
                Assert.False(Occurs(canary, place), $"The canary is in the {name}.");
                Assert.False(Occurs(ExportForTest(key), place), $"The data key is in the {name}.");
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

    /// <summary>The key's bytes, which the product does not hand out: unwrapped by the rules of the format.</summary>
    private static byte[] ExportForTest(DataKey key)
    {
        using var recipient = Cryptography.Secp256k1PrivateKey.Generate(NetworkFixture.Random);
        var content = ContentHash.Of([]);
        var envelope = key.WrapTo(recipient.PublicKey, content, recipient.Address, default, NetworkFixture.Random);
        Assert.True(Cryptography.Ecies.TryDecrypt(
            recipient,
            envelope,
            [.. "LazAI.data-key.v1"u8, .. content.Value.AsSpan(), .. recipient.Address.AsSpan(), .. new byte[32]],
            out var bytes));
        return bytes;
    }

    /// <summary>Whether the bytes are in there: as they are, in hexadecimal, or in base64 at any offset.</summary>
    private static bool Occurs(byte[] secret, byte[] place)
    {
        IEnumerable<byte[]> forms =
        [
            secret,
            Encoding.ASCII.GetBytes(Convert.ToHexString(secret)),
            Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)),
            .. Enumerable.Range(0, 3).Select(offset =>
            {
                // The characters that depend on the secret alone, whatever stands before and behind.
                var text = Convert.ToBase64String([.. new byte[offset], .. secret, .. new byte[3]]);
                var first = (offset * 8 + 5) / 6;
                var last = (offset + secret.Length) * 8 / 6;
                return Encoding.ASCII.GetBytes(text[first..last]);
            }),
        ];
        return forms.Any(form => place.AsSpan().IndexOf(form) >= 0);
    }

    /// <summary>Every column of every row of every table: bytes as they are, the rest as text.</summary>
    private static async Task<byte[]> DumpAsync(NpgsqlDataSource database)
    {
        var tables = new List<string>();
        await using (var list = database.CreateCommand(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"))
        await using (var reader = await list.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                tables.Add(reader.GetString(0));
            }
        }

        Assert.Contains("public.events", tables);
        Assert.Contains("public.blobs", tables);
        using var dump = new MemoryStream();
        foreach (var table in tables)
        {
#pragma warning disable CA2100 // Names that the database has quoted.
            await using var all = database.CreateCommand($"SELECT * FROM {table}");
#pragma warning restore CA2100
            await using var rows = await all.ExecuteReaderAsync();
            while (await rows.ReadAsync())
            {
                for (var i = 0; i < rows.FieldCount; i++)
                {
                    dump.Write(rows.GetValue(i) switch
                    {
                        byte[] bytes => bytes,
                        var value => Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
                    });
                    dump.WriteByte((byte)'\n');
                }
            }
        }

        return dump.ToArray();
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
