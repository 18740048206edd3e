using Microsoft.Extensions.Options;

namespace LazAI.Gateway.Tests;

public sealed class ProcessRoleTests
{
    [Theory]
    [InlineData("silo")]
    [InlineData("1")]
    [InlineData("Both, Silo")]
    public void Build_UnknownRole_IsRefused(string role) => Assert.Equal(
        $"Process:Role is Both, Silo or Gateway, not '{role}'.",
        Assert.Throws<OptionsValidationException>(() => Program.Build(["--Process:Role", role])).Message);

#if !ORLEANS
    [Theory]
    [InlineData("Silo")]
    [InlineData("Gateway")]
    public void Build_OneOfSeveralProcessesUnderTheLocalRuntime_IsRefused(string role) => Assert.Equal(
        $"Process:Role is {role}, but the local grain runtime is one process. Build with -p:GrainRuntime=Orleans.",
        Assert.Throws<OptionsValidationException>(() => Program.Build(["--Process:Role", role])).Message);
#endif
}
