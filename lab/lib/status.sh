# shellcheck shell=bash
# 'status', and asking many sshds at once whether they answer.

# Sets answers[NODE] for each node whose sshd says hello within some seconds. One connection at a time and host;
# in waves, since every greeting costs a process on the host's side.
probe() {
    local bound=$1 node wave
    shift
    declare -gA answers=()
    while [[ $# -gt 0 ]]; do
        wave=("${@:1:50}")
        shift ${#wave[@]}
        probe_wave
    done
}

probe_wave() {
    local pids=() i end=$((SECONDS + bound + 1))
    for node in "${wave[@]}"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        (
            exec 5<>"/dev/tcp/$address/22"
            IFS= read -r -t "$bound" greeting <&5
            [[ $greeting == SSH-* ]]
        ) 2>/dev/null 9<&- &
        pids+=($!)
    done
    for i in "${!pids[@]}"; do
        while kill -0 "${pids[i]}" 2>/dev/null; do
            if [[ $SECONDS -ge $end ]]; then kill -TERM "${pids[i]}" 2>/dev/null || true; fi
            sleep 0.01
        done
        if wait "${pids[i]}" 2>/dev/null; then answers[${wave[i]}]=yes; fi
    done
}

lab_status() {
    if [[ ! -f $state/lab.conf ]]; then
        if [[ -n $opt_json ]]; then say '[]'; else say "There is no lab '$opt_name' in ${state%/*}."; fi
        return 0
    fi
    require_lab
    list_nodes
    local node on=()
    declare -A states=() inits=()
    for node in "${nodes[@]}"; do
        find_state "$node"
        states[$node]=$node_state inits[$node]=$init
        if [[ $node_state == on ]]; then on+=("$node"); fi
    done
    probe 1 "${on[@]}"
    ask_engines "${on[@]}"
    if [[ -n $opt_json ]]; then print_json; else print_table; fi
}

print_table() {
    printf '%-12s %-15s %-8s %-8s %-8s %s\n' NODE ADDRESS STATE PID SSHD DOCKER
    local node sshd docker
    for node in "${nodes[@]}"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        sshd=silent
        if [[ -n ${answers[$node]-} ]]; then sshd=answers; fi
        if [[ -n $docker ]]; then docker=${engines[$node]:-stopped}; fi
        printf '%-12s %-15s %-8s %-8s %-8s %s\n' "$node" "$address" "${states[$node]}" "${inits[$node]:--}" "$sshd" "${docker:--}"
    done
}

print_json() {
    local node sshd comma=' ' cable packets docker
    printf '['
    for node in "${nodes[@]}"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        sshd=false cable=up packets=pass
        if [[ -n ${answers[$node]-} ]]; then sshd=true; fi
        if [[ -s $state/nodes/$node/link ]]; then read -r cable packets <"$state/nodes/$node/link"; fi
        printf '%s{"name":"%s","address":"%s","state":"%s","pid":%s,"sshd":%s,"cable":"%s","packets":"%s","cloud":"%s","docker":%s}' "$comma" \
            "$node" "$address" "${states[$node]}" "${inits[$node]:-null}" "$sshd" "$cable" "$packets" "$state/cloud" "$(docker_json "$node")"
        comma=$'\n,'
    done
    printf ']\n'
}
