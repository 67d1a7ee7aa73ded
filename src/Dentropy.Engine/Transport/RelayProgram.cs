using System.Globalization;

namespace Dentropy.Engine.Transport;

/// <summary>
/// Command lines of programs on a node that copy between their own input and output and a socket or port there. Each passes an end of input on
/// as a half close, and ends with the connection.
/// </summary>
internal static class RelayProgram
{
    private const string PerlSocket = "socket(S,PF_UNIX,SOCK_STREAM,0) && connect(S,sockaddr_un($ARGV[0])) or die \"$!\\n\"; ";

    private const string PerlPort = "my $a=inet_aton($ARGV[0]) or die \"there is no such host\\n\"; socket(S,PF_INET,SOCK_STREAM,0) && connect(S,sockaddr_in($ARGV[1],$a)) or die \"$!\\n\"; ";

    private const string PerlCopy =
        "sub c { my($i,$o)=@_; my $b; while(my $n=sysread($i,$b,262144)){ my $d=0; while($d<$n){ my $w=syswrite($o,$b,$n-$d,$d); defined $w or return; $d+=$w } } } "
        + "my $p=fork; if(!$p){ c(*STDIN,*S); shutdown(S,1); exit } c(*S,*STDOUT); kill 9,$p";

    private const string PythonSocket =
        "s=socket.socket(socket.AF_UNIX)\n"
        + "try: s.connect(sys.argv[1])\n";

    private const string PythonPort = "try: s=socket.create_connection((sys.argv[1],int(sys.argv[2])))\n";

    private const string PythonCopy =
        "except OSError as e: sys.exit(str(e))\n"
        + "def up():\n"
        + " while True:\n"
        + "  b=os.read(0,262144)\n"
        + "  if not b: break\n"
        + "  s.sendall(b)\n"
        + " s.shutdown(socket.SHUT_WR)\n"
        + "threading.Thread(target=up,daemon=True).start()\n"
        + "while True:\n"
        + " b=s.recv(262144)\n"
        + " if not b: os._exit(0)\n"
        + " while b: b=b[os.write(1,b):]\n";

    private const string PythonStart = "import os,socket,sys,threading\n";

    public static string Perl(string path) => ShellQuote.Words(["perl", "-e", "use Socket; " + PerlSocket + PerlCopy, path]);

    public static string Python(string path) => ShellQuote.Words(["python3", "-c", PythonStart + PythonSocket + PythonCopy, path]);

    /// <summary>The command line of a relay to a port, by whichever program the node has.</summary>
    public static string ToPort(string host, int port)
    {
        var number = port.ToString(CultureInfo.InvariantCulture);
        var python = ShellQuote.Words(["python3", "-c", PythonStart + PythonPort + PythonCopy, host, number]);
        var perl = ShellQuote.Words(["perl", "-e", "use Socket; " + PerlPort + PerlCopy, host, number]);
        return "exec /bin/sh -c " + ShellQuote.Word(
            $"if command -v python3 >/dev/null 2>&1; then exec {python}; fi; if command -v perl >/dev/null 2>&1; then exec {perl}; fi; "
            + "echo 'there is neither python3 nor perl that could relay' >&2; exit 1");
    }
}
