using System.Text;
using System.Text.Encodings.Web;
using LazAI.Gateway.Problems;

namespace LazAI.Gateway.Pages;

/// <summary><c>/docs/errors</c>: every refusal of the service, where the <c>type</c> of its problem details points.</summary>
internal static class ErrorPage
{
    private const string Placeholder = "<!-- entries -->";

    public static PageAsset Asset { get; } = new(
        "text/html; charset=utf-8", Encoding.UTF8.GetBytes(PageAsset.ReadText("errors.html").Replace(Placeholder, Entries(), StringComparison.Ordinal)));

    private static string Entries()
    {
        var html = new StringBuilder();
        var modules = ErrorCatalog.Entries.GroupBy(entry => entry.Code.Value.Split('/')[0], StringComparer.Ordinal).ToArray();
        html.Append("<nav class=\"contents\" aria-label=\"Modules\"><ul>");
        foreach (var module in modules)
        {
            html.Append($"<li><a href=\"#module-{Text(module.Key)}\">{Text(module.Key)}</a></li>");
        }

        html.Append("<li><a href=\"#bare\">without a document</a></li></ul></nav>");
        foreach (var module in modules)
        {
            html.Append($"<section aria-labelledby=\"module-{Text(module.Key)}\"><h2 id=\"module-{Text(module.Key)}\">{Text(module.Key)}</h2><dl class=\"errors\">");
            foreach (var entry in module)
            {
                html.Append($"<div id=\"{Text(ErrorCatalog.Anchor(entry.Code))}\" class=\"error\" tabindex=\"-1\"><dt><code>{Text(entry.Code.Value)}</code>")
                    .Append($" <span class=\"status\">{entry.Status}</span></dt><dd><strong>{Text(entry.Title)}.</strong> {Text(entry.Advice)}</dd></div>");
            }

            html.Append("</dl></section>");
        }

        html.Append("<section aria-labelledby=\"bare\"><h2 id=\"bare\">Without a document</h2><p class=\"explain\">").Append(Text(BareAnswers.Explanation))
            .Append("</p><dl class=\"errors\">");
        foreach (var answer in BareAnswers.All)
        {
            html.Append($"<div class=\"error\"><dt><span class=\"status\">{answer.Status}</span></dt><dd>{Text(answer.When)}</dd></div>");
        }

        html.Append("</dl></section>");
        return html.ToString();
    }

    private static string Text(string value) => HtmlEncoder.Default.Encode(value);
}
