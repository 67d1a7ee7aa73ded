using Xunit;

namespace Dentropy.Peers.Tests.Backups;

/// <summary>A volume with everything in it that a copy may lose, and a list of all that is true of a folder, to compare two.</summary>
internal static class HardVolume
{
    /// <summary>Builds it in a folder of the host.</summary>
    public static Task BuildAsync(string node, string folder) => RunAsync(node, $"set -e; cd '{folder}'\n{Make}");

    /// <summary>Changes it as an app does: content, names, links, kinds, modes.</summary>
    public const string Change = """
        echo changed >> owned; rm tree/d3/f3; mv tree/d4/f4 tree/d4/renamed; mv ren ren2; ln hard1 hardnew; chmod 0604 times; rm -r tree/d5
        mkdir newdir; echo n > newdir/n; rm rel; ln -s hard1 rel; mkfifo fifo2; mv tree/d6 tree/d7/moved; echo same > tree/d8/f1
        touch -d '2020-01-01 00:00:00' tree/d8/f1; rm tree/d9/f1; mkdir tree/d9/f1; rm -rf empty/deep; echo 'was a folder' > empty/deep
        """;

    /// <summary>All that is true of a folder's content, a line for each entry, sorted: kind, mode, owners, times, size, content, links, attributes.</summary>
    public static async Task<string[]> FactsAsync(string node, string folder) =>
        (await RunAsync(node, $"cd '{folder}' && python3 - <<'END'\n{Facts}\nEND")).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private const string Make = """
        umask 022
        mkdir -p tree empty/deep/er sticky ren/inner
        echo own > owned; chown 1234:4321 owned; chmod 0640 owned
        cp /bin/true suid; chmod 4755 suid; cp /bin/true sgid; chmod 2755 sgid; chmod 1777 sticky; mkdir sgdir; chmod 2770 sgdir
        echo t > times; touch -d '2001-02-03 04:05:06.123456789' times; touch -d '1969-12-31 00:00:00.5' old
        echo h > hard1; ln hard1 hard2; ln hard1 tree/hard3; ln -s /nowhere/at/all dangling; ln -s owned rel; ln -s tree dirlink
        touch -h -d '2003-01-01 00:00:00.999999999' dangling
        truncate -s 64M sparse; printf x | dd of=sparse bs=1 seek=30000000 conv=notrunc status=none
        echo a > acl; setfacl -m u:1234:rw,g:77:r acl; mkdir acld; setfacl -d -m u:55:rwx acld
        echo x > xa; setfattr -n user.color -v 'bl ue' xa; setfattr -n trusted.t -v 0x00ff10 xa; cp /bin/true capf; setcap cap_net_raw+ep capf
        setfattr -n user.dir -v d tree; setfattr -n security.mark -v s xa; ln -s /etc/passwd absolute
        mkfifo -m 600 fifo; mknod cdev c 1 3; mknod bdev b 7 9
        printf nl > "$(printf 'new\nline')"; echo s > ' lead and trail '; echo u > 'ünï-日本'; printf 'bad' > "$(printf 'latin\351')"
        echo q > "quo'te\"back\\slash"; echo d > '-dash'; echo g > 'gl*b?[x]'; echo l > "$(head -c 255 /dev/zero | tr '\0' n)"
        for i in $(seq 1 20); do mkdir -p tree/d$i; for j in $(seq 1 20); do echo $i.$j > tree/d$i/f$j; done; done
        head -c 4M /dev/urandom > rnd; : > zero; echo in > ren/inner/file; chmod 000 tree/d1/f1; chmod 0700 tree/d2
        find . -depth -type d -exec touch -d '2005-05-05 05:05:05.555555555' {} +; chown 77:88 .; chmod 2750 .
        """;

    private const string Facts = """
        import hashlib, os, stat
        rows, links = [], {}
        for folder, folders, files in os.walk(b'.'):
            for name in ([b''] if folder == b'.' else []) + folders + files:
                path = os.path.join(folder, name) if name else folder
                s = os.lstat(path)
                if stat.S_ISSOCK(s.st_mode):
                    continue
                row = [path, oct(s.st_mode), s.st_uid, s.st_gid, s.st_mtime_ns]
                if stat.S_ISREG(s.st_mode):
                    row += [s.st_size, hashlib.sha256(open(path, 'rb').read()).hexdigest(), s.st_size > 1 << 20 and s.st_blocks * 512 < s.st_size // 2]
                    if s.st_nlink > 1:
                        links.setdefault(s.st_ino, []).append(path)
                if stat.S_ISLNK(s.st_mode):
                    row.append(os.readlink(path))
                if stat.S_ISCHR(s.st_mode) or stat.S_ISBLK(s.st_mode):
                    row.append(s.st_rdev)
                row.append(sorted((a, os.getxattr(path, a, follow_symlinks=False)) for a in os.listxattr(path, follow_symlinks=False)))
                rows.append(repr(row))
        rows += [repr(('links', sorted(paths))) for paths in links.values()]
        print('\n'.join(sorted(rows)))
        """;

    private static async Task<string> RunAsync(string node, string script)
    {
        var output = await Lab.ExecAsync(node, $"{script}\necho; echo done=$?");
        Assert.True(output.TrimEnd().EndsWith("done=0", StringComparison.Ordinal), output);
        return output.TrimEnd()[..^"done=0".Length];
    }
}
