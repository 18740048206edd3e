using System.Collections.Immutable;
using LazAI.AppHost.Hosting;
using LazAI.Client;
using LazAI.Engines.Digits;
using LazAI.Protocol;

namespace LazAI.AppHost.Demo;

/// <summary>Genuine digits for one model in one mode.</summary>
/// <param name="Name">The mode as requests name it.</param>
/// <param name="Count">How many of the digits that lie with the model; none of them was it trained on.</param>
/// <param name="AccuracyMinimum">Share of them that it must read correctly.</param>
internal sealed record DigitLoad(VerifyMode Mode, string Name, DigitModel Model, int Count, double AccuracyMinimum)
{
    private const int BatchSize = 100;

    public HeldOutDigits Digits { get; } = ReadDigits(Model);

    public static HeldOutDigits ReadDigits(DigitModel model)
    {
        var file = Path.Combine(model.Folder, "heldout-500.bin");
        return HeldOutDigits.TryParse(File.ReadAllBytes(file), out var digits, out var refusal)
            ? digits
            : throw new LocalSystemException($"{file} holds no digits: {refusal}.");
    }

    /// <summary>Submits all of them, a signature for each hundred.</summary>
    public async Task<ImmutableArray<TaskId>> SubmitAsync(LazAIClient client, SignedRequests requests, CancellationToken cancellationToken)
    {
        var tasks = ImmutableArray.CreateBuilder<TaskId>(Count);
        var builder = new TaskSubmissionBuilder(requests);
        for (var index = 0; index < Count; index++)
        {
            builder.Add(Model.Id, Digits.Pixels(index).ToArray(), DigitModel.Price, mode: Mode);
            if (builder.Count == BatchSize || index == Count - 1)
            {
                tasks.AddRange((await client.SubmitTasksAsync(builder.Build(), cancellationToken)).TaskIds);
            }
        }

        return tasks.MoveToImmutable();
    }
}
