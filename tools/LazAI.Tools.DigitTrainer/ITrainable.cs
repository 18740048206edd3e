namespace LazAI.Tools.DigitTrainer;

/// <summary>A network that learns by gradients. It has one input at a time.</summary>
internal interface ITrainable
{
    float[] Input { get; }

    float[] Logits { get; }

    /// <summary>Of every array of parameters; <see cref="Backward"/> adds to their gradients.</summary>
    Moments[] Moments { get; }

    /// <summary>From <see cref="Input"/> to <see cref="Logits"/>.</summary>
    void Forward();

    /// <summary>Adds what the last input says of each parameter's gradient.</summary>
    /// <param name="logitDelta">The loss's derivative by each logit.</param>
    void Backward(ReadOnlySpan<float> logitDelta);
}
