using Microsoft.Net.Http.Headers;

namespace EscalationCqrs.Web.Widget;

/// <summary><c>/widget.js</c>: the one script that other sites embed.</summary>
internal static class WidgetScript
{
    public static void MapWidgetScript(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/widget.js", (HttpContext http, IWebHostEnvironment host) => Send(http, host, "widget.js", "text/javascript; charset=utf-8")).ExcludeFromDescription();
        routes.MapGet("/widget.js.map", (HttpContext http, IWebHostEnvironment host) => Send(http, host, "widget.js.map", "application/json")).ExcludeFromDescription();
    }

    private static IResult Send(HttpContext http, IWebHostEnvironment host, string name, string type)
    {
        var file = host.WebRootFileProvider.GetFileInfo($"dist/{name}");
        if (!file.Exists || file.PhysicalPath is null)
            return Results.NotFound();
        // Short, because the address never changes: embedding sites get a new version within the hour, and an unchanged one costs them a 304.
        http.Response.Headers.CacheControl = "public, max-age=3600";
        // Any site may load the file itself; whom its calls serve is decided by the tenant's list of origins.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        return Results.File(file.PhysicalPath, type, lastModified: file.LastModified, entityTag: new EntityTagHeaderValue($"\"{file.LastModified.UtcTicks:x}-{file.Length:x}\""));
    }
}
