namespace LazAI.Tools.DigitTrainer;

/// <summary>A model that is done, and what its card says of it.</summary>
/// <param name="Engine">The engine that serves it.</param>
/// <param name="Quantisation">What its numbers stand for.</param>
/// <param name="Training">What it was made from, given the data's name, their hash and the number of digits.</param>
/// <param name="File">The weight file.</param>
/// <param name="Infer">The engine itself.</param>
/// <param name="Compare">What is worth knowing beside the engine's own accuracy on some digits.</param>
internal sealed record TrainedModel(
    (string Id, string Version) Engine,
    object Quantisation,
    Func<string, string, int, object> Training,
    byte[] File,
    Classify Infer,
    Func<Digit[], string> Compare);
