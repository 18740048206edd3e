namespace LazAI.LocalRuntime.Tests;

public interface IWithWrongReturn : IGrainWithStringKey
{
    int Count();
}

public interface IWithGenericMethod : IGrainWithStringKey
{
    Task<T> Get<T>();
}

public interface IWithTwoTokens : IGrainWithStringKey
{
    Task Run(CancellationToken first, CancellationToken second);
}

public interface IUnimplemented : IGrainWithStringKey
{
    Task Run();
}

public interface IGenericInterface<T> : IGrainWithStringKey
{
    Task<T> Echo(T value, T? other, int[] numbers);
}

internal interface IInternalGrain : IGenericInterface<Uri>
{
    ValueTask<Secret> Reveal(Secret secret);
}

internal sealed record Secret(string Text);

internal sealed class InternalGrain : Grain, IInternalGrain
{
    public Task<Uri> Echo(Uri value, Uri? other, int[] numbers) => Task.FromResult(new Uri(value, $"{other} {numbers.Length}"));

    public ValueTask<Secret> Reveal(Secret secret) => ValueTask.FromResult(secret with { Text = secret.Text + "!" });
}

public sealed class WrongGrain : Grain, IWithWrongReturn, IWithGenericMethod, IWithTwoTokens
{
    public int Count() => 0;

    public Task<T> Get<T>() => Task.FromResult(default(T)!);

    public Task Run(CancellationToken first, CancellationToken second) => Task.CompletedTask;
}

public sealed class ReferenceTests
{
    [Fact]
    public async Task InternalAndGenericInterfaces_AreCalledLikeOthers()
    {
        await using var silo = await TestSilo.StartAsync();
        Assert.Equal(new Secret("told!"), await silo.Grain<IInternalGrain>().Reveal(new Secret("told")));
        var echo = await silo.Grain<IGenericInterface<Uri>>().Echo(new Uri("http://a/"), new Uri("b", UriKind.Relative), [1, 2]);
        Assert.Equal("http://a/b%202", echo.AbsoluteUri);
    }

    [Fact]
    public async Task Interfaces_ThatCannotBeCalled_AreRefusedWithTheReason()
    {
        await using var silo = await TestSilo.StartAsync();
        Refused<IWithWrongReturn>("returns System.Int32");
        Refused<IWithGenericMethod>("is generic");
        Refused<IWithTwoTokens>("more than one CancellationToken");
        Refused<IUnimplemented>("Could not find an implementation");

        void Refused<T>(string reason)
            where T : IGrainWithStringKey =>
            Assert.Contains(reason, Assert.Throws<ArgumentException>(() => silo.Grain<T>()).Message, StringComparison.Ordinal);
    }
}
