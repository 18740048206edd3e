using Microsoft.Extensions.Options;

namespace LazAI.Validator.Hosting;

/// <summary>Refuses options with which a validator could not run.</summary>
public sealed class ValidatorOptionsValidator : IValidateOptions<ValidatorOptions>
{
    public ValidateOptionsResult Validate(string? name, ValidatorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        string[] faults = [.. FindFaults(options)];
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> FindFaults(ValidatorOptions options)
    {
        if (!options.Gateway.IsAbsoluteUri || options.Gateway.Scheme is not ("http" or "https"))
        {
            yield return "Validator:Gateway is an http:// or https:// address.";
        }

        if (!File.Exists(options.Key))
        {
            yield return $"Validator:Key names no file: '{options.Key}'. Make one with 'lazai keys new'.";
        }

        if (options.Passphrase.Length > 0 && !File.Exists(options.Passphrase))
        {
            yield return $"Validator:Passphrase names no file: '{options.Passphrase}'.";
        }

        if (options.ModelCache.Length == 0)
        {
            yield return "Validator:ModelCache names a folder.";
        }

        if (options.ModelBytesMaximum < 1)
        {
            yield return "Validator:ModelBytesMaximum is at least 1.";
        }

        if (options.Parallelism is < 1 or > 1_024)
        {
            yield return "Validator:Parallelism is from 1 to 1,024.";
        }

        if (options.BatchMaximum is < 1 or > 1_000)
        {
            yield return "Validator:BatchMaximum is from 1 to 1,000.";
        }

        if (options.WaitingMaximum < 1)
        {
            yield return "Validator:WaitingMaximum is at least 1.";
        }

        if (options.WindowShare is not (> 0 and <= 1))
        {
            yield return "Validator:WindowShare is above 0 and at most 1.";
        }

        if (options.TraceShare is not (>= 0 and <= 1_000))
        {
            yield return "Validator:TraceShare is from 0 to 1,000.";
        }

        if (options.TraceOddsMinimum is not (>= 0 and <= 1))
        {
            yield return "Validator:TraceOddsMinimum is from 0 to 1.";
        }

        if (options.AlertSlots is < 1 or > 1_000)
        {
            yield return "Validator:AlertSlots is from 1 to 1,000.";
        }

        if (options.Health.Length > 0
            && !(Uri.TryCreate(options.Health, UriKind.Absolute, out var health) && health.Scheme == "http" && health.IsLoopback))
        {
            yield return "Validator:Health is an http:// address on loopback.";
        }
    }
}
