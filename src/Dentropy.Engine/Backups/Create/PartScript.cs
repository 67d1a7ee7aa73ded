using System.Globalization;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Docker.Helper;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Create;

/// <summary>
/// The scripts that make a part on the node: GNU tar, its end-of-archive blocks cut off, and the compression. Exit codes: tar's own (1: files
/// changed while they were read; 2: worse), 90 for the compression, 91 for the cutting, 92 for the preparation.
/// </summary>
internal static class PartScript
{
    public const int CompressorFailed = 90;
    public const int CutterFailed = 91;
    public const int PreparationFailed = 92;

    /// <summary>A second pass says this where it copied everything again.</summary>
    public const string Whole = "dentropy-whole";

    // The programs of the run, in the helper's own file system.
    private const string Cutter = "/tmp/cut.pl";

    // Walks from header to header and ends before the first block of zeros, however large tar's records are. tar with -b1, whose end is
    // always 1024 bytes, takes twice the time for the same content, since it then writes each block with a call of its own.
    // A member's size is the header's, or the one of the extended header before it (POSIX pax, "size").
    private const string CutterText = """
        use strict;
        my $n = 1 << 20;
        eval { fcntl(STDIN, 1031, $n); fcntl(STDOUT, 1031, $n) };
        my ($b, $p, $skip, $size) = ("", 0, 0, undef);
        sub put { my $w = 0; while ($w < $_[1]) { my $c = syswrite(STDOUT, $_[0], $_[1] - $w, $w); exit 3 unless defined $c; $w += $c } }
        sub more { my $c = sysread(STDIN, $b, $n, length $b); exit 4 unless $c }
        while (1) {
          if ($skip >= length($b)) { $skip -= length($b); put($b, length $b); $b = ""; more(); next }
          $p = $skip;
          while (length($b) - $p >= 512) {
            my $h = substr($b, $p, 512);
            if ($h !~ /[^\0]/) { put($b, $p); 1 while sysread(STDIN, $b, $n); exit 0 }
            my $f = substr($h, 124, 12);
            my $s = ord($f) & 128 ? unpack("Q>", substr($f, 4)) : oct($f =~ /([0-7]+)/ ? $1 : 0);
            my $t = substr($h, 156, 1);
            if ($t eq "x") {
              last if length($b) - $p < 512 + $s;
              my $d = substr($b, $p + 512, $s);
              if (index($d, " size=") >= 0) {
                for (my $i = 0; substr($d, $i) =~ /^(\d+) ([^=]+)=/; $i += $1) {
                  my $k = length("$1 $2=");
                  $size = substr($d, $i + $k, $1 - $k - 1) if $2 eq "size";
                }
              }
            } elsif ($t ne "g") { $s = $size if defined $size; undef $size }
            $p += 512 + $s + (-$s % 512);
          }
          if ($p >= length($b)) { $skip = $p - length($b); put($b, length $b); $b = ""; more() }
          else { put($b, $p); $b = substr($b, $p); $skip = 0; more() }
        }
        """;

    /// <summary>Puts the programs into the helper; said once.</summary>
    public static string Prepare() => $"cat >{Cutter} <<'END'\n{CutterText}\nEND\n";

    /// <summary>Prints for each folder, separated by spaces: bytes on the disk, or <c>-</c> where they take too long to count; entries up to a number; the file system's name.</summary>
    public static string Measure(IEnumerable<string> parts, int entries) => string.Join('\n', parts.Select(part =>
    {
        var path = ShellQuote.Word($"{HelperContainer.Root}/{part}");
        return $"echo \"$(timeout 10 du -s --block-size=1 {path} 2>/dev/null | cut -f1 | grep . || echo -) $(timeout 10 find {path} 2>/dev/null | head -n {entries} | wc -l) $(stat -f -c %T {path})\"";
    }));

    /// <summary>The script of one part.</summary>
    /// <param name="item">What is read.</param>
    /// <param name="pass">0 for the only pass; 1 and 2 where there are two.</param>
    /// <param name="tools">The helper's programs.</param>
    /// <param name="compression">The compression.</param>
    /// <param name="level">Its level; null for its own.</param>
    /// <param name="summed">Whether the script says at its end what it sent.</param>
    public static string Of(BackupItem item, int pass, HelperTools tools, BackupCompression compression, int? level, bool summed)
    {
        var snapshot = ShellQuote.Word("/tmp/" + item.Part.Replace('/', '.') + ".snapshot");
        var (folders, said) = (ShellQuote.Word("/tmp/" + item.Part.Replace('/', '.') + ".folders"), ShellQuote.Word("/tmp/" + item.Part.Replace('/', '.') + ".said"));
        var path = ShellQuote.Word($"{HelperContainer.Root}/{item.Part}");
        var lines = new List<string> { $"cd {HelperContainer.Root} || exit {PreparationFailed}", "s=/tmp/status.$$" };
        if (pass == 1)
        {
            // What is written through mmap shows in a file's times only with the first write after the page was written back. So all is
            // written back first, and everything that changed since then counts as changed.
            lines.Add($"rm -f {snapshot}; date +%s >{snapshot}.time && sync -f {path} || exit {PreparationFailed}");
            lines.Add($"find {path} -type d -printf '%D:%i %p\\0' >{folders} 2>/dev/null || rm -f {folders}");
        }
        else if (pass == 2)
        {
            lines.Add(Doubts(path, folders, said, snapshot));
            // The kernel's timestamps are some milliseconds behind the clock that tar reads.
            lines.Add($"[ \"$(stat -f -c %T {path})\" != zfs ] || sync -f {path}");
            lines.Add($"[ ! -e {snapshot} ] || {{ t=$(cat {snapshot}.time) && sed -z -i \"1s/[0-9]*\\$/$((t - 2))/\" {snapshot}; }} || exit {PreparationFailed}");
        }

        var tar = new List<string>
        {
            "tar", "--format=posix", "--acls", "--xattrs", "'--xattrs-include=*'", "--xattrs-exclude=security.selinux", "--sparse", "--numeric-owner",
            tools.Perl ? "-b128" : "-b1",
        };
        if (pass > 0)
        {
            tar.Add($"--listed-incremental={snapshot}");
        }

        tar.AddRange(item.Excludes.Select(pattern => "--anchored --wildcards --exclude=" + ShellQuote.Word(pattern)));
        tar.Add("-cf - -- " + ShellQuote.Word(item.Part));
        if (pass == 1)
        {
            tar.Add($"2>{said}");
        }

        var status = "echo $? >$s.tar" + (pass == 1 ? $"; cat {said} >&2" : "");
        var cut = tools.Perl ? $"perl {Cutter}" : "head -c -1024";
        lines.Add(Pack($"{{ {string.Join(' ', tar)}; {status}; }} | {{ {cut}; echo $? >$s.cut; }}", compression, level, summed));
        lines.Add("t=$(cat $s.tar) c=$(cat $s.cut); rm -f $s.tar $s.cut");
        lines.Add($"[ \"$t\" -le 1 ] && [ \"$c\" -ne 0 ] && exit {CutterFailed}");
        lines.Add("exit \"$t\"");
        return string.Join('\n', lines);
    }

    // tar knows folders by their inodes, and takes what is in one that has another name now for copied in the first pass. But where it got
    // its other name before tar came to it, nothing was copied, and the files' own times tell nothing of it. The same holds for what was
    // not there when tar came, and is back. In such a case the second pass copies everything.
    private static string Doubts(string path, string folders, string said, string snapshot) => $$"""
        whole=
        x=/tmp/now.$$
        if [ -e {{folders}} ] && find {{path}} -type d -printf '%D:%i %p\0' >$x; then
          tr '\n\0' '\1\n' <{{folders}} | sort >$x.a
          tr '\n\0' '\1\n' <$x | sort >$x.b
          comm -13 $x.a $x.b | cut -d ' ' -f 1 | sort >$x.new
          cut -d ' ' -f 1 $x.a | sort >$x.old
          [ -z "$(comm -12 $x.new $x.old | head -n 1)" ] || whole=1
        else
          whole=1
        fi
        rm -f $x $x.*
        t=$(cat {{snapshot}}.time) || exit {{PreparationFailed}}
        while [ -z "$whole" ] && read -r l; do
          case "$l" in *": file changed as we read it"|*": socket ignored"|*": Directory is new"|*": Directory has been renamed from "*) continue;; esac
          l=${l#tar: }; l=${l%: *}
          case "$l" in *\\*) whole=1;; esac
          if [ -e "$l" ] || [ -L "$l" ]; then [ "$(stat -c %Z "$l")" -ge "$t" ] || whole=1; fi
        done <{{said}}
        [ -z "$whole" ] || { rm -f {{snapshot}}; echo {{Whole}} >&2; }
        """;

    /// <summary>
    /// Compresses what a command writes. Where the exit code does not prove that all of it came, it says at the end, on standard error, what
    /// was sent: its SHA-256 where openssl is there, which is fast everywhere, else its bytes. <see cref="PartSum"/> reads it.
    /// </summary>
    /// <param name="source">The command; its exit code is its own affair.</param>
    /// <param name="compression">The compression.</param>
    /// <param name="level">Its level; null for its own.</param>
    /// <param name="summed">Whether it says what was sent.</param>
    public static string Pack(string source, BackupCompression compression, int? level, bool summed) => summed
        ? Summed(source, compression, level)
        : $"{{ {source}; }} | {Compressor(compression, level)} || exit {CompressorFailed}";

    private static string Summed(string source, BackupCompression compression, int? level) => $$"""
        p=/tmp/sum.$$
        rm -f $p.fifo; mkfifo $p.fifo || exit {{PreparationFailed}}
        { if openssl version >/dev/null 2>&1; then openssl dgst -sha256 -r; else wc -c; fi; } <$p.fifo >$p.sum &
        { {{source}} | {{Compressor(compression, level)}}; echo $? >$p.zip; } | tee $p.fifo || exit {{CompressorFailed}}
        wait $!
        [ "$(cat $p.zip)" -eq 0 ] || exit {{CompressorFailed}}
        echo "{{PartSum.Mark}}$(cat $p.sum)" >&2
        rm -f $p.fifo $p.sum $p.zip
        """;

    public static string Compressor(BackupCompression compression, int? level) => compression == BackupCompression.Zstd
        ? string.Create(CultureInfo.InvariantCulture, $"zstd -q -c -T0{(level is null ? "" : $" -{level}")}")
        : string.Create(CultureInfo.InvariantCulture, $"gzip -c{(level is null ? "" : $" -{level}")}");
}
