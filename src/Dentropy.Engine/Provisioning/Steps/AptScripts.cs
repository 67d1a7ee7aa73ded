using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>Scripts that change packages. Why apt fails is told apart by its own words, which are English because the scripts run with LC_ALL=C.</summary>
internal static class AptScripts
{
    /// <summary>Installs or removes packages. Lists of packages are fetched only where an installation does not go without.</summary>
    public static string Change(IReadOnlyList<string> names, bool present, TimeSpan wait) => StepScripts.Make(Common(wait) + $"names={ShellQuote.Word(string.Join(' ', names))}\n" + (present
        ? """
            if ! get install -y --no-install-recommends $names; then
                first=$said
                locked
                fresh=; get update && fresh=yes
                case $said in *'Failed to fetch'*|*'Some index files failed'*|*'Could not '*) fresh=; mirror=$said ;; esac
                [ -n "$fresh" ] || mirror=${mirror:-$said}
                if ! get install -y --no-install-recommends $names; then
                    locked
                    case $said in
                        *'No space left'*|*"don't have enough free space"*) die full "$(words 'No space|enough free')" ;;
                        *'Unable to locate package'*|*'no installation candidate'*)
                            [ -n "$fresh" ] || die mirror "$(printf '%s\n' "$mirror" | grep -E '^(Err:|E: |W: |  )' | grep -E 'Err|Failed|Could not|resolve|connect|404|ile not found' | head -n 2)"
                            die unknown "$(words 'Unable to locate|no installation candidate')" ;;
                        *'Failed to fetch'*|*'Unable to fetch'*) die mirror "$(words 'Failed to fetch')" ;;
                    esac
                    die package "$(words '^(E|dpkg):| error ')"
                fi
            fi
            """
        : """
            if ! get remove -y $names; then
                locked
                case $said in *'No space left'*) die full "$(words 'No space')" ;; esac
                die package "$(words '^(E|dpkg):| error ')"
            fi
            """));

    /// <summary>Finishes what is half done.</summary>
    public static string Repair(TimeSpan wait) => StepScripts.Make(Common(wait) + """
        end=$(( $(date +%s) + wait ))
        while :; do
            said=$(DEBIAN_FRONTEND=noninteractive dpkg --force-confdef --force-confold --configure -a </dev/null 2>&1 8>&-) && break
            case $said in *'frontend lock'*|*'is locked by another process'*|*'locked'*) [ "$(date +%s)" -lt $end ] || locked; sleep 1 ;; *) break ;; esac
        done
        case $said in *'No space left'*) die full "$(words 'No space')" ;; esac
        # What was not even unpacked is not for dpkg alone.
        if dpkg-query -W -f '${db:Status-Abbrev}\n' | grep -q '^.[HUFW]'; then
            get -f install -y || { locked; die package "$(words '^(E|dpkg):| error ')"; }
        fi
        """);

    // apt waits for dpkg's lock by itself and not for that of its lists, so both are waited for here.
    private static string Common(TimeSpan wait) => $"wait={StepScripts.Seconds(wait)}\n" + """
        words() { printf '%s\n' "$said" | grep -E "$1" | tail -n 2; }
        held() { case $said in *'Could not get lock'*|*'Unable to acquire the dpkg frontend lock'*|*'Unable to lock directory'*|*'frontend lock'*|*'locked by another process'*) return 0 ;; esac; return 1; }
        get() {
            end=$(( $(date +%s) + wait ))
            while :; do
                said=$(DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt-get -o DPkg::Lock::Timeout=0 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -o Acquire::Retries=1 -o Acquire::http::Timeout=20 "$@" </dev/null 2>&1 8>&-) && return 0
                held || return 1
                [ "$(date +%s)" -lt $end ] || return 1
                sleep 1
            done
        }
        locked() {
            held || return 0
            p=$(printf '%s\n' "$said" | sed -n 's/.*held by process \([0-9][0-9]*\).*/\1/p;s/.*with pid \([0-9][0-9]*\).*/\1/p' | head -n 1)
            if [ -n "$p" ]; then p="process $p ($(tr '\0' ' ' <"/proc/$p/cmdline" 2>/dev/null | head -c 100))"; fi
            die locked "${p:-somebody who cannot be seen}"
        }

        """;
}
