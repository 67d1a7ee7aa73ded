# shellcheck shell=bash
# Serf agents on the hosts: one in each, in the host's namespaces, that knows the others.

lab_serf() {
    require_lab
    list_nodes
    local serf_dir=$state/serf node
    case ${arguments[0]} in
        up)
            install_missing serf
            lock_lab
            serf_up
            ;;
        down)
            lock_lab
            for node in "${nodes[@]}"; do stop_agent "$node"; done
            rm -rf "$serf_dir"
            say "serf of lab '$opt_name' is down."
            ;;
        status) serf_status ;;
    esac
}

serf_up() {
    local began=${EPOCHREALTIME/./} took started=()
    mkdir -p "$serf_dir"
    if [[ ! -e $serf_dir/access.json ]]; then
        random_word 32 >"$serf_dir/rpc.key"
        head -c 32 /dev/urandom | base64 -w 0 >"$serf_dir/gossip.key"
        printf '{"port":7373,"authKey":"%s","encryptKey":"%s"}\n' "$(<"$serf_dir/rpc.key")" "$(<"$serf_dir/gossip.key")" >"$serf_dir/access.json"
        chmod 600 "$serf_dir"/*
        [[ ! ${SUDO_UID-} =~ ^[0-9]+$ ]] || chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$serf_dir"
    fi
    for node in "${nodes[@]}"; do
        find_state "$node"
        if [[ $node_state == on ]] && find_init "$node"; then
            start_agent "$node"
            started+=("$node")
        fi
    done
    for node in "${started[@]}"; do await 20 agent_answers "$node" || die "the Serf agent of $node does not answer; see /var/log/serf.log in the host"; done
    await 30 all_alive "${#started[@]}" "${started[0]}" || say "Not every agent sees the others yet; links may be cut."
    took=$((${EPOCHREALTIME/./} - began))
    say "serf of lab '$opt_name' is up on ${#started[@]} hosts ($((took / 1000000)).$(printf '%02d' $((took / 10000 % 100))) s); how to use it is in $serf_dir/access.json"
}

# NODE. An agent that runs is left alone.
start_agent() {
    # shellcheck source=/dev/null
    . "$state/nodes/$1/config"
    local etc=/proc/$init/root/etc/lab-serf role switch peers='' other own_address=$address
    role=$(sed -n 's/^roles: *\[\([^],]*\).*/\1/p' "$state/cloud/nodes/$1.yaml" 2>/dev/null) || true
    switch=$(sed -n 's/^switch: *//p' "$state/cloud/nodes/$1.yaml" 2>/dev/null) || true
    for other in "${nodes[@]}"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$other/config"
        peers+="${peers:+, }\"$address\""
    done
    if run_inside sh -c 'read -r pid </run/lab-host/serf.pid && kill -0 "$pid"' 2>/dev/null; then return 0; fi
    mkdir -p "$etc"
    install -m 755 "$lab_home/host/serf-query" "$etc/query"
    # A key that was changed since lives on in the ring.
    if [[ ! -e $etc/keyring.json ]]; then printf '["%s"]\n' "$(<"$serf_dir/gossip.key")" >"$etc/keyring.json"; fi
    cat >"$etc/agent.json" <<JSON
{
  "node_name": "$1",
  "bind": "$own_address",
  "rpc_addr": "127.0.0.1:7373",
  "rpc_auth": "$(<"$serf_dir/rpc.key")",
  "keyring_file": "/etc/lab-serf/keyring.json",
  "profile": "lan",
  "tags": {"role": "${role:-worker}", "switch": "${switch:-none}"},
  "event_handlers": ["query:load=/etc/lab-serf/query load", "query:echo=cat", "query:wait=/etc/lab-serf/query wait", "user=/etc/lab-serf/query event"],
  "retry_join": [$peers],
  "retry_interval": "1s",
  "reconnect_interval": "2s"
}
JSON
    chmod 600 "$etc"/*.json
    run_inside sh -c 'setsid serf agent -config-file=/etc/lab-serf/agent.json </dev/null >>/var/log/serf.log 2>&1 & echo $! >/run/lab-host/serf.pid' 9<&-
}

# NODE
stop_agent() {
    find_state "$1"
    if [[ $node_state == on ]] && find_init "$1"; then
        run_inside sh -c 'read -r pid </run/lab-host/serf.pid && kill -KILL "$pid"; rm -rf /run/lab-host/serf.pid /etc/lab-serf' 2>/dev/null || true
    fi
}

agent_answers() {
    find_init "$1" && run_inside timeout 3 serf info -rpc-auth="$(<"$serf_dir/rpc.key")" </dev/null >/dev/null 2>&1 9<&-
}

# NUMBER NODE
all_alive() {
    find_init "$2" && [[ $(run_inside timeout 3 serf members -rpc-auth="$(<"$serf_dir/rpc.key")" -status=alive </dev/null 2>/dev/null 9<&- | wc -l) -ge $1 ]]
}

serf_status() {
    local word=down alive=0
    if [[ -e $serf_dir/access.json ]]; then
        word=up
        for node in "${nodes[@]}"; do
            find_state "$node"
            if [[ $node_state == on ]] && agent_answers "$node"; then alive=$((alive + 1)); fi
        done
    fi
    if [[ -z $opt_json ]]; then
        say "serf of lab '$opt_name' is $word: $alive of ${#nodes[@]} agents answer"
    elif [[ $word == up ]]; then
        sed "s/^{/{\"state\":\"up\",\"agents\":$alive,/" "$serf_dir/access.json"
    else
        say "{\"state\":\"down\"}"
    fi
}
