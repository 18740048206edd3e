using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Encoding;

namespace LazAI.Storage;

/// <summary>Picks the few members that the index needs out of a task event's canonical JSON and skips the rest, most of all
/// inline inputs and outputs. The events were decided and encoded by us, so nothing is validated beyond what is read.</summary>
internal static class TaskEventScan
{
    // The names that the codec writes, asked from it.
    private static readonly (byte[] Name, VerifyMode Mode)[] VerifyModes =
        [.. Enum.GetValues<VerifyMode>().Select(mode => (CanonicalJson.Serialize(mode)[1..^1], mode))];

    /// <summary>The member <c>at</c>: the slot of the event.</summary>
    /// <exception cref="JsonException">The payload is not such an event.</exception>
    public static Slot At(ReadOnlySpan<byte> payload)
    {
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAt = reader.ValueTextEquals("at"u8);
            reader.Read();
            if (isAt)
            {
                return new Slot(reader.GetInt64());
            }

            reader.Skip();
        }

        throw Missing("at");
    }

    /// <summary>What <c>task.submitted</c> says.</summary>
    /// <exception cref="JsonException">The payload is not such an event.</exception>
    public static SubmittedTask Submitted(ReadOnlySpan<byte> payload)
    {
        Slot? at = null;
        Address? submitter = null;
        ModelId? model = null;
        VerifyMode? mode = null;
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("at"u8))
            {
                reader.Read();
                at = new Slot(reader.GetInt64());
            }
            else if (reader.CurrentDepth == 1 && !reader.ValueTextEquals("request"u8))
            {
                reader.Skip();
            }
            else if (reader.ValueTextEquals("modelId"u8))
            {
                model = new ModelId(ReadBytes32(ref reader));
            }
            else if (reader.ValueTextEquals("submitter"u8))
            {
                submitter = ReadAddress(ref reader);
            }
            else if (reader.ValueTextEquals("verifyMode"u8))
            {
                mode = ReadVerifyMode(ref reader);
            }

            if (at is not null && submitter is not null && model is not null && mode is not null)
            {
                return new SubmittedTask(submitter.Value, model.Value, mode.Value, at.Value);
            }
        }

        throw Missing("at, request.modelId, request.submitter or request.verifyMode");
    }

    /// <summary>What <c>task.assigned</c> says.</summary>
    /// <exception cref="JsonException">The payload is not such an event.</exception>
    public static AssignedTask Assigned(ReadOnlySpan<byte> payload)
    {
        Slot? at = null;
        Address? worker = null;
        int? attempt = null;
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 1 && reader.ValueTextEquals("attempt"u8))
            {
                reader.Read();
                attempt = reader.GetInt32();
            }
            else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("assignedAt"u8))
            {
                reader.Read();
                at = new Slot(reader.GetInt64());
            }
            else if (reader.CurrentDepth == 2 && reader.ValueTextEquals("worker"u8))
            {
                worker = ReadAddress(ref reader);
            }
        }

        return at is not null && worker is not null && attempt is not null
            ? new AssignedTask(worker.Value, attempt.Value, at.Value)
            : throw Missing("attempt, assignment.assignedAt or assignment.worker");
    }

    /// <summary>What <c>task.verified</c> says.</summary>
    /// <exception cref="JsonException">The payload is not such an event.</exception>
    public static VerifiedResult Verified(ReadOnlySpan<byte> payload)
    {
        Slot? at = null, until = null;
        var reader = new Utf8JsonReader(payload);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isAt, isUntil) = (reader.ValueTextEquals("at"u8), reader.ValueTextEquals("disputableUntil"u8));
            reader.Read();
            if (isAt)
            {
                at = new Slot(reader.GetInt64());
            }
            else if (isUntil && reader.TokenType == JsonTokenType.Number)
            {
                until = new Slot(reader.GetInt64());
            }
            else
            {
                reader.Skip();
            }
        }

        return at is not null ? new VerifiedResult(at.Value, until) : throw Missing("at");
    }

    private static Bytes32 ReadBytes32(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Bytes32.TryParse(reader.ValueSpan, out var value) ? value : throw new JsonException("A 32-byte value is missing.");
    }

    private static Address ReadAddress(ref Utf8JsonReader reader)
    {
        reader.Read();
        return Address.TryParse(reader.ValueSpan, out var value) ? value : throw new JsonException("An address is missing.");
    }

    private static VerifyMode ReadVerifyMode(ref Utf8JsonReader reader)
    {
        reader.Read();
        foreach (var (name, mode) in VerifyModes)
        {
            if (reader.ValueTextEquals(name))
            {
                return mode;
            }
        }

        throw new JsonException($"This build knows no verify mode '{reader.GetString()}'.");
    }

    private static JsonException Missing(string members) => new($"The event lacks {members}.");
}

/// <summary>A task as it begins.</summary>
internal readonly record struct SubmittedTask(Address Submitter, ModelId ModelId, VerifyMode VerifyMode, Slot At);

/// <summary>An attempt as it begins.</summary>
internal readonly record struct AssignedTask(Address Worker, int Attempt, Slot At);

/// <summary>A result as it is verified.</summary>
internal readonly record struct VerifiedResult(Slot At, Slot? DisputableUntil);
