using System.Collections.Immutable;
using LazAI.Attestation;
using LazAI.Cryptography;
using Microsoft.Extensions.Options;

namespace LazAI.Grains.Workers;

/// <summary>Which evidence opens a session here. Each model's own policy restricts further who gets its tasks.</summary>
public sealed class AttestationOptions
{
    public const string Section = "Attestation";

    /// <summary>SHA-256 fingerprints of accepted development roots, 0x hex. Empty, the default, refuses development evidence:
    /// it has the form of a quote and proves nothing about hardware.</summary>
    public IList<string> DevelopmentRoots { get; init; } = [];

    /// <summary>Accepted MRTD values, 48 bytes of hex. Empty, the default, accepts none.</summary>
    public IList<string> Measurements { get; init; } = [];

    /// <summary>The development roots as values.</summary>
    public ImmutableArray<Bytes32> ParseDevelopmentRoots() => [.. DevelopmentRoots.Select(Bytes32.Parse)];

    /// <summary>The session policy that these options describe.</summary>
    public SessionEvidencePolicy CreatePolicy(int ageSecondsMaximum) => new()
    {
        DevelopmentRoots = ParseDevelopmentRoots(),
        MrTd = RegisterRule.OneOf([.. Measurements.Select(ParseMeasurement)]),
        Rtmr0 = RegisterRule.Unchecked,
        Rtmr1 = RegisterRule.Unchecked,
        Rtmr2 = RegisterRule.Unchecked,
        Rtmr3 = RegisterRule.Unchecked,
        EvidenceAgeMaximum = TimeSpan.FromSeconds(ageSecondsMaximum),
    };

    internal static Measurement48 ParseMeasurement(string text) =>
        Measurement48.TryParse(text, out var measurement) ? measurement : throw new FormatException($"'{text}' is not a measurement.");
}

/// <summary>Refuses malformed values, and development roots outside the Development environment.</summary>
public sealed class AttestationOptionsValidator(Microsoft.Extensions.Hosting.IHostEnvironment environment)
    : IValidateOptions<AttestationOptions>
{
    public ValidateOptionsResult Validate(string? name, AttestationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.DevelopmentRoots.FirstOrDefault(root => !Bytes32.TryParse(root, out _)) is { } badRoot)
        {
            return ValidateOptionsResult.Fail($"Attestation:DevelopmentRoots: '{badRoot}' is not 0x and 64 hexadecimal digits.");
        }

        if (options.Measurements.FirstOrDefault(value => !Measurement48.TryParse(value, out _)) is { } badMeasurement)
        {
            return ValidateOptionsResult.Fail($"Attestation:Measurements: '{badMeasurement}' is not 96 hexadecimal digits.");
        }

        return options.DevelopmentRoots.Count > 0 && !string.Equals(environment.EnvironmentName, "Development", StringComparison.Ordinal)
            ? ValidateOptionsResult.Fail(
                "Attestation:DevelopmentRoots accepts evidence that proves nothing about hardware; it may only be set where "
                + "DOTNET_ENVIRONMENT or ASPNETCORE_ENVIRONMENT is Development.")
            : ValidateOptionsResult.Success;
    }
}
