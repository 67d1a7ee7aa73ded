# shellcheck shell=bash
# Making, starting and stopping hosts.

# Makes what the nodes in the array 'added' need. A node counts once its file 'number' is there, written last.
make_nodes() {
    local node uuid key count=${#added[@]}
    [[ $count -gt 0 ]] || return 0
    forget_host_keys "${added[@]}"
    rm -rf "${added[@]/#/$state/nodes/}" "${added[@]/#/$state/hosts/}"
    mkdir -p "${added[@]/#/$state/nodes/}"
    printf '%s\n' "${added[@]}" | xargs -P 4 -I{} ssh-keygen -q -t ed25519 -N '' -C root@{} -f "$state/nodes/{}/host_key"
    for node in "${added[@]}"; do
        number_node "${numbers[$node]}"
        read -r uuid </proc/sys/kernel/random/uuid
        number_docker "${numbers[$node]}"
        if [[ -n $docker ]]; then make_docker_disk "$node"; fi
        printf '%s\n' "address=$address" "mac=$mac" "veth=$veth" "docker=$docker" >"$state/nodes/$node/config"
        printf '%s\n' "${uuid//-/}" >"$state/nodes/$node/machine_id"
        write_fstab "$node"
        read -r key <"$state/nodes/$node/host_key.pub"
        write_cloud_node "$node" "${numbers[$node]}" "$key"
        printf '%s\n' "${numbers[$node]}" >"$state/nodes/$node/number"
    done
}

# A host's mounts, in their order, from the machine's point of view. Of /proc/sys a host may write its network's part;
# the rest, and sysrq, would reach this machine.
write_fstab() {
    local root=$state/root
    cat >"$state/nodes/$1/fstab" <<TABLE
overlay $root overlay $mount_options,upperdir=$state/hosts/$1/upper,workdir=$state/hosts/$1/work 0 0
tmpfs $root/dev tmpfs nosuid,mode=755,size=1m 0 0
devpts $root/dev/pts devpts newinstance,nosuid,noexec,gid=5,mode=620,ptmxmode=666,X-mount.mkdir 0 0
tmpfs $root/dev/shm tmpfs nosuid,nodev,mode=1777,X-mount.mkdir 0 0
proc $root/proc proc nosuid,nodev,noexec 0 0
$root/proc/sys/net $root/proc/sys/net none bind 0 0
$root/proc/sys $root/proc/sys none rbind,ro 0 0
sysfs $root/sys sysfs ro,nosuid,nodev,noexec 0 0
tmpfs $root/run tmpfs nosuid,nodev,mode=755 0 0
tmpfs $root/srv/small tmpfs nosuid,nodev,mode=1777,size=$disk_size 0 0
TABLE
    if [[ -e /proc/sysrq-trigger ]]; then
        printf '%s\n' "$root/proc/sysrq-trigger $root/proc/sysrq-trigger none bind,ro 0 0" >>"$state/nodes/$1/fstab"
    fi
    if [[ -n $docker ]]; then docker_mount "$1" >>"$state/nodes/$1/fstab"; fi
}

# Writes the files that differ from host to host into the upper layers that lack them, and tells the hosts
# that are there already about the new ones.
make_uppers() {
    local node lines='' new='' uuid missing=()
    for node in "${nodes[@]}"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        lines+="$address $node"$'\n'
        if [[ " ${added[*]-} " == *" $node "* ]]; then new+="$address $node"$'\n'; fi
        [[ -d $state/hosts/$node/upper/etc/ssh ]] || missing+=("$node")
    done
    for node in "${nodes[@]}"; do
        if [[ -n $new && -d $state/hosts/$node/upper/etc/ssh ]]; then
            find_host_root "$node"
            printf '%s' "$new" >>"$host_root/etc/hosts"
        fi
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    for node in "${missing[@]}"; do printf '%s\0' "$state/hosts/$node/work" "$state/hosts/$node/upper/etc/ssh"; done | xargs -0 mkdir -p
    for node in "${missing[@]}"; do
        local etc=$state/hosts/$node/upper/etc
        printf '%s\n' "$node" >"$etc/hostname"
        printf '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n%s' "$lines" >"$etc/hosts"
        read -r uuid <"$state/nodes/$node/machine_id"
        printf '%s\n' "$uuid" >"$etc/machine-id"
        write_host_key "$node" "$etc"
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        if [[ -n $docker ]]; then write_docker_config "$node" "$(<"$state/nodes/$node/number")" "$etc"; fi
    done
}

write_host_key() {
    local key
    key=$(<"$state/nodes/$1/host_key")
    (umask 077 && printf '%s\n' "$key" >"$2/ssh/ssh_host_ed25519_key")
    key=$(<"$state/nodes/$1/host_key.pub")
    printf '%s\n' "$key" >"$2/ssh/ssh_host_ed25519_key.pub"
}

# Sets host_root: where the files of a host can be reached from here. What is written into the upper layer of a
# mounted overlay is not defined, so a running host is reached through its first process.
find_host_root() {
    host_root=$state/hosts/$1/upper
    if find_init "$1" && [[ -e /proc/$init/root/run/lab-host ]]; then host_root=/proc/$init/root; fi
}

# Starts hosts without waiting. Nothing of the caller goes along: no environment, no files, no ignored signals.
start_nodes() {
    local node
    for node in "$@"; do printf '%s\0' "$state/nodes/$node/"{supervisor,runner,init}; done | xargs -0 rm -f
    for node in "$@"; do
        env -i --default-signal PATH="$lab_path" setsid sh "$state/layers/host/supervise.sh" "$state" "$node" \
            </dev/null >>"$state/nodes/$node/log" 2>&1 9<&- &
        disown
    done
}

# Waits until the nodes are on, and says why where one is not.
await_nodes() {
    local bound=$1 node end pending waiting began
    shift
    pending=("$@")
    end=$((SECONDS + bound + 1))
    while :; do
        waiting=()
        for node in "${pending[@]}"; do
            # Asked first: a supervisor that starts between the two questions must not look like one that ended.
            began=''
            if [[ -s $state/nodes/$node/supervisor ]]; then began=yes; fi
            find_state "$node"
            if [[ $node_state == off && -n $began ]]; then failed_boot "$node" "ended"; fi
            if [[ $node_state != on ]]; then waiting+=("$node"); fi
        done
        pending=("${waiting[@]}")
        [[ ${#pending[@]} -gt 0 ]] || return 0
        [[ $SECONDS -lt $end ]] || failed_boot "${pending[0]}" "was not up within $bound seconds"
        sleep 0.03
    done
}

failed_boot() {
    tail -n 5 "$state/nodes/$1/log" >&2 || true
    die "host $1 $2; the last lines of its log are above"
}

# Power cuts for all the given nodes at once. The cables go first, so that no connection hears the end of its host.
cut_power() {
    local node pids=()
    for node in "$@"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        if [[ -e /sys/class/net/$veth ]]; then ip link del "$veth" 2>/dev/null || true; fi
    done
    for node in "$@"; do
        if find_process "$state/nodes/$node/supervisor"; then pids+=("$found"); fi
        if find_init "$node"; then pids+=("$init"); fi
        if find_process "$state/nodes/$node/runner"; then pids+=("$found"); fi
    done
    [[ ${#pids[@]} -gt 0 ]] || return 0
    kill -KILL "${pids[@]}" 2>/dev/null || true
    await 20 processes_gone "${pids[@]}" || die "processes ${pids[*]} outlived their kill -9"
}

processes_gone() {
    local pid
    for pid in "$@"; do
        if read_process "$pid"; then return 1; fi
    done
}

lab_power() {
    require_node "${arguments[0]}"
    lock_lab
    local change=${arguments[1]}
    find_state "$node"
    if [[ $change != on && $node_state != off ]]; then cut_power "$node"; fi
    if [[ $change == cycle ]]; then sleep "$boot_delay"; fi
    if [[ $change == off ]] || [[ $change == on && $node_state != off ]]; then return 0; fi
    mountpoint -q "$state/layers" || die "this machine has restarted since lab '$opt_name' was up; run 'lab.sh up --name $opt_name' first"
    start_nodes "$node"
    if [[ -n $opt_wait ]]; then await_nodes 30 "$node"; await_docker "$node"; fi
}
