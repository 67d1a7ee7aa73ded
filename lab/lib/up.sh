# shellcheck shell=bash
# 'up': all or nothing. What this run added goes again if it fails or is stopped.

lab_up() {
    install_missing
    if [[ -n $opt_docker ]]; then install_missing docker; fi
    local began=${EPOCHREALTIME/./} took
    fresh='' added=() started=() written=()
    declare -gA numbers=()
    lock_lab
    require_own_folder
    if [[ ! -e $state/lab.conf ]]; then fresh=yes; fi
    trap up_ended EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    # An 'up' that was killed before it could clean up.
    if [[ -n $fresh ]]; then remove_hosts; remove_network; remove_lab_groups; remove_files; fi
    settle_up_options
    check_docker

    if [[ -n $docker_version ]]; then make_engine; fi
    make_client_key
    make_layers
    if [[ -n $fresh ]]; then choose_storage; choose_docker_storage; else mount_storage; fi
    make_bridge
    write_settings
    plan_nodes
    make_nodes
    list_nodes
    make_uppers
    give_to_operator
    find_started
    if [[ ${#started[@]} -gt 0 ]]; then
        start_nodes "${started[@]}"
        await_nodes $((30 + ${#nodes[@]} / 5)) "${started[@]}"
        check_answers "${started[@]}"
        await_docker "${started[@]}"
    fi
    if [[ -n $images ]]; then
        # Hosts that were up before may lack an image that was asked for now.
        find_docker_nodes "${nodes[@]}"
        for image in $images; do load_image "$image" "${docker_nodes[@]}"; done
    fi
    trap - EXIT INT TERM HUP
    took=$((${EPOCHREALTIME/./} - began))
    report_up "$took"
}

write_settings() {
    architecture=$(dpkg --print-architecture 2>/dev/null || uname -m)
    printf '%s=%q\n' bridge "$bridge" gateway_mac "$gateway_mac" mac_prefix "$mac_prefix" subnet "$subnet" prefix "$prefix" \
        start "$start" disk_size "$disk_size" boot_delay "$boot_delay" host_clock "$host_clock" storage "$storage" \
        docker_hosts "$docker_hosts" docker_storage "$docker_storage" docker_disk "$docker_disk" docker_version "$docker_version" images "$images" \
        mount_options "$mount_options" architecture "$architecture" >"$state/lab.conf.new"
    mv "$state/lab.conf.new" "$state/lab.conf"
}

plan_nodes() {
    local number node
    for ((number = start; number < start + nodes_wanted; number++)); do
        node=$prefix$number
        [[ ! -e $state/nodes/$node/number ]] || continue
        added+=("$node")
        numbers[$node]=$number
    done
}

find_started() {
    local node
    for node in "${nodes[@]}"; do
        find_state "$node"
        if [[ $node_state == off ]]; then started+=("$node"); fi
    done
}

# Every sshd must answer over the network too, but for hosts whose link was cut on purpose.
check_answers() {
    local node connected=()
    for node in "$@"; do
        if [[ ! -s $state/nodes/$node/link || $(<"$state/nodes/$node/link") == 'up pass' ]]; then connected+=("$node"); fi
    done
    probe 15 "${connected[@]}"
    for node in "${connected[@]}"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        [[ -n ${answers[$node]-} ]] ||
            die "sshd of $node runs but does not answer on $address; look for a firewall rule on this machine that stops the interface $bridge"
    done
}

up_ended() {
    local code=$? node
    trap '' INT TERM HUP
    if [[ -d $state/layers && $((${#added[@]} + ${#started[@]})) -gt 0 ]]; then warn "cleaning up what this 'up' made"; fi
    if [[ -n $fresh ]]; then
        remove_hosts
        remove_network
        remove_lab_groups
        remove_files
        remove_folder
    else
        cut_power_of_started
        forget_host_keys "${added[@]}"
        for node in "${added[@]}"; do rm -rf "$state/nodes/$node" "$state/hosts/$node" "$state/docker/$node" "$state/docker/$node.disk"; done
        if [[ ${#written[@]} -gt 0 ]]; then rm -f "${written[@]}"; fi
    fi
    exit "$code"
}

cut_power_of_started() {
    if [[ ${#started[@]} -gt 0 ]]; then (cut_power "${started[@]}") || true; fi
}

report_up() {
    local node shown=0
    for node in "${nodes[@]}"; do
        shown=$((shown + 1))
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        if [[ ${#nodes[@]} -le 10 || $shown -le 3 || $shown -gt $((${#nodes[@]} - 2)) ]]; then
            say "$(printf '%-12s %s' "$node" "$address")"
        elif [[ $shown -eq 4 ]]; then
            say "..."
        fi
    done
    say "Lab '$opt_name': ${#nodes[@]} hosts up (${#started[@]} started) in $(($1 / 1000000)).$(printf '%02d' $(($1 / 10000 % 100))) s."
    say ""
    say "export DENTROPY_CLOUD=$state/cloud"
    say ""
    say "Take it down with: $lab_home/lab.sh down --name $opt_name$([[ ${state%/*} == /var/lib/dentropy-lab ]] || printf ' --dir %s' "${state%/*}")"
}
