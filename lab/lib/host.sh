# shellcheck shell=bash
# What is done inside a host that is on.

require_on() {
    require_node "$1"
    find_state "$node"
    [[ -n $init && -e /proc/$init/root/run/lab-host ]] || die "$node is $node_state; 'lab.sh power $node on --name $opt_name' starts it"
}

# Runs a command in the host's namespaces, with the host's limits and nothing of this machine's environment.
run_inside() {
    local clock=()
    if [[ -n $host_clock ]]; then clock=(--time); fi
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root USER=root LOGNAME=root TERM="${TERM:-linux}" \
        nsenter --target "$init" --mount --uts --ipc --net --pid "${clock[@]}" --root --wd \
        setpriv --bounding-set -sys_time,-sys_module,-sys_rawio "$@"
}

lab_exec() {
    require_on "${arguments[0]}"
    run_inside "${arguments[@]:1}"
}

lab_sshd() {
    require_on "${arguments[0]}"
    lock_lab
    local file=/proc/$init/root/etc/ssh/sshd_config.d/lab.conf setting before='' trouble
    if [[ -z $opt_reset && ${#opt_set[@]} -eq 0 ]]; then
        if [[ -e $file ]]; then cat "$file"; fi
        return 0
    fi
    for setting in "${opt_set[@]}"; do
        [[ $setting =~ ^[A-Za-z0-9]+[[:blank:]=] && $setting != *$'\n'* ]] || bad_usage "--set needs \"Keyword value\", not '$setting'"
    done
    if [[ -e $file ]]; then before=$(<"$file"); fi
    : >"$file"
    if [[ ${#opt_set[@]} -gt 0 ]]; then printf '%s\n' "${opt_set[@]}" >"$file"; fi
    if ! trouble=$(run_inside sshd -t 2>&1); then
        printf '%s\n' "$before" >"$file"
        die "sshd of $node refuses that, and keeps what it had: $trouble"
    fi
    reload_sshd
}

# sshd writes its PID file once it listens again; the old file goes first, or a fast sshd's new one would be taken away.
reload_sshd() {
    local file=/proc/$init/root/run/lab-host/sshd.pid
    [[ -e $file ]] || die "sshd of $node is not running"
    # shellcheck disable=SC2016 # for the host's shell
    run_inside sh -c 'pid=$(cat /run/lab-host/sshd.pid) && rm -f /run/lab-host/sshd.pid && kill -HUP "$pid"'
    await 20 test -e "$file" || die "sshd of $node did not come back; see /var/log/sshd.log in the host"
}

lab_rekey() {
    require_node "${arguments[0]}"
    lock_lab
    local dir=$state/nodes/$node key
    rm -f "$dir/new_key" "$dir/new_key.pub"
    ssh-keygen -q -t ed25519 -N '' -C "root@$node" -f "$dir/new_key"
    mv "$dir/new_key" "$dir/host_key"
    mv "$dir/new_key.pub" "$dir/host_key.pub"
    find_host_root "$node"
    write_host_key "$node" "$host_root/etc"
    if [[ -n $opt_trust ]]; then
        forget_host_keys "$node"
        read -r key <"$dir/host_key.pub"
        printf '%s,%s %s\n' "$node" "$address" "${key% *}" >>"$state/cloud/known_hosts"
    fi
    if [[ $host_root != "$state/hosts/$node/upper" ]]; then reload_sshd; fi
}
