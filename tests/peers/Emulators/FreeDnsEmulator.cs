using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>
/// FreeDNS as the clients written for it know it (ddclient's nic_freedns_update, inadyn, IPFire's ddns): the listing of an account, and an address for each
/// record that gives it another value. It changes a record's type with its value, which nobody wants.
/// </summary>
internal sealed class FreeDnsEmulator : Emulator
{
    /// <summary>SHA-1 of <c>ada|lovelace</c>, worked out with sha1sum.</summary>
    public const string AdaKey = "3b94f8188a07643dbdbbd73d6624a4dcad61babe";

    private readonly List<(string Host, string Address, string Token)> _rows = [];

    public string Key { get; set; } = AdaKey;

    /// <summary>What the listing says instead of the emulator's own address; null for that.</summary>
    public string? UpdateHost { get; set; }

    public IReadOnlyList<string> Rows => [.. _rows.Select(row => $"{row.Host} {row.Address}")];

    /// <summary>The requests that change something, which are GETs as well.</summary>
    public IReadOnlyList<EmulatorRequest> Changes => [.. Requests.Where(request => request.Path == "/dynamic/update.php")];

    public IReadOnlyList<string> Tokens => [.. _rows.Select(row => row.Token)];

    public void Add(string host, string address) => _rows.Add((host, address, $"dG9rZW4{_rows.Count.ToString("D3", CultureInfo.InvariantCulture)}"));

    protected override EmulatorAnswer Answer(EmulatorRequest request) => request.Path switch
    {
        "/api/" when request.Query.GetValueOrDefault("action") == "getdyndns" => List(request.Query.GetValueOrDefault("sha", "")),
        "/dynamic/update.php" => Update(request.Query.GetValueOrDefault("", ""), request.Query.GetValueOrDefault("address", "127.0.0.1")),
        _ => new EmulatorAnswer(404, "<html>not here</html>", "text/html"),
    };

    private EmulatorAnswer List(string sha) => sha == Key
        ? EmulatorAnswer.Plain(string.Join('\n', _rows.Select(row => $"{row.Host}|{row.Address}|{UpdateHost ?? Address.ToString()}dynamic/update.php?{row.Token}")))
        : EmulatorAnswer.Plain("ERROR: Could not authenticate.");

    private EmulatorAnswer Update(string token, string address)
    {
        var at = _rows.FindIndex(row => row.Token == token);
        if (at < 0)
            return EmulatorAnswer.Plain($"ERROR: Unable to locate this record (changed password recently? deleted and re-created this dns entry?) {Address}dynamic/update.php?{token}");
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
            return EmulatorAnswer.Plain($"ERROR: \"{address}\" is an invalid IP address.");
        if (_rows[at].Address == address)
            return EmulatorAnswer.Plain($"ERROR: Address {address} has not changed.");
        _rows[at] = _rows[at] with { Address = address };
        return EmulatorAnswer.Plain($"Updated {_rows[at].Host} to {address} in 0.326 seconds\n");
    }
}
