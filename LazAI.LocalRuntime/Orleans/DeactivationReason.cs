namespace Orleans;

/// <summary>Why an activation goes away.</summary>
public readonly struct DeactivationReason(DeactivationReasonCode code, Exception? exception, string text)
{
    /// <summary>A reason without an exception.</summary>
    public DeactivationReason(DeactivationReasonCode code, string text)
        : this(code, null, text)
    {
    }

    /// <summary>The kind of reason.</summary>
    public DeactivationReasonCode ReasonCode { get; } = code;

    /// <summary>The reason in words.</summary>
    public string Description { get; } = text;

    /// <summary>The exception that caused the deactivation, if there was one.</summary>
    public Exception? Exception { get; } = exception;

    /// <inheritdoc/>
    public override string ToString() => Exception is null ? $"{ReasonCode}: {Description}." : $"{ReasonCode}: {Description}. {Exception}";
}

/// <summary>The kinds of <see cref="DeactivationReason"/>. The local runtime never produces the ones that concern several silos.</summary>
public enum DeactivationReasonCode : byte
{
    /// <summary>No reason.</summary>
    None,

    /// <summary>The process is shutting down.</summary>
    ShuttingDown,

    /// <summary>Activation failed.</summary>
    ActivationFailed,

    /// <summary>The grain directory failed.</summary>
    DirectoryFailure,

    /// <summary>The activation was idle longer than its collection age.</summary>
    ActivationIdle,

    /// <summary>The activation did not respond.</summary>
    ActivationUnresponsive,

    /// <summary>Another activation of the same grain exists.</summary>
    DuplicateActivation,

    /// <summary>A request of another interface version arrived.</summary>
    IncompatibleRequest,

    /// <summary>An application error, for example an escaped <see cref="Storage.InconsistentStateException"/>.</summary>
    ApplicationError,

    /// <summary>The grain asked for it.</summary>
    ApplicationRequested,

    /// <summary>The activation moves to another silo.</summary>
    Migrating,

    /// <summary>The runtime asked for it.</summary>
    RuntimeRequested,

    /// <summary>Memory is short.</summary>
    HighMemoryPressure,
}
