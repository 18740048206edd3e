using System.Text.Json;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol.Encoding;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.ComputeTasks;

/// <summary>Whether a request can be accepted as a task (PROTOCOL §4). Its signature and the payer's funds are judged elsewhere.</summary>
public static class RequestCheck
{
    private static readonly JsonDocumentOptions s_parametersForm = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Why a request comes at the wrong time, or null. Asked before the fee is reserved and not again: a submission is accepted
    /// as a whole, also when a slot begins meanwhile. A task whose deadline has passed by then expires.</summary>
    public static Rejection? RefuseTime(TaskRequest request, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(rules);
        if (request.DeadlineSlot <= now)
        {
            return new(ComputeTaskErrors.DeadlinePassed, $"The deadline is slot {request.DeadlineSlot}, now is slot {now}.");
        }

        return request.DeadlineSlot - now > rules.TaskDeadlineSlotsMaximum
            ? new(ComputeTaskErrors.DeadlineTooFar, $"The deadline is more than {rules.TaskDeadlineSlotsMaximum} slots ahead.")
            : null;
    }

    /// <summary>Why a request's content would not be accepted, or null. Asked before the fee is reserved, and again when it is accepted.</summary>
    public static Rejection? RefuseContent(
        TaskRequest request, ReadOnlyMemory<byte>? input, string parameters, RegisteredModel model, ProtocolRules rules)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(rules);
        if (model.Id != request.ModelId)
        {
            return new(ComputeTaskErrors.ModelMismatch, $"The request names model {request.ModelId}.");
        }

        if (!model.Description.VerifyModes.Contains(request.VerifyMode))
        {
            return new(ComputeTaskErrors.ModeNotSupported, $"The model is not served in mode {request.VerifyMode}.");
        }

        if (request.VerifyMode == VerifyMode.Optimistic
            && (request.DataLocation != TaskRequest.Inline || request.RecipientSession != default))
        {
            return new(ComputeTaskErrors.ModeNotSupported, "Mode OP takes plain inline inputs: challengers must be able to repeat the task.");
        }

        if (request.FeeMaximum < model.Description.Price)
        {
            return new(ComputeTaskErrors.FeeTooLow, $"The model's price is {model.Description.Price}, the request offers {request.FeeMaximum}.");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(parameters) > rules.ParametersBytesMaximum)
        {
            return new(ComputeTaskErrors.ParametersTooLarge, $"Parameters have at most {rules.ParametersBytesMaximum} bytes.");
        }

        var utf8 = System.Text.Encoding.UTF8.GetBytes(parameters);
        if (!IsJsonObject(utf8))
        {
            return new(ComputeTaskErrors.ParametersInvalid, "Parameters are one JSON object, at most 16 deep, and no object in it names a property twice.");
        }

        if (Keccak256.Hash(utf8) != request.ParametersHash)
        {
            return new(ComputeTaskErrors.ParametersMismatch, "parametersHash is not the Keccak-256 of the parameters.");
        }

        // Nobody could compute such a task, and no challenger could repeat what somebody signs for it.
        var determinism = model.Description.Determinism;
        if (EngineCatalog.RefuseParameters(determinism.Engine, determinism.EngineVersion, parameters) is { } refused)
        {
            return new(ComputeTaskErrors.ParametersRefused, $"{refused} It is {determinism.Engine} {determinism.EngineVersion}.");
        }

        return request.DataLocation == TaskRequest.Inline
            ? RefuseInline(request, input, model.Description, rules)
            : RefuseLocation(request, input);
    }

    /// <summary>Workers are not sent what none of them can read, as to decline it would count against them, nor what two of them may read
    /// differently: of a property that is named twice some readers take the first value and some the last.</summary>
    private static bool IsJsonObject(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8, s_parametersForm);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
        catch (InvalidOperationException)
        {
            // The name of a property is no text: half of a surrogate pair, escaped.
            return false;
        }
    }

    private static Rejection? RefuseInline(TaskRequest request, ReadOnlyMemory<byte>? input, ModelDescription model, ProtocolRules rules)
    {
        if (input is not { } bytes)
        {
            return new(ComputeTaskErrors.InputMissing, "The location is inline and no input came with the request.");
        }

        if (bytes.Length > rules.InlineDataBytesMaximum)
        {
            return new(ComputeTaskErrors.InputTooLarge, $"Inline input has at most {rules.InlineDataBytesMaximum} bytes.");
        }

        // An encrypted input has its envelope around it; the worker checks what is inside.
        if (model.InputBytes > 0 && request.RecipientSession == default && bytes.Length != model.InputBytes)
        {
            return new(ComputeTaskErrors.InputSize, $"The model takes {model.InputBytes} bytes, the input has {bytes.Length}.");
        }

        return Keccak256.Hash(bytes.Span) == request.DataHash
            ? null
            : new(ComputeTaskErrors.InputMismatch, "dataHash is not the Keccak-256 of the input.");
    }

    private static Rejection? RefuseLocation(TaskRequest request, ReadOnlyMemory<byte>? input)
    {
        const int LocationLengthMaximum = 2_048;
        var known = request.DataLocation.Length <= LocationLengthMaximum
            && Uri.TryCreate(request.DataLocation, UriKind.Absolute, out var location)
            && location.Scheme is "https" or "ipfs" or "ar"
            && location.UserInfo.Length == 0;
        return known && input is null
            ? null
            : new(
                ComputeTaskErrors.LocationInvalid,
                "The location is 'inline' with the input beside it, or an https://, ipfs:// or ar:// address without.");
    }
}
