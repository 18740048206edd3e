using LazAI.AppHost.Processes;

namespace LazAI.AppHost.Tests.Processes;

public sealed class ProgramFilesTests
{
    [Theory]
    [InlineData("/r/artifacts/local/bin/LazAI.AppHost/debug")]
    [InlineData("/r/artifacts/local/bin/LazAI.AppHost/debug/")]
    public void Folder_OfAnotherProject_LiesBesideTheOwn(string own) =>
        Assert.Equal("/r/artifacts/local/bin/LazAI.Gateway/debug", ProgramFiles.Folder(own, "LazAI.Gateway"));

    [Fact]
    public void DotNet_IsTheHostThatRunsThis() => Assert.True(File.Exists(ProgramFiles.DotNet));
}
