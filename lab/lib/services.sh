# shellcheck shell=bash
# Servers in the lab's network that are no hosts: each in namespaces of its own at a low address of the subnet. What one is,
# services/NAME.sh says.

random_word() { head -c 200 /dev/urandom | base64 -w 0 | tr -dc 'A-Za-z0-9' | head -c "$1"; }

# ADDRESS PORT PATH. Prints the status of the answer.
http_status() {
    local answer=''
    {
        exec 5<>"/dev/tcp/$1/$2" || return 0
        printf 'GET %s HTTP/1.0\r\nHost: %s\r\n\r\n' "$3" "$1" >&5
        IFS=' ' read -r -t 5 _ answer _ <&5
        exec 5<&-
    } 2>/dev/null
    printf '%s' "$answer"
}

# Sets service, service_dir and 'address'.
select_service() {
    service=$1 service_dir=$state/services/$1
    # shellcheck source=/dev/null
    . "$lab_home/services/$1.sh"
    declare -n number=${1}_address
    address=$subnet.0.$number
}

lab_s3() { run_service s3; }
lab_registry() { run_service registry; }
lab_dns() { run_service dns; }
lab_acme() { run_service acme; }

run_service() {
    local action=${arguments[0]}
    if [[ $action == up ]]; then install_missing "$1"; fi
    require_lab
    select_service "$1"
    case $action in
        up) lock_lab; service_up ;;
        down) lock_lab; service_down; say "$service of lab '$opt_name' is down." ;;
        status) service_status ;;
    esac
}

service_runs() { find_process "$service_dir/runner"; }

service_up() {
    local began=${EPOCHREALTIME/./} took
    mountpoint -q "$state/layers" || die "this machine has restarted since lab '$opt_name' was up; run 'lab.sh up --name $opt_name' first"
    if ! service_runs; then
        service_down
        mkdir -p "$service_dir"
        trap 'service_down' EXIT
        trap 'exit 130' INT
        trap 'exit 143' TERM HUP
        "${service}_prepare" "$service_dir" "$address"
        start_service
        await 60 service_settled || true
        if ! service_runs || ! "${service}_ready" "$address"; then
            tail -n 15 "$service_dir/log" "$service_dir"/*.out >&2 2>/dev/null || true
            die "$service did not come up; the end of its log is above"
        fi
        trap - EXIT INT TERM HUP
        # The secrets in it are for whoever called sudo, and nobody else.
        chmod 600 "$service_dir/access.json"
        [[ ! ${SUDO_UID-} =~ ^[0-9]+$ ]] || chown "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$service_dir" "$service_dir/access.json"
    fi
    took=$((${EPOCHREALTIME/./} - began))
    say "$service of lab '$opt_name' is up at $address ($((took / 1000000)).$(printf '%02d' $((took / 10000 % 100))) s); how to use it is in $service_dir/access.json"
}

# Settled is up, or ended.
service_settled() { "${service}_ready" "$address" || ! service_runs; }

start_service() {
    local mac veth=$bridge-${service:0:3} hex
    printf -v hex '%02x' "${address##*.}"
    mac=$mac_prefix:ff:$hex
    printf '%s\n' "address=$address" "mac=$mac" "veth=$veth" >"$service_dir/config"
    # shellcheck disable=SC2016 # for the inner shell
    env -i --default-signal PATH="$lab_path" setsid sh -c '
        exec 3</proc/self/ns/net
        read -r pid rest </proc/self/stat
        set -- "$1" "$2" "$pid" ${rest##*) }
        echo "$3 ${23}" >"$1/services/$2/runner"
        exec unshare --mount --uts --ipc --net --pid --fork --kill-child sh "$1/layers/host/service.sh" "$1" "$2"' \
        sh "$state" "$service" </dev/null >"$service_dir/log" 2>&1 9<&- &
    disown
    await 5 service_runs || true
}

service_down() {
    local runner=''
    if service_runs; then
        runner=$found
        kill -KILL "$runner"
        await 20 processes_gone "$runner" || die "$service outlived its kill -9"
    fi
    rm -rf "${service_dir:?}"
}

service_status() {
    local state_word=down
    if service_runs; then
        state_word=starting
        if "${service}_ready" "$address"; then state_word=up; fi
    fi
    if [[ -z $opt_json ]]; then
        say "$service of lab '$opt_name' is $state_word"
        if [[ $state_word == up ]]; then cat "$service_dir/access.json"; fi
    elif [[ $state_word == up ]]; then
        sed 's/^{/{"state":"up",/' "$service_dir/access.json"
    else
        say "{\"state\":\"$state_word\"}"
    fi
}
