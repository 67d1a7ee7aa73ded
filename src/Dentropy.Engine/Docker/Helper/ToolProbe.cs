using System.Globalization;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>Asks a helper which programs it has.</summary>
internal static class ToolProbe
{
    private const string Script = """
        printf 'tar=%s\n' "$(tar --version 2>/dev/null | sed -n '1s/^tar (GNU tar) //p')"
        printf 'zstd=%s\n' "$(zstd --version 2>/dev/null | sed -n '1s/.* v\([0-9.]*\).*/\1/p')"
        gzip --version >/dev/null 2>&1 && echo gzip=1
        perl -e 1 >/dev/null 2>&1 && echo perl=1
        python3 -c 1 >/dev/null 2>&1 && echo python=1
        if curl --version >/dev/null 2>&1; then echo client=Curl
        elif perl -MIO::Socket::UNIX -e 1 >/dev/null 2>&1; then echo client=Perl
        elif python3 -c 'import socket' >/dev/null 2>&1; then echo client=Python
        elif docker --version >/dev/null 2>&1; then echo client=Docker; fi
        printf 'processors=%s\n' "$(nproc 2>/dev/null || echo 1)"
        """;

    public static async Task<HelperTools> RunAsync(HelperContainer helper, CancellationToken cancellationToken)
    {
        var (_, output, _) = await helper.CaptureAsync(Script, [], cancellationToken).ConfigureAwait(false);
        return Read(output);
    }

    internal static HelperTools Read(string output)
    {
        var found = output.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2 && pair[1].Length > 0)
            .ToDictionary(pair => pair[0], pair => pair[1].Trim(), StringComparer.Ordinal);
        return new HelperTools
        {
            Tar = Number("tar"),
            Zstd = Number("zstd"),
            Gzip = found.ContainsKey("gzip"),
            Perl = found.ContainsKey("perl"),
            Python = found.ContainsKey("python"),
            ApiClient = Enum.TryParse<NodeApiClient>(found.GetValueOrDefault("client"), out var client) ? client : NodeApiClient.None,
            Processors = int.TryParse(found.GetValueOrDefault("processors"), CultureInfo.InvariantCulture, out var count) ? Math.Max(count, 1) : 1,
        };

        Version? Number(string name) => Version.TryParse(found.GetValueOrDefault(name), out var version) ? version : null;
    }
}
