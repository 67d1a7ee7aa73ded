#!/bin/sh
# usage: supervise.sh STATE NODE
# Runs one host from outside: starts it, starts it again when it rebooted, and ends when it is off.
state=$1 node=$2
dir=$state/nodes/$node
# shellcheck source=/dev/null
. "$state/lab.conf"
cd / || exit 1

# Prints PID and its start time, by which it is told from a later process of the same number.
identify() {
    read -r line <"/proc/$1/stat" || return
    pid=$1
    # shellcheck disable=SC2086 # the fields are wanted as words
    set -- ${line##*) }
    echo "$pid ${20}"
}

identify $$ >"$dir/supervisor"
# The host's first process connects its cable through this file: the network namespace that the bridge is in.
exec 3</proc/self/ns/net

while :; do
    clock=
    if [ "$host_clock" = yes ]; then
        read -r seconds _ </proc/uptime
        clock="--time --boottime -${seconds%.*} --monotonic -${seconds%.*}"
    fi
    # The host dies with unshare, and unshare with this shell, however that ends.
    # shellcheck disable=SC2086 # several options
    setpriv --pdeathsig KILL unshare --mount --uts --ipc --net --pid $clock --fork --kill-child \
        sh "$state/layers/host/boot.sh" "$state" "$node" &
    identify $! >"$dir/runner"
    wait $!
    code=$?
    # 90 and 91 are our init's exit codes. 129 and 130 are the kernel's word (SIGHUP, SIGINT) for somebody in the
    # host having called reboot(2) to restart or to power off.
    case $code in
        90 | 129) echo "$node reboots" ;;
        91 | 130) echo "$node powered off"; break ;;
        70) echo "$node did not boot"; break ;;
        # 137 is a killed unshare. For a killed init it is 1, as unshare tries to die of the same signal and may not
        # set SIGKILL up for itself ("sigprocmask unblock failed").
        1 | 137) echo "$node lost power"; break ;;
        *) echo "$node ended with code $code"; break ;;
    esac
    sleep "$boot_delay"
done
