namespace LazAI.Engines;

/// <summary>Why bytes are not an int8 MLP. A header with several faults is refused for the first of them in this order.</summary>
public enum Int8MlpRefusal
{
    /// <summary>Not refused.</summary>
    None = 0,

    /// <summary>The bytes do not begin with the format's magic.</summary>
    MagicUnknown = 1,

    /// <summary>The format version is not the one that this engine reads.</summary>
    VersionUnknown = 2,

    /// <summary>No layer, or more than <see cref="Int8MlpModel.LayersMaximum"/>.</summary>
    LayerCountOutOfRange = 3,

    /// <summary>The input or a layer is empty or wider than <see cref="Int8MlpModel.WidthMaximum"/>.</summary>
    WidthOutOfRange = 4,

    /// <summary>A shift is above <see cref="Int8MlpModel.ShiftMaximum"/>.</summary>
    ShiftOutOfRange = 5,

    /// <summary>The last layer has a shift; its accumulators are the logits and are not requantised.</summary>
    LastLayerShifted = 6,

    /// <summary>The file would be larger than <see cref="Int8MlpModel.EncodedLengthMaximum"/>.</summary>
    TooLarge = 7,

    /// <summary>The bytes end before the header or the last row does.</summary>
    Truncated = 8,

    /// <summary>Bytes follow the last row.</summary>
    TrailingBytes = 9,

    /// <summary>Some input could carry an accumulator out of the signed 32-bit range.</summary>
    AccumulatorOverflow = 10,
}
