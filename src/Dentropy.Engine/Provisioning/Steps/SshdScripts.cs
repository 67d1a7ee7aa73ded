namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>Shell that makes sshd read its configuration again, whatever started it. It holds no single quote, so that it can stand between two.</summary>
internal static class SshdScripts
{
    /// <summary>
    /// Functions <c>listener</c> (the process above this session that listens, if there is one) and <c>reload</c>. The second takes the variable <c>listening</c> where the first would
    /// no longer find anything, as in a timer.
    /// </summary>
    public const string Functions = """
        listener() { p=$$; found=; while [ "$p" -gt 1 ]; do if [ "$(cat /proc/$p/comm)" = sshd ]; then found=$p; fi; p=$(sed -n "s/^PPid:[[:space:]]*//p" /proc/$p/status) || break; done; echo "$found"; }
        reload() {
            if [ -d /run/systemd/system ]; then
                if systemctl is-active --quiet ssh.service; then systemctl reload ssh.service; elif systemctl is-active --quiet sshd.service; then systemctl reload sshd.service; fi
            elif [ -s /run/sshd.pid ] && [ "$(cat /proc/"$(cat /run/sshd.pid)"/comm 2>/dev/null)" = sshd ]; then kill -HUP "$(cat /run/sshd.pid)"
            else p=${listening:-$(listener)}; [ -n "$p" ] && kill -HUP "$p"; fi
        }

        """;
}
