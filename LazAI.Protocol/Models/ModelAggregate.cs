using LazAI.Attestation;
using LazAI.Cryptography;
using LazAI.Engines;
using LazAI.Protocol.Encoding;
using ModelDecision = LazAI.Protocol.Decision<LazAI.Protocol.Models.ModelEvent, LazAI.Protocol.Models.ModelEffect>;

namespace LazAI.Protocol.Models;

/// <summary>A model, or none yet.</summary>
/// <param name="Registration">The publisher's signature over the description; absent as long as that is.</param>
public sealed record ModelState(ModelDescription? Description, Slot RegisteredAt, RegistrationProof? Registration)
{
    public static ModelState Initial { get; } = new(null, new Slot(0), null);
}

/// <summary>That the publisher has signed a description: what a <see cref="ModelRegistration"/> has beside it, and the signature.</summary>
public sealed record RegistrationProof(ulong Nonce, Slot DeadlineSlot, RecoverableSignature Signature);

/// <summary>What can be asked of a model.</summary>
public abstract record ModelCommand
{
    /// <summary>Registers the model; the publisher's signature over the description has been checked.</summary>
    public sealed record Register(
        ModelId ModelId, ModelDescription Description, Address Signer, RegistrationProof Registration) : ModelCommand;
}

/// <summary>What a model records.</summary>
public abstract record ModelEvent
{
    public sealed record Registered(
        ModelId ModelId, ModelDescription Description, RegistrationProof Registration, Slot At) : ModelEvent;

    public static EventCodec<ModelEvent> Codec { get; } = new("model");
}

/// <summary>A model asks nothing of others.</summary>
public abstract record ModelEffect;

/// <summary>Why a model is refused.</summary>
public static class ModelErrors
{
    public static readonly ErrorCode NotFound = new("model/not-found");
    public static readonly ErrorCode WrongIdentity = new("model/wrong-identity");
    public static readonly ErrorCode WrongPublisher = new("model/wrong-publisher");
    public static readonly ErrorCode Invalid = new("model/invalid");
    public static readonly ErrorCode AlreadyRegistered = new("model/already-registered");
    public static readonly ErrorCode WeightsMissing = new("model/weights-missing");
    public static readonly ErrorCode WeightsMismatch = new("model/weights-mismatch");
    public static readonly ErrorCode ProvingKeyMissing = new("model/proving-key-missing");
    public static readonly ErrorCode ProvingKeyMismatch = new("model/proving-key-mismatch");
}

/// <summary>The model registry's rules (PROTOCOL §6). Reasons are tried in this order: publisher, identity, form, repetition.</summary>
public static class ModelAggregate
{
    /// <summary>Largest weight file that the service stores (64 MiB).</summary>
    public const long WeightsBytesMaximum = 64L * 1024 * 1024;

    public const int MeasurementsMaximum = 64;

    public static ModelDecision Decide(ModelState state, ModelCommand command, ProtocolRules rules, Slot now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(rules);
        var register = (ModelCommand.Register)command;
        var description = register.Description;
        if (description.Publisher != register.Signer)
        {
            return Reject(ModelErrors.WrongPublisher, $"{description.Publisher} publishes it, {register.Signer} signed.");
        }

        if (description.ComputeModelId() != register.ModelId)
        {
            return Reject(ModelErrors.WrongIdentity, $"Publisher, name and version give model id {description.ComputeModelId()}.");
        }

        if (FindFault(description, rules) is { } fault)
        {
            return Reject(ModelErrors.Invalid, fault);
        }

        if (state.Description is { } registered)
        {
            return registered.ComputeHash() == description.ComputeHash()
                ? new Accepted<ModelEvent, ModelEffect>([], [])
                : Reject(ModelErrors.AlreadyRegistered, "A registered model does not change; publish a new version.");
        }

        return new Accepted<ModelEvent, ModelEffect>([new ModelEvent.Registered(register.ModelId, description, register.Registration, now)], []);
    }

    public static ModelState Apply(ModelState state, ModelEvent @event)
    {
        ArgumentNullException.ThrowIfNull(state);
        var registered = (ModelEvent.Registered)@event;
        return new ModelState(registered.Description, registered.At, registered.Registration);
    }

    private static string? FindFault(ModelDescription description, ProtocolRules rules)
    {
        if (!IsText(description.Name, 64) || !IsText(description.Version, 32))
        {
            return "name has 1 to 64 and version 1 to 32 printable characters.";
        }

        if (description.WeightsBytes is < 1 or > WeightsBytesMaximum)
        {
            return $"weightsBytes is from 1 to {WeightsBytesMaximum}.";
        }

        var determinism = description.Determinism;
        if (!IsText(determinism.Engine, 64) || !IsText(determinism.EngineVersion, 32) || !IsText(determinism.Quantisation, 64)
            || determinism.Seed is < 0 or > Slot.NumberMaximum || determinism.OutputElementsMaximum < 1)
        {
            return "determinism names engine, version and quantisation, a seed from 0 to 2^53 - 1 and at least one output element.";
        }

        // Results are compared bit by bit.
        if (determinism.Sampling)
        {
            return "determinism has sampling off: the same input gives the same result.";
        }

        // A lease fits into a session, or nobody could ever take a task of this model.
        var leaseSlotsMaximum = Math.Min(rules.TaskDeadlineSlotsMaximum, rules.SessionSlotsMaximum - 1);
        if (description.LeaseSlots < 0 || description.LeaseSlots > leaseSlotsMaximum)
        {
            return $"leaseSlots is from 0 to {leaseSlotsMaximum}.";
        }

        if (description.ChallengeWindowSlots != 0
            && (description.ChallengeWindowSlots < rules.ChallengeWindowSlotsMinimum
                || description.ChallengeWindowSlots > rules.ChallengeWindowSlotsMaximum))
        {
            return $"challengeWindowSlots is 0 or from {rules.ChallengeWindowSlotsMinimum} to {rules.ChallengeWindowSlotsMaximum}.";
        }

        if (description.InputBytes < 0 || description.InputBytes > rules.InlineDataBytesMaximum)
        {
            return $"inputBytes is from 0 to {rules.InlineDataBytesMaximum}.";
        }

        if (description.Price.IsZero)
        {
            return "price is at least 1 base unit.";
        }

        if (description.VerifyModes.IsDefaultOrEmpty || description.VerifyModes.Distinct().Count() != description.VerifyModes.Length
            || !description.VerifyModes.All(Enum.IsDefined))
        {
            return "verifyModes lists some of TEE, TEE_ZK and OP, each once.";
        }

        if (description.VerifyModes.Any(mode => mode != VerifyMode.Tee)
            && (!EngineCatalog.IsBuiltIn(determinism.Engine, determinism.EngineVersion) || description.InputBytes == 0))
        {
            return "verifyModes has OP and TEE_ZK only for engines that are built in, and with inputs of one size.";
        }

        if (FindFaultOfProofs(description, rules) is { } notProvable)
        {
            return notProvable;
        }

        return FindFaultOfEvidence(description.Evidence);
    }

    private static string? FindFaultOfEvidence(EvidencePolicy evidence)
    {
        if (evidence.DevelopmentRoots.IsDefault || evidence.DevelopmentRoots.Length > MeasurementsMaximum
            || evidence.Measurements.IsDefault || evidence.Measurements.Length > MeasurementsMaximum
            || evidence.Measurements.Any(measurement => measurement.Length != 96 || !measurement.All(char.IsAsciiHexDigitLower)))
        {
            return $"evidence lists at most {MeasurementsMaximum} measurements of 96 lower-case hexadecimal digits and as many development roots.";
        }

        // A model that nobody can serve is a mistake of its publisher.
        var acceptsGenuine = evidence is not { Tdx: null, Sgx: null, Snp: null, AzureTdx: null, AzureSnp: null };
        if (evidence.Measurements.IsEmpty && (!acceptsGenuine || !evidence.DevelopmentRoots.IsEmpty))
        {
            return "evidence accepts some kind: measurements of development evidence, or a section of a genuine kind and no development roots.";
        }

        return evidence.FindFault() is { } fault ? $"evidence.{fault}" : null;
    }

    private static string? FindFaultOfProofs(ModelDescription description, ProtocolRules rules)
    {
        if (description.VerifyModes.Contains(VerifyMode.TeeZk) != description.ZeroKnowledge is not null)
        {
            return "verifyModes has TEE_ZK exactly if zeroKnowledge is given.";
        }

        if (description.ZeroKnowledge is not { } proofs)
        {
            return null;
        }

        if (proofs.ProvingKeyBytes is < 1 or > WeightsBytesMaximum)
        {
            return $"zeroKnowledge.provingKeyBytes is from 1 to {WeightsBytesMaximum}.";
        }

        if (!proofs.TryReadKey(out var key, out var fault))
        {
            return $"zeroKnowledge.{fault}.";
        }

        return key.IsOfInsecureDevelopmentSetup && !rules.AllowInsecureDevelopmentSetups
            ? "zeroKnowledge.verificationKey is of a development set-up: whoever made it can prove anything. This network takes keys of ceremonies only."
            : null;
    }

    private static bool IsText(string? text, int lengthMaximum) =>
        text is { Length: >= 1 } && text.Length <= lengthMaximum && text.All(character => character is >= ' ' and <= '~');

    private static Rejected<ModelEvent, ModelEffect> Reject(ErrorCode code, string detail) => new(new Rejection(code, detail));
}
