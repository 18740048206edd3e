using LazAI.Cryptography.Bn254;
using LazAI.Cryptography.Poseidon;

namespace LazAI.Cryptography.Tests.Poseidon;

public class PoseidonHashTests
{
    // From the tests of go-iden3-crypto and circomlibjs.
    [Theory]
    [InlineData("1", "18586133768512220936620570745912940619677854269274689475585506675881198879027")]
    [InlineData("1 2", "7853200120776062878684798364095072458815029376092732009249414926327459813530")]
    [InlineData("1 2 0 0 0", "1018317224307729531995786483840663576608797660851238720571059489595066344487")]
    [InlineData("1 2 3 4", "18821383157269793795438455681495246036402687001665670618754263018637548127333")]
    [InlineData("1 2 3 4 5 6", "20400040500897583745843009878988256314335038853985262692600694741116813247201")]
    [InlineData("1 2 3 4 5 6 7 8 9 0 0 0 0 0", "5540388656744764564518487011617040650780060800286365721923524861648744699539")]
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16", "9989051620750914585850546081941653841776809718687451684622678807385399211877")]
    public void Hash_PublishedInputs_GivesThePublishedHash(string inputs, string expected) =>
        Assert.Equal(Bn254Scalar.Parse(expected), PoseidonHash.Hash([.. inputs.Split(' ').Select(Bn254Scalar.Parse)]));

    [Fact]
    public void Hash_NoInputsOrTooMany_IsAnErrorOfTheCaller()
    {
        Assert.Throws<ArgumentException>(() => PoseidonHash.Hash());
        Assert.Throws<ArgumentException>(() => PoseidonHash.Hash(new Bn254Scalar[PoseidonHash.InputsMaximum + 1]));
        Assert.Throws<ArgumentException>(() => PoseidonHash.Hash([Bn254Scalar.One], default, new Bn254Scalar[3]));
    }

    [Fact]
    public void Hash_TrailingZero_IsAnotherFunction() =>
        Assert.NotEqual(PoseidonHash.Hash(Bn254Scalar.One), PoseidonHash.Hash(Bn254Scalar.One, Bn254Scalar.Zero));
}
