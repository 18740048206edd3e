using System.Reflection;

namespace LazAI.Attestation.Tests;

public sealed class AttestationErrorsTests
{
    [Fact]
    public void Codes_Declared_AreAllInThePrecedenceOnce()
    {
        var declared = typeof(AttestationErrors).GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!);

        Assert.Equal(declared.Order(StringComparer.Ordinal), AttestationErrors.InPrecedence.Order(StringComparer.Ordinal));
        Assert.Distinct(AttestationErrors.InPrecedence);
        Assert.All(AttestationErrors.InPrecedence, code => Assert.Matches("^attestation/[a-z]+(-[a-z]+)*$", code));
    }
}
