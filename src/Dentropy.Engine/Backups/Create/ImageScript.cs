using Dentropy.Engine.Docker.Helper;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Reads images from the engine on the node itself, so that they are compressed before they travel.</summary>
internal static class ImageScript
{
    /// <summary>A command that writes what <c>docker save</c> writes to its standard output.</summary>
    public static string Save(IReadOnlyList<string> names, HelperTools tools, string socket)
    {
        var path = ShellQuote.Word("/images/get?" + string.Join('&', names.Select(name => "names=" + Uri.EscapeDataString(name))));
        var at = ShellQuote.Word(socket);
        return tools.ApiClient switch
        {
            NodeApiClient.Curl => $"curl -sS -f --unix-socket {at} http://docker{path}",
            NodeApiClient.Perl => $"perl -MIO::Socket::UNIX -e {ShellQuote.Word(Perl)} {at} {path}",
            NodeApiClient.Python => $"python3 -c {ShellQuote.Word(Python)} {at} {path}",
            _ => $"docker -H unix://{at} save {string.Join(' ', names.Select(ShellQuote.Word))}",
        };
    }

    // HTTP/1.0, so that the body is not cut into pieces and ends with the connection. What is missing at its end shows in its length.
    private const string Perl = """
        my ($socket, $path) = @ARGV;
        my $c = IO::Socket::UNIX->new(Peer => $socket) or die "$socket: $!\n";
        binmode STDOUT;
        print $c "GET $path HTTP/1.0\r\nHost: docker\r\n\r\n";
        my $head = <$c> // "";
        while (defined(my $line = <$c>)) { last if $line =~ /^\r?\n$/ }
        if ($head !~ / 200 /) { local $/; print STDERR <$c>; exit 1 }
        my $b;
        while (read($c, $b, 1 << 20)) { print STDOUT $b or exit 1 }
        """;

    private const string Python = """
        import shutil, socket, sys
        c = socket.socket(socket.AF_UNIX)
        c.connect(sys.argv[1])
        c.sendall(f"GET {sys.argv[2]} HTTP/1.0\r\nHost: docker\r\n\r\n".encode())
        f = c.makefile("rb")
        head = f.readline()
        while f.readline().strip():
            pass
        if b" 200 " not in head:
            sys.stderr.write(f.read().decode())
            sys.exit(1)
        shutil.copyfileobj(f, sys.stdout.buffer, 1 << 20)
        """;
}
