using EscalationCqrs.Application.Ports;

namespace EscalationCqrs.Web;

public static class CurrentTexts
{
    public const string Cookie = "desk.language";

    /// <summary>The request's texts: the language that a member of staff is known to read, else the one chosen by cookie, else the browser's, else English.</summary>
    public static Texts Texts(this HttpContext http) => EscalationCqrs.Web.Texts.For(http.Language());

    public static string Language(this HttpContext http)
    {
        var wanted = (http.Items[typeof(StaffFacts)] as StaffFacts)?.Locale ?? http.Request.Cookies[Cookie];
        if (wanted is "en" or "vi")
            return wanted;
        var first = http.Request.GetTypedHeaders().AcceptLanguage.OrderByDescending(l => l.Quality ?? 1).FirstOrDefault()?.Value.Value;
        return first?.StartsWith("vi", StringComparison.OrdinalIgnoreCase) == true ? "vi" : "en";
    }
}
