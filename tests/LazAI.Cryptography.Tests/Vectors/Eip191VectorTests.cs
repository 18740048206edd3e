using LazAI.Testing.Vectors;

namespace LazAI.Cryptography.Tests.Vectors;

public class Eip191VectorTests
{
    [VectorTheory]
    [VectorFiles("crypto/eip191")]
    public void Hash_EveryVectorOfFile_Holds(string file) => VectorRun.EachCase("crypto/eip191", file, vector =>
    {
        if (vector.Has("validator"))
        {
            var hash = Eip191.HashForValidator(Address.Parse(vector.Text("validator")), vector.Bytes("data"));
            Assert.Equal(vector.Text("digest"), hash.ToString());
            return;
        }

        var digest = Eip191.HashPersonalMessage(vector.Bytes("message_hex"));
        Assert.Equal(vector.Text("digest"), digest.ToString());
        if (vector.Has("signature"))
        {
            Signed.Check(vector.Bytes("privateKey"), vector.Text("address"), digest, vector.Bytes("signature"));
        }
    });
}
