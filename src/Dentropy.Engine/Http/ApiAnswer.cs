using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Dentropy.Engine.Http;

/// <summary>An answer, whole. Any status may be in it but those that <see cref="ApiClient"/> has errors for.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">The headers of the answer.</param>
/// <param name="ContentHeaders">The headers of its content.</param>
/// <param name="Content">The content.</param>
internal sealed record ApiAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, byte[] Content)
{
    /// <summary>Whether the status is one of 200 to 299.</summary>
    public bool IsGood => (int)Status is >= 200 and < 300;

    /// <summary>The content as text.</summary>
    public string Text => Encoding.UTF8.GetString(Content);
}
