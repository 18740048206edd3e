using System.Collections.Immutable;
using System.Security.Cryptography;
using LazAI.Client;
using LazAI.Cryptography;
using LazAI.Protocol;
using LazAI.Protocol.Api;
using LazAI.Protocol.Ledger;
using LazAI.Protocol.Models;

namespace LazAI.Gateway.Tests;

/// <summary>A model whose measurement no worker brings, as one that was published for another build, and an account that asks for it.</summary>
public sealed class UnservedModel : IDisposable
{
    public const int Tokens = 5;

    private readonly NetworkFixture _network;

    private UnservedModel(NetworkFixture network, ModelDescription description) => (_network, Description) = (network, description);

    public ModelDescription Description { get; }

    public ModelId Id => Description.ComputeModelId();

    /// <summary>Nobody else spends from it, so that its balance can be compared to the last unit.</summary>
    public Secp256k1PrivateKey Customer { get; } = Secp256k1PrivateKey.Generate(NetworkFixture.Random);

    public static async Task<UnservedModel> PublishAsync(NetworkFixture network, string name)
    {
        ArgumentNullException.ThrowIfNull(network);
        var model = new UnservedModel(network, network.Model with
        {
            Name = name,
            Evidence = network.Model.Evidence with { Measurements = [new string('0', 96)] },
        });
        await network.Client.RegisterModelAsync(network.SignedBy(network.Publisher).RegisterModel(model.Description));
        await network.Client.TransferAsync(network.SignedBy(network.Submitter).Transfer(
            LedgerAccount.User(model.Customer.Address), Amount.FromTokens(Tokens)));
        return model;
    }

    /// <summary>Submits tasks that wait no longer than <paramref name="validity"/>.</summary>
    public async Task<IReadOnlyList<TaskId>> SubmitAsync(int count, TimeSpan validity)
    {
        var builder = new TaskSubmissionBuilder(_network.SignedBy(Customer)) { TaskValidity = validity };
        for (var i = 0; i < count; i++)
        {
            builder.Add(Id, RandomNumberGenerator.GetBytes(Description.InputBytes), Amount.FromTokens(1));
        }

        return (await _network.Client.SubmitTasksAsync(builder.Build())).TaskIds;
    }

    /// <summary>The list of models as soon as this one is in it: lists trail the log by moments.</summary>
    public async Task<ImmutableArray<ModelView>> WaitUntilListedAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            var listed = (await _network.Client.ListModelsAsync(cancellationToken: limit.Token)).Items;
            if (listed.Any(model => model.ModelId == Id))
            {
                return listed;
            }

            await Task.Delay(20, limit.Token);
        }
    }

    public async Task<Amount> ReadBalanceAsync() =>
        (await _network.Client.GetBalanceAsync(LedgerAccount.User(Customer.Address))).Balance;

    public void Dispose() => Customer.Dispose();
}
