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
    private ImmutableArray<Bytes32> ParseDevelopmentRoots() => [.. DevelopmentRoots.Select(Bytes32.Parse)];

    /// <summary>A file with a policy (docs/attestation.md) in place of the two lists above, which are then empty. It may accept genuine
    /// evidence, too. Absent, the default, leaves it to the lists.</summary>
    public string? PolicyFile { get; init; }

    /// <summary>The session policy that these options describe.</summary>
    /// <exception cref="FormatException">The file holds no policy, or a value is malformed.</exception>
    public EvidencePolicy CreatePolicy()
    {
        if (PolicyFile is null)
        {
            return new EvidencePolicy(ParseDevelopmentRoots(), [.. Measurements.Select(ParseMeasurement)], AllowDebug: false);
        }

        return EvidencePolicy.TryParse(File.ReadAllBytes(PolicyFile), out var policy, out var fault)
            ? policy
            : throw new FormatException($"'{PolicyFile}' holds no policy: {fault}");
    }

    /// <summary>A verifier that believes the vendors' roots and the policy's development roots, and the keys of Azure Attestation that the service
    /// itself has read.</summary>
    /// <exception cref="FormatException">As of <see cref="CreatePolicy"/>.</exception>
    public EvidenceVerifier CreateVerifier() => new(EvidenceTrust.Vendors(CreatePolicy().DevelopmentRoots) with { AzureKeys = null });

    private static string ParseMeasurement(string text) => Measurement48.TryParse(text, out var measurement)
        ? Convert.ToHexStringLower(measurement.AsSpan())
        : throw new FormatException($"'{text}' is not a measurement.");
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

        if (options.PolicyFile is not null && options.DevelopmentRoots.Count + options.Measurements.Count > 0)
        {
            return ValidateOptionsResult.Fail("Attestation:PolicyFile stands in place of DevelopmentRoots and Measurements; leave these empty.");
        }

        EvidencePolicy policy;
        try
        {
            policy = options.CreatePolicy();
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            return ValidateOptionsResult.Fail($"Attestation:PolicyFile: {exception.Message}");
        }

        return !policy.DevelopmentRoots.IsEmpty && !string.Equals(environment.EnvironmentName, "Development", StringComparison.Ordinal)
            ? ValidateOptionsResult.Fail(
                "Attestation:DevelopmentRoots accepts evidence that proves nothing about hardware; it may only be set where "
                + "DOTNET_ENVIRONMENT or ASPNETCORE_ENVIRONMENT is Development.")
            : ValidateOptionsResult.Success;
    }
}
