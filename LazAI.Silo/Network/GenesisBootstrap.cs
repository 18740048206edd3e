using System.Text.Json;
using LazAI.Grains.EventLog;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Genesis;
using Microsoft.Extensions.Options;

namespace LazAI.Silo.Network;

/// <summary>Reads the network's genesis from the log, or begins the log with the given document.</summary>
public sealed class GenesisBootstrap(IEventLog log, NetworkState network, IOptions<NetworkOptions> options)
{
    private static readonly StreamName s_stream = new("chain", "genesis");

    /// <exception cref="GenesisException">The log is empty and there is no document, or the document is unsound or another network's.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var given = options.Value.GenesisFile is { Length: > 0 } file ? await ReadFileAsync(file, cancellationToken) : null;

        // In this order: another process may write the genesis in between, but nothing precedes it.
        var head = await log.GetHeadPositionAsync(cancellationToken);
        var recorded = await FindAsync(cancellationToken);
        if (recorded is null)
        {
            if (given is null)
            {
                throw new GenesisException("The log is empty. Name a genesis document in Network:GenesisFile.");
            }

            if (head != 0)
            {
                throw new GenesisException("The log does not begin with a genesis: this is another system's database.");
            }

            var (type, payload) = GenesisEvent.Codec.Encode(new GenesisEvent.Accepted(given));
            await log.AppendAsync(s_stream, 0, [new EventData(type, payload)], cancellationToken);

            // Of several processes that begin together one has written it; all go on with what stands there.
            recorded = await FindAsync(cancellationToken) ?? throw new GenesisException("The genesis could not be written.");
        }

        if (given is not null && given.ComputeHash() != recorded.ComputeHash())
        {
            throw new GenesisException(
                $"{options.Value.GenesisFile} is the genesis {given.ComputeHash()}, the log begins with {recorded.ComputeHash()}.");
        }

        network.Enter(recorded);
    }

    private async Task<GenesisDocument?> FindAsync(CancellationToken cancellationToken)
    {
        await foreach (var first in log.ReadStreamAsync(s_stream, 0, cancellationToken))
        {
            return ((GenesisEvent.Accepted)GenesisEvent.Codec.Decode(first.Type, first.Payload.Span)).Document;
        }

        return null;
    }

    private static async Task<GenesisDocument> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        GenesisDocument genesis;
        try
        {
            genesis = CanonicalJson.Deserialize<GenesisDocument>(await File.ReadAllBytesAsync(file, cancellationToken));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new GenesisException($"{file} holds no genesis document: {exception.Message}");
        }

        var violations = genesis.Validate();
        return violations.IsEmpty ? genesis : throw new GenesisException($"{file}: {string.Join("; ", violations)}.");
    }
}

/// <summary>The process has no network to serve. The message says what to do.</summary>
public sealed class GenesisException(string message) : Exception(message);
