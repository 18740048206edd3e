using LazAI.Grains.Workers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace LazAI.Grains.Tests.Workers;

public sealed class AttestationOptionsTests : IDisposable
{
    private const string Root = "0x1111111111111111111111111111111111111111111111111111111111111111";
    private const string Genuine = """
        {
          "developmentRoots": [], "measurements": [], "allowDebug": false,
          "snp": {
            "ageSecondsMaximum": 300,
            "platform": {
              "tcbMinimums": [{ "product": "Milan", "tcb": { "fmc": 0, "bootLoader": 3, "tee": 0, "snp": 8, "microcode": 115 } }],
              "signingKeys": ["Vcek"], "allowProvisionalFirmware": false, "allowMaskedChipId": false, "requireRevocationCheck": true
            },
            "guest": {
              "measurement": "any", "hostData": "any", "idKeyDigest": "any", "authorKeyDigest": "any", "vmplMaximum": 0, "guestSvnMinimum": 0,
              "allowDebug": false, "allowMigration": false
            }
          }
        }
        """;

    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void CreatePolicy_OfTheTwoLists_AcceptsDevelopmentEvidenceAlone()
    {
        var policy = new AttestationOptions { DevelopmentRoots = [Root], Measurements = ["0x" + new string('A', 96)] }.CreatePolicy();

        Assert.Equal(Root, Assert.Single(policy.DevelopmentRoots).ToString());
        Assert.Equal(new string('a', 96), Assert.Single(policy.Measurements));
        Assert.False(policy.AllowDebug);
        Assert.Equal(policy, policy with { Tdx = null, Sgx = null, Snp = null, AzureTdx = null, AzureSnp = null });
    }

    [Fact]
    public void CreatePolicy_OfAFile_IsWhatTheFileSays()
    {
        File.WriteAllText(_file, Genuine);
        var options = new AttestationOptions { PolicyFile = _file };

        Assert.Null(Fault(options, Environments.Production));
        Assert.Equal(3, options.CreatePolicy().Snp!.Platform.TcbMinimums[0].Tcb.BootLoader);
    }

    [Fact]
    public void Validate_DevelopmentRootsOutsideDevelopment_AreRefusedWhereverTheyStand()
    {
        var listed = new AttestationOptions { DevelopmentRoots = [Root] };
        Assert.Contains("DevelopmentRoots", Fault(listed, Environments.Production), StringComparison.Ordinal);
        Assert.Null(Fault(listed, Environments.Development));

        File.WriteAllText(_file, Genuine.Replace("\"developmentRoots\": []", $"\"developmentRoots\": [\"{Root}\"]", StringComparison.Ordinal));
        var inFile = new AttestationOptions { PolicyFile = _file };
        Assert.Contains("DevelopmentRoots", Fault(inFile, Environments.Production), StringComparison.Ordinal);
        Assert.Null(Fault(inFile, Environments.Development));
    }

    [Theory]
    [InlineData("{}", "developmentRoots")]
    [InlineData("no policy", "holds no policy")]
    public void Validate_FileThatHoldsNoPolicy_IsRefusedWithTheReason(string text, string reason)
    {
        File.WriteAllText(_file, text);
        Assert.Contains(reason, Fault(new AttestationOptions { PolicyFile = _file }, Environments.Production), StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_FileThatIsMissingOrStandsBesideTheLists_IsRefused()
    {
        Assert.Contains("PolicyFile", Fault(new AttestationOptions { PolicyFile = _file + ".none" }, Environments.Development), StringComparison.Ordinal);
        File.WriteAllText(_file, Genuine);
        Assert.Contains(
            "in place of", Fault(new AttestationOptions { PolicyFile = _file, DevelopmentRoots = [Root] }, Environments.Development), StringComparison.Ordinal);
    }

    public void Dispose() => File.Delete(_file);

    private static string? Fault(AttestationOptions options, string environment) =>
        new AttestationOptionsValidator(new HostingEnvironment { EnvironmentName = environment }).Validate(null, options).FailureMessage;
}
