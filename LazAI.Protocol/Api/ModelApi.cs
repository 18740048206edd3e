using System.Collections.Immutable;
using LazAI.Cryptography;
using LazAI.Protocol.Coordination;
using LazAI.Protocol.Models;

namespace LazAI.Protocol.Api;

/// <summary><c>POST /v1/models</c>: a signed <see cref="Encoding.ModelRegistration"/> and the description that it binds.
/// The weights are put to <c>PUT /v1/weights/{hash}</c> before.</summary>
public sealed record RegisterModelRequest(
    ulong ChainId, ModelDescription Description, ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature);

/// <summary>A model as <c>GET /v1/models/{id}</c> shows it.</summary>
/// <param name="EligibleSessions">Open worker sessions whose evidence the model accepts, busy or not. With none, tasks wait until their
/// deadline slot, expire and are refunded. Absent while the service does not know, such as just after its start.</param>
/// <param name="RefusedSessions">Why the model does not accept the evidence of the other open sessions; absent as above.</param>
public sealed record ModelView(
    ModelId ModelId,
    ModelDescription Description,
    Slot RegisteredAt,
    int? EligibleSessions = null,
    ImmutableArray<SessionRefusal>? RefusedSessions = null);
