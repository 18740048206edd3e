namespace LazAI.Engines.FraudProofs;

/// <summary>Why a fraud proof proves nothing; the first reason that applies, in this order.</summary>
public enum FraudProofRefusal
{
    /// <summary>Not refused: the fraud is proven.</summary>
    None = 0,

    /// <summary>The bytes are not the encoding of a fraud proof.</summary>
    Malformed = 1,

    /// <summary>The header is not the first chunk of the model's weights.</summary>
    HeaderNotCommitted = 2,

    /// <summary>No engine has a program for such a header and file.</summary>
    NoProgram = 3,

    /// <summary>The program has no such step, or this kind of proof speaks of another one.</summary>
    WrongIndex = 4,

    /// <summary>The step is not below the trace root.</summary>
    StepNotInTrace = 5,

    /// <summary>The tiles that are read are not those of the state before the step.</summary>
    ReadsNotInState = 6,

    /// <summary>The written tile is not unwritten before the step, or these are not its siblings.</summary>
    TileNotInState = 7,

    /// <summary>The weights are not those that the step reads of the committed file.</summary>
    WeightsNotCommitted = 8,

    /// <summary>The input is not the request's.</summary>
    InputNotRequested = 9,

    /// <summary>The tiles of the result are not those of the last state.</summary>
    ResultNotInState = 10,

    /// <summary>The step, the initial state or the result is right.</summary>
    NothingWrong = 11,
}
