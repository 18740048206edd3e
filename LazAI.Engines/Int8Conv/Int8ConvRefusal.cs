namespace LazAI.Engines;

/// <summary>Why bytes are not an int8 convolutional network. A header with several faults is refused for the first layer's, and in this order in one layer.</summary>
public enum Int8ConvRefusal
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The bytes do not begin with the format's magic.</summary>
    MagicUnknown = 1,

    /// <summary>The format version is not the one that this engine reads.</summary>
    VersionUnknown = 2,

    /// <summary>No layer, or more than <see cref="Int8ConvModel.LayersMaximum"/>.</summary>
    LayerCountOutOfRange = 3,

    /// <summary>The input or a layer's output is empty or has more than <see cref="Int8ConvModel.ActivationsMaximum"/> elements.</summary>
    SizeOutOfRange = 4,

    /// <summary>A layer is of no kind that there is.</summary>
    LayerKindUnknown = 5,

    /// <summary>A layer has what its kind does not have: a pool outputs, padding or a shift, a dense layer a window.</summary>
    LayerMalformed = 6,

    /// <summary>A window is empty, larger than the padded image, or padded by no less than its own size, or moves by nothing.</summary>
    WindowOutOfRange = 7,

    /// <summary>A row has more than <see cref="Int8MlpModel.WidthMaximum"/> weights, or the last layer more outputs than that.</summary>
    WidthOutOfRange = 8,

    /// <summary>A shift is above <see cref="Int8MlpModel.ShiftMaximum"/>.</summary>
    ShiftOutOfRange = 9,

    /// <summary>The last layer is not dense, or has a shift: its accumulators are the logits.</summary>
    LastLayerNotLogits = 10,

    /// <summary>The file would be larger than <see cref="Int8ConvModel.EncodedLengthMaximum"/>.</summary>
    TooLarge = 11,

    /// <summary>A trace would have more than <see cref="Int8ConvModel.StepsMaximum"/> steps.</summary>
    TooManySteps = 12,

    /// <summary>The bytes end before the header or the last row does.</summary>
    Truncated = 13,

    /// <summary>Bytes follow the last row.</summary>
    TrailingBytes = 14,

    /// <summary>Some input could carry an accumulator out of the signed 32-bit range.</summary>
    AccumulatorOverflow = 15,
}
