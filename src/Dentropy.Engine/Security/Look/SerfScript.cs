namespace Dentropy.Engine.Security.Look;

/// <summary>Serf agents that run, and whether each was started with a key: <c>-encrypt</c>, <c>encrypt_key</c> or <c>keyring_file</c> (serf agent's options).</summary>
internal static class SerfScript
{
    public const string Text = """
        for p in $(grep -lx serf /proc/[0-9]*/comm | sed 's|/comm$||'); do
            a=$(tr '\0' '\n' <"$p/cmdline")
            [ "$(printf '%s\n' "$a" | sed -n 2p)" = agent ] || continue
            state=plain; from=
            if printf '%s\n' "$a" | grep -qE '^--?(encrypt|keyring-file)(=|$)'; then state=encrypted; fi
            for f in $(printf '%s\n' "$a" | awk '/^--?config-(file|dir)=/ { sub(/^[^=]*=/, ""); print; next } /^--?config-(file|dir)$/ { getline; print }'); do
                from=$f
                # The agent's own folder, where a path starts at it.
                case $f in /*) ;; *) f=$(readlink "$p/cwd")/$f ;; esac
                if [ ! -r "$f" ]; then state=unreadable; continue; fi
                if [ -d "$f" ]; then set -- "$f"/*.json; else set -- "$f"; fi
                if grep -qE '"(encrypt_key|keyring_file)"[[:space:]]*:[[:space:]]*"[^"]' "$@"; then state=encrypted; break; fi
            done
            if [ $state = unreadable ]; then unseen serf "only root can read the agent's configuration $from"; else echo "serf ${p##*/} $state"; fi
        done
        """;
}
