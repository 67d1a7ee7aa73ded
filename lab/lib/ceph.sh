# shellcheck shell=bash
# A Ceph cluster over the lab's hosts: a monitor and OSDs on each of the first ones, a manager on the first two.

lab_ceph() {
    local action=${arguments[0]}
    if [[ $action == up ]]; then install_missing ceph; fi
    require_lab
    case $action in
        up) lock_lab; ceph_up ;;
        down) lock_lab; ceph_down; say "Ceph of lab '$opt_name' is gone." ;;
        status) ceph_status ;;
    esac
}

# Sets ceph_nodes to the hosts that have Ceph.
find_ceph_nodes() {
    ceph_nodes=()
    if [[ -s $state/ceph/nodes ]]; then mapfile -t ceph_nodes <"$state/ceph/nodes"; fi
}

# NODE COMMAND...
on_node() {
    find_init "$1" || die "$1 is off; 'lab.sh power $1 on --name $opt_name' starts it"
    run_inside "${@:2}" </dev/null 9<&-
}

# COMMAND... on each of the Ceph hosts at once.
on_ceph_nodes() {
    local pids=() i node
    for node in "${ceph_nodes[@]}"; do on_node "$node" "$@" & pids+=($!); done
    for i in "${!pids[@]}"; do wait "${pids[i]}" || die "'$*' failed on ${ceph_nodes[i]}; what it said is above"; done
}

ceph_up() {
    local began=${EPOCHREALTIME/./} took
    find_ceph_nodes
    if [[ ${#ceph_nodes[@]} -eq 0 ]]; then
        trap 'ceph_ended' EXIT
        trap 'exit 130' INT
        trap 'exit 143' TERM HUP
        ceph_make
        trap - EXIT INT TERM HUP
    else
        on_ceph_nodes lab-ceph start
        await 120 ceph_healthy || die "Ceph is not healthy after two minutes: $(ceph_says health)"
    fi
    took=$((${EPOCHREALTIME/./} - began))
    say "Ceph of lab '$opt_name' is up on ${ceph_nodes[*]} ($((took / 1000000)).$(printf '%02d' $((took / 10000 % 100))) s); 'lab.sh exec ${ceph_nodes[0]} ceph status --name $opt_name' shows it"
}

ceph_ended() {
    local code=$?
    trap '' INT TERM HUP
    ceph_down
    exit "$code"
}

ceph_make() {
    local node dir=$state/ceph
    list_nodes
    ceph_nodes=("${nodes[@]:0:${opt_hosts:-3}}")
    rm -rf "$dir"
    mkdir -p "$dir"
    ceph_configure
    for node in "${ceph_nodes[@]}"; do ceph_give "$node"; done
    printf '%s\n' "${ceph_nodes[@]}" >"$dir/nodes"
    on_ceph_nodes sh /etc/ceph/lab-make
    on_ceph_nodes rm -rf /etc/ceph/lab-make /etc/ceph/lab-keyring /etc/ceph/lab-monmap
    on_node "${ceph_nodes[0]}" ceph --connect-timeout 30 osd pool create lab 8 8 replicated >"$dir/log" 2>&1 &&
        on_node "${ceph_nodes[0]}" ceph --connect-timeout 30 osd pool application enable lab rbd >>"$dir/log" 2>&1 ||
        { cat "$dir/log" >&2; die "Ceph took no pool; what it said is above"; }
    await 120 ceph_healthy || die "Ceph is not healthy after two minutes: $(ceph_says health detail)"
}

ceph_says() { on_node "${ceph_nodes[0]}" timeout 20 ceph --connect-timeout 10 "$@" 2>/dev/null; }
# HEALTH_OK comes before the managers do, and placement groups are known only through them.
ceph_healthy() {
    local says managers=$((${#ceph_nodes[@]} < 2 ? ${#ceph_nodes[@]} : 2))
    says=$(ceph_says status --format json) || return 1
    [[ $says == *'"status":"HEALTH_OK"'* && $says == *'"available":true,"num_standbys":'$((managers - 1)),* &&
        $says =~ \"num_osds\":([0-9]+),\"num_up_osds\":([0-9]+) && ${BASH_REMATCH[1]} == "${BASH_REMATCH[2]}" &&
        $says =~ \"pgs_by_state\":\[\{\"state_name\":\"active\+clean\",\"count\":([0-9]+)\}\],\"num_pgs\":([0-9]+) && ${BASH_REMATCH[1]} == "${BASH_REMATCH[2]}" ]]
}

# The cluster's own files, which are the same on every host. Ids of OSDs are given in the order of hosts.
ceph_configure() {
    local node monitors=() addresses='' number id=0 all=(--cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' --cap mds 'allow *')
    local fsid keyring=$dir/keyring
    fsid=$(</proc/sys/kernel/random/uuid)
    (
        umask 077
        ceph-authtool --create-keyring "$keyring" --gen-key --name mon. --cap mon 'allow *'
        ceph-authtool "$keyring" --gen-key --name client.admin "${all[@]}"
        for ((number = 0; number < ${#ceph_nodes[@]} * ${opt_osds:-1}; number++)); do
            ceph-authtool "$keyring" --gen-key --name "osd.$number" --cap mon 'allow profile osd' --cap mgr 'allow profile osd' --cap osd 'allow *'
        done
        for node in "${ceph_nodes[@]:0:2}"; do
            ceph-authtool "$keyring" --gen-key --name "mgr.$node" --cap mon 'allow profile mgr' --cap osd 'allow *' --cap mds 'allow *'
        done
    ) >/dev/null
    for node in "${ceph_nodes[@]}"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        monitors+=(--addv "$node" "[v2:$address:3300,v1:$address:6789]")
        addresses+="${addresses:+,}[v2:$address:3300/0,v1:$address:6789/0]"
    done
    monmaptool --create --clobber --fsid "$fsid" "${monitors[@]}" "$dir/monmap" >/dev/null
    # The short times are for tests: a host without power is noticed in seconds.
    cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $fsid
mon host = $addresses
mon initial members = $(IFS=,; echo "${ceph_nodes[*]}")
public network = $subnet.0.0/16
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
max open files = 0
pid file =
osd pool default size = $((${#ceph_nodes[@]} < 3 ? ${#ceph_nodes[@]} : 3))
osd pool default min size = $((${#ceph_nodes[@]} < 2 ? 1 : 2))
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
mon max pg per osd = 1000
osd heartbeat interval = 1
osd heartbeat grace = 6
[mon]
mon allow pool delete = true
mon data avail crit = 1
mon data avail warn = 2
mon osd min down reporters = 1
mon osd min up ratio = 0
mon lease = 2
mon election timeout = 2
mon tick interval = 1
mgr initial modules =
paxos propose interval = 0.1
paxos min wait = 0.02
[mgr]
mgr tick period = 1
[osd]
osd objectstore = bluestore
bluestore block size = ${opt_osd_size:-2G}
bluestore cache autotune = false
bluestore cache size = 33554432
osd class load list = *
osd max backfills = 4
osd recovery sleep = 0
osd mon report interval = 1
osd mgr report interval = 1
osd crush update on start = true
[client]
admin socket = /run/ceph/\$name.\$pid.asok
log file =
CONF
}

# NODE. Writes the host's part: configuration, keys, the list of its daemons, and the script that makes them.
ceph_give() {
    local node=$1 root index=0 number daemons=("mon.$1") osds=''
    find_init "$node" || die "$node is off; 'lab.sh power $node on --name $opt_name' starts it"
    root=/proc/$init/root
    while [[ ${ceph_nodes[index]} != "$node" ]]; do index=$((index + 1)); done
    if [[ $index -lt 2 ]]; then daemons+=("mgr.$node"); fi
    for ((number = index * ${opt_osds:-1}; number < (index + 1) * ${opt_osds:-1}; number++)); do
        daemons+=("osd.$number")
        osds+=" $number"
    done
    mkdir -p "$root/etc/ceph"
    cp "$dir/ceph.conf" "$root/etc/ceph/ceph.conf"
    install -m 600 "$dir/keyring" "$root/etc/ceph/lab-keyring"
    cp "$dir/monmap" "$root/etc/ceph/lab-monmap"
    printf '%s\n' "${daemons[@]}" >"$root/etc/ceph/lab-daemons"
    cat >"$root/etc/ceph/lab-make" <<SCRIPT
set -eu
umask 077
node=$node first=$([[ $index -ne 0 ]] || echo yes) osds="$osds" all="$(for ((number = 0; number < ${#ceph_nodes[@]} * ${opt_osds:-1}; number++)); do printf '%s ' "$number"; done)"
SCRIPT
    # Each OSD's files are made while the monitors find each other. An OSD's id goes with the order in which they are made known, so one host does that.
    cat >>"$root/etc/ceph/lab-make" <<'SCRIPT'
mkdir -p /run/ceph /var/log/ceph /var/lib/ceph/mon/ceph-$node /var/lib/ceph/mgr/ceph-$node /var/lib/ceph/bootstrap-osd /var/lib/ceph/crash
chmod 755 /etc/ceph
key() {
    ceph-authtool --create-keyring "$2" --name "$1" --add-key "$(ceph-authtool /etc/ceph/lab-keyring --name "$1" --print-key)" >/dev/null
}
uuid() { printf '00000000-0000-4000-8000-%012d\n' "$1"; }
key client.admin /etc/ceph/ceph.client.admin.keyring
key "mgr.$node" "/var/lib/ceph/mgr/ceph-$node/keyring" 2>/dev/null || :
ceph-mon --mkfs -i "$node" --monmap /etc/ceph/lab-monmap --keyring /etc/ceph/lab-keyring >/var/log/ceph/make.out 2>&1
lab-ceph start "mon.$node"
for id in $osds; do
    mkdir -p "/var/lib/ceph/osd/ceph-$id"
    key "osd.$id" "/var/lib/ceph/osd/ceph-$id/keyring"
    ceph-osd -i "$id" --mkfs --no-mon-config --osd-uuid "$(uuid "$id")" >>/var/log/ceph/make.out 2>&1
done
if [ -n "$first" ]; then
    for id in $all; do echo "osd new $(uuid "$id")"; done | ceph --connect-timeout 60 >>/var/log/ceph/make.out 2>&1
    ceph --connect-timeout 30 config set mon auth_allow_insecure_global_id_reclaim false >>/var/log/ceph/make.out 2>&1
fi
lab-ceph start
SCRIPT
}

ceph_down() {
    local node root
    find_ceph_nodes
    for node in "${ceph_nodes[@]}"; do
        if find_init "$node"; then
            root=/proc/$init/root
            if [[ -s $root/etc/ceph/lab-daemons ]]; then on_node "$node" lab-ceph kill || true; fi
        fi
        find_host_root "$node"
        rm -rf "$host_root/etc/ceph" "$host_root/var/lib/ceph" "$host_root/var/log/ceph" "$host_root/run/ceph" "$host_root/run/lab-host/ceph"
    done
    rm -rf "${state:?}/ceph"
}

ceph_status() {
    local word=down health=''
    find_ceph_nodes
    if [[ ${#ceph_nodes[@]} -gt 0 ]]; then
        word=starting
        health=$(ceph_says health) || health=''
        if [[ -n $health ]]; then word=up health=${health%% *}; fi
    fi
    if [[ -n $opt_json ]]; then
        printf '{"state":"%s","health":%s,"nodes":[%s]}\n' "$word" "$([[ -n $health ]] && printf '"%s"' "$health" || echo null)" \
            "$([[ ${#ceph_nodes[@]} -eq 0 ]] || printf '"%s",' "${ceph_nodes[@]}" | sed 's/,$//')"
    else
        say "Ceph of lab '$opt_name' is $word${health:+ with $health}${ceph_nodes[*]:+, on ${ceph_nodes[*]}}"
    fi
}
