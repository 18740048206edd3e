using System.Globalization;
using System.Text.Json;
using LazAI.Attestation;

namespace LazAI.Testing.Attestation;

/// <summary>TCB info and QE identity as Intel writes them (PCS API v4), with one level each.</summary>
internal static class IntelTexts
{
    private const string TcbDate = "2025-08-13T00:00:00Z";

    public static byte[] TcbInfo(string fmspc, IntelPublication publication) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        id = "TDX",
        version = 3,
        issueDate = Text(publication.Issued),
        nextUpdate = Text(publication.NextUpdate),
        fmspc,
        pceId = TestIntel.PceId,
        tcbType = 0,
        tcbEvaluationDataNumber = publication.EvaluationDataNumber,
        tdxModule = new { mrsigner = new string('0', 96), attributes = new string('0', 16), attributesMask = new string('F', 16) },
        tcbLevels = new[]
        {
            new
            {
                tcb = new
                {
                    sgxtcbcomponents = Enumerable.Repeat(new { svn = (int)TestIntel.ComponentSvn }, TcbSvn.Count),
                    pcesvn = TestIntel.PceSvn,

                    // The second component of a TD report is the major version of its module.
                    tdxtcbcomponents = Enumerable.Range(0, TcbSvn.Count).Select(index => new { svn = index == 1 ? 0 : TestIntel.ComponentSvn }),
                },
                tcbDate = TcbDate,
                tcbStatus = publication.Status.ToString(),
                advisoryIDs = publication.Advisories,
            },
        },
    });

    public static byte[] QeIdentity(IntelPublication publication) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        id = "TD_QE",
        version = 2,
        issueDate = Text(publication.Issued),
        nextUpdate = Text(publication.NextUpdate),
        tcbEvaluationDataNumber = publication.EvaluationDataNumber,
        miscselect = "00000000",
        miscselectMask = "FFFFFFFF",

        // What the mask leaves of the attributes; it leaves DEBUG, and not PROVISIONKEY.
        attributes = "11000000000000000000000000000000",
        attributesMask = "FBFFFFFFFFFFFFFF0000000000000000",
        mrsigner = Convert.ToHexString(TestIntel.QeSigner),
        isvprodid = TestIntel.QeProductId,
        tcbLevels = new[] { new { tcb = new { isvsvn = TestIntel.QeSvn }, tcbDate = TcbDate, tcbStatus = nameof(TcbStatus.UpToDate) } },
    });

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
