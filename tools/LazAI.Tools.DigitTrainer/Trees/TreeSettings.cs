namespace LazAI.Tools.DigitTrainer;

/// <summary>How trees are boosted.</summary>
/// <param name="Rounds">One tree a class each.</param>
/// <param name="Leaves">Of each tree at most.</param>
/// <param name="Copies">Distorted copies of each digit beside itself (<see cref="Augmentation"/>).</param>
/// <param name="FeatureShare">Share of the pixels that a tree may ask for, drawn for each.</param>
/// <param name="DigitShare">Share of the digits that a tree is grown on, drawn for each.</param>
internal sealed record TreeSettings(int Rounds, int Leaves, int Copies, double LearningRate, double FeatureShare, double DigitShare);
