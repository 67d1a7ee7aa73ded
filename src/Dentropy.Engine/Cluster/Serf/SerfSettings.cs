using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>The section <c>serf</c> of <c>cloud.yaml</c>.</summary>
internal sealed record SerfSettings
{
    public const int UsualPort = 7373;

    private static readonly string[] s_keys = ["nodes", "port", "authKey"];

    /// <summary>Node sets whose agents are asked, in turn until one answers; any node where there are none.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>RPC port on the nodes' loopback.</summary>
    public int Port { get; init; } = UsualPort;

    /// <summary>Where the RPC key is; null for agents without one.</summary>
    public SecretReference? AuthKey { get; init; }

    /// <summary>Reads the section.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The settings; the usual ones where there is no such section.</returns>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<SerfSettings> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, "serf", cancellationToken).ConfigureAwait(false) is not { } section)
            return new SerfSettings();
        var keys = new CloudKeys(cloud, "serf", section, s_keys);
        return new SerfSettings
        {
            Nodes = keys.Texts("nodes"),
            Port = keys.Text("port") switch
            {
                null => UsualPort,
                var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue => port,
                _ => throw keys.Wrong("port", "is no port"),
            },
            AuthKey = keys.Secret("authKey"),
        };
    }
}
