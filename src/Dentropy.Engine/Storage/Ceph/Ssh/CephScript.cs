using System.Globalization;
using System.Text.Json;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Storage.Ceph.Ssh;

/// <summary>
/// The one script that asks a node's <c>ceph</c>. Each answer stands behind a line <c>==NAME CODE BYTES BYTES</c> with what the command printed and what it complained about;
/// <c>connect</c> is why nothing could be asked, <c>socket</c> what a monitor of the node says of itself, <c>end</c> the end. Exit codes: 76 the account cannot read the keyring,
/// 77 there is no ceph.
/// </summary>
internal static class CephScript
{
    /// <summary>The account cannot read any keyring.</summary>
    public const int Unreadable = 76;

    /// <summary>There is no <c>ceph</c>.</summary>
    public const int Missing = 77;

    /// <summary>The script.</summary>
    /// <param name="settings">Files and client.</param>
    /// <param name="commands">What is asked.</param>
    /// <param name="limit">How long the cluster may take to answer, in whole seconds.</param>
    public static string Text(CephClusterSettings settings, IReadOnlyList<CephCommand> commands, int limit)
    {
        var asked = "[" + string.Join(',', commands.Select(command => $"[\"{command.Question}\",{(command.OfManager ? "true" : "false")},{JsonSerializer.Serialize(command.Json, CephJson.Context.String)}]")) + "]";
        return $$"""
            PATH=$PATH:/usr/local/bin:/usr/bin:/usr/sbin
            conf={{ShellQuote.Word(settings.Conf ?? "")}} keyring={{ShellQuote.Word(settings.Keyring ?? "")}} client={{ShellQuote.Word(settings.Client)}} limit={{limit.ToString(CultureInfo.InvariantCulture)}}
            program=$(command -v ceph) || { echo 'no ceph' >&2; exit {{Missing}}; }
            if [ "$(id -u)" != 0 ]; then
                readable=
                for file in ${keyring:-"/etc/ceph/ceph.$client.keyring" /etc/ceph/ceph.keyring /etc/ceph/keyring /etc/ceph/keyring.bin}; do
                    if [ -r "$file" ]; then readable=yes; fi
                done
                if [ -n "$conf" ] && [ ! -r "$conf" ]; then readable=; fi
                if [ -z "$readable" ]; then echo "the account $(id -un) cannot read ${keyring:-a keyring in /etc/ceph}" >&2; exit {{Unreadable}}; fi
            fi
            IFS= read -r first <"$program" 2>/dev/null || :
            case $first in
                '#!'*python*)
                    file=$conf
                    if [ -z "$file" ]; then file=${CEPH_CONF:-/etc/ceph/ceph.conf}; fi
                    code=0
                    set -- ${first#??}
                    "$@" -c {{ShellQuote.Word(CephPython.Text)}} "$limit" "$file" "$keyring" "$client" {{ShellQuote.Word(asked)}} || code=$?
                    if [ "$code" != 75 ]; then exit 0; fi ;;
            esac
            {{Fallback(commands)}}
            """;
    }

    // A ceph that is something else, e.g. a script around a container, is run once for each question, four at a time.
    private static string Fallback(IReadOnlyList<CephCommand> commands)
    {
        var lines = commands.Select((command, at) => $"ask {command.Question} {command.Words} &{(at % 4 == 3 ? "\nwait\nreached || give_up" : "")}");
        return $$"""
            dir=$(mktemp -d) || exit 1
            trap 'rm -rf "$dir"' EXIT
            trap 'exit 129' HUP INT TERM
            say() {
                printf '==%s %d %d %d\n' "$1" "$2" "$(wc -c <"$3")" "$(wc -c <"$4")"
                cat "$3" "$4"
                echo
            }
            ask() {
                name=$1
                shift
                : >"$dir/$name.out"
                timeout -k 1 "$((limit + 2))" "$program" ${conf:+--conf "$conf"} ${keyring:+--keyring "$keyring"} --name "$client" --connect-timeout "$limit" "$@" --format json >"$dir/$name.out" 2>"$dir/$name.all" </dev/null
                echo $? >"$dir/$name.code"
                head -c 2000 "$dir/$name.all" >"$dir/$name.err"
            }
            reached() {
                for file in "$dir"/*.code; do
                    if [ "$(cat "$file")" = 0 ]; then return 0; fi
                done
                return 1
            }
            give_up() {
                for file in "$dir"/*.code; do break; done
                printf '==connect %d 0 %d\n' "$(cat "$file")" "$(wc -c <"${file%.code}.err")"
                cat "${file%.code}.err"
                echo
                for socket in /var/run/ceph/*mon.*.asok /var/run/ceph/*/*mon.*.asok; do
                    if [ -S "$socket" ]; then
                        timeout 5 "$program" --admin-daemon "$socket" mon_status >"$dir/socket.out" 2>"$dir/socket.err" </dev/null
                        say socket $? "$dir/socket.out" "$dir/socket.err"
                    fi
                done
                echo '==end 0 0 0'
                exit 0
            }
            {{string.Join('\n', lines)}}
            wait
            reached || give_up
            for file in "$dir"/*.code; do
                name=${file##*/}
                name=${name%.code}
                say "$name" "$(cat "$file")" "$dir/$name.out" "$dir/$name.err"
            done
            echo '==end 0 0 0'
            """;
    }
}
