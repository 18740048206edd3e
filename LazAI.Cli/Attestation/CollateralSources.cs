using LazAI.Attestation;
using LazAI.Cli.Invocation;
using LazAI.Client.Attestation.Collateral;

namespace LazAI.Cli.Attestation;

/// <summary>Where the user lets collateral come from: a bundle, a folder of them, services, or nowhere.</summary>
internal sealed class CollateralSources : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    private CollateralSources()
    {
    }

    /// <summary>The one bundle that was given.</summary>
    public CollateralBundle? Bundle { get; private set; }

    /// <summary>The file that was given is no bundle, or its parts cannot be read.</summary>
    public EvidenceRefused? Refusal { get; private set; }

    /// <summary>Finds bundles for evidence; null when there is nothing to find them in.</summary>
    public ICollateralProvider? Provider { get; private set; }

    public static async Task<CollateralSources> OpenAsync(
        CommandContext context, TrustedRoots roots, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var sources = new CollateralSources();
        var parse = context.Parse;
        var services = new[] { VerifyOptions.Pcs, VerifyOptions.Pccs, VerifyOptions.Kds }.Where(option => parse.GetValue(option) is not null).ToArray();
        if (parse.GetValue(VerifyOptions.Collateral) is { } path)
        {
            if (services.Length > 0)
            {
                throw new CommandFailedException($"--collateral and {services[0].Name} exclude each other.", "A bundle is for verifying without any network.");
            }

            await sources.OpenOfflineAsync(path, roots, at, cancellationToken);
        }
        else if (services.Length > 0)
        {
            sources.OpenServices(context, at);
        }

        return sources;
    }

    public void Dispose() => _owned.ForEach(owned => owned.Dispose());

    private async Task OpenOfflineAsync(string path, TrustedRoots roots, DateTimeOffset at, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            Provider = new OfflineCollateral(
                new DirectoryInfo(path), new DcapQuoteVerifier(roots.Intel), new SnpReportVerifier(roots.Amd), new CalendarAt(at));
            return;
        }

        var file = await EvidenceReader.ReadBytesAsync(new FileInfo(path), cancellationToken);
        if (CollateralBundle.TryParse(file, out var bundle, out var refusal))
        {
            Bundle = bundle;
        }
        else if (DcapCollateral.TryParse(file, out var collateral, out var other))
        {
            // The form in which dcap-qvl and others keep what a PCCS gave.
            Bundle = new DcapBundle(collateral.Parts);
        }
        else
        {
            Refusal = other.Code == AttestationErrors.CollateralMalformed ? refusal : other;
        }
    }

    private void OpenServices(CommandContext context, DateTimeOffset at)
    {
        var parse = context.Parse;
        var defaults = new CollateralOptions();
        var options = defaults with
        {
            Calls = context.Patience with
            {
                AttemptsMaximum = defaults.Calls.AttemptsMaximum,
                RetryDelayBase = defaults.Calls.RetryDelayBase,
                RetryDelayMaximum = defaults.Calls.RetryDelayMaximum,
            },
        };
        var time = new CalendarAt(at);
        var sources = new List<ICollateralSource>();
        if (Connect(parse.GetValue(VerifyOptions.Pccs), VerifyOptions.Pccs.Name) is { } pccs)
        {
            sources.Add(IntelCollateralService.Pccs(pccs, options, time));
        }

        if (Connect(parse.GetValue(VerifyOptions.Pcs), VerifyOptions.Pcs.Name) is { } pcs)
        {
            sources.Add(IntelCollateralService.Pcs(pcs, AddressOf(parse.GetRequiredValue(VerifyOptions.RootCrl), VerifyOptions.RootCrl.Name).ToString(), options, time));
        }

        if (Connect(parse.GetValue(VerifyOptions.Kds), VerifyOptions.Kds.Name) is { } kds)
        {
            var service = new AmdKeyDistributionService(kds, options, time);
            _owned.Add(service);
            sources.Add(service);
        }

        Provider = new OnlineCollateral(new CollateralCache(parse.GetRequiredValue(VerifyOptions.Cache), sources, options, time));
    }

    private HttpClient? Connect(string? address, string option)
    {
        if (address is null)
        {
            return null;
        }

        var client = IntelCollateralService.CreateHttpClient(AddressOf(address.EndsWith('/') ? address : address + "/", option));
        _owned.Add(client);
        return client;
    }

    private static Uri AddressOf(string address, string option) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new CommandFailedException($"'{address}' is no http:// or https:// address.", $"Give the service's address with {option}.");
}
