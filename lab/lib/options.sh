# shellcheck shell=bash
# The command line: one place that knows which option belongs to which command.

parse_options() {
    local command=$1
    shift
    opt_name=lab opt_dir='' opt_nodes='' opt_subnet='' opt_start='' opt_prefix='' opt_disk='' opt_delay=''
    opt_docker='' opt_docker_disk='' opt_images='' opt_docker_version=''
    opt_architecture='' opt_hosts='' opt_osds='' opt_osd_size=''
    opt_json='' opt_wait=yes opt_reset='' opt_trust=''
    opt_set=() arguments=()
    while [[ $# -gt 0 ]]; do
        case $command:$1 in
            exec:--) shift; arguments+=("$@"); break ;;
            *:--name) option_value "$@"; opt_name=$value; shift 2 ;;
            *:--dir) option_value "$@"; opt_dir=$value; shift 2 ;;
            up:--nodes) option_value "$@"; opt_nodes=$value; shift 2 ;;
            up:--subnet) option_value "$@"; opt_subnet=$value; shift 2 ;;
            up:--start-number) option_value "$@"; opt_start=$value; shift 2 ;;
            up:--prefix) option_value "$@"; opt_prefix=$value; shift 2 ;;
            up:--disk-size) option_value "$@"; opt_disk=$value; shift 2 ;;
            up:--boot-delay) option_value "$@"; opt_delay=$value; shift 2 ;;
            up:--docker)
                opt_docker=all
                if [[ ${2-} =~ ^[0-9]+$ ]]; then opt_docker=$2; shift; fi
                shift ;;
            up:--docker-disk) option_value "$@"; opt_docker_disk=$value; shift 2 ;;
            up:--docker-version) option_value "$@"; opt_docker_version=$value; shift 2 ;;
            up:--images) option_value "$@"; opt_images=$value; shift 2 ;;
            ceph:--hosts) option_value "$@"; opt_hosts=$value; shift 2 ;;
            ceph:--osds) option_value "$@"; opt_osds=$value; shift 2 ;;
            ceph:--osd-size) option_value "$@"; opt_osd_size=$value; shift 2 ;;
            debian:--architecture) option_value "$@"; opt_architecture=$value; shift 2 ;;
            status:--json | debian:--json | s3:--json | registry:--json | dns:--json | acme:--json | serf:--json | ceph:--json) opt_json=yes; shift ;;
            power:--no-wait) opt_wait=''; shift ;;
            sshd:--set) option_value "$@"; opt_set+=("$value"); shift 2 ;;
            sshd:--reset) opt_reset=yes; shift ;;
            rekey:--trust) opt_trust=yes; shift ;;
            *:--help | *:-h) usage; exit 0 ;;
            *:-*) bad_usage "'$command' has no option '$1'" ;;
            # From the node's name on, everything belongs to the command that is to run.
            exec:*) arguments+=("$@"); break ;;
            *) arguments+=("$1"); shift ;;
        esac
    done
    check_arguments "$command"
}

option_value() {
    [[ $# -ge 2 && -n $2 ]] || bad_usage "'$1' needs a value"
    value=$2
}

check_arguments() {
    local count=${#arguments[@]}
    case $1 in
        power)
            [[ $count -eq 2 && ${arguments[1]} =~ ^(off|on|cycle)$ ]] || bad_usage "power needs a node, then off, on or cycle" ;;
        link)
            [[ $count -eq 2 && ${arguments[1]} =~ ^(down|up|drop|pass)$ ]] || bad_usage "link needs a node, then down, up, drop or pass" ;;
        wire)
            local name='^[a-z][a-z0-9]{0,14}$' address='^[0-9a-f.:]+/[0-9]+(,[0-9a-f.:]+/[0-9]+)*$'
            [[ $count -eq 6 && ${arguments[1]} =~ $name && ${arguments[4]} =~ $name && ${arguments[2]} =~ $address && ${arguments[5]} =~ $address ]] ||
                bad_usage "wire needs, for both ends, a node, an interface and addresses such as 192.0.2.1/24,2001:db8::1/64" ;;
        docker)
            [[ $count -eq 2 && ${arguments[1]} =~ ^(start|stop|restart|kill|tls)$ ]] ||
                bad_usage "docker needs a node, then start, stop, restart, kill or tls" ;;
        s3 | registry | dns | acme | serf) [[ $count -eq 1 && ${arguments[0]} =~ ^(up|down|status)$ ]] || bad_usage "$1 needs up, down or status" ;;
        debian)
            [[ $count -eq 1 && ${arguments[0]} =~ ^(up|off|down|status)$ ]] || bad_usage "debian needs up, off, down or status"
            [[ -z $opt_architecture || $opt_architecture =~ ^(amd64|arm64)$ ]] || bad_usage "--architecture needs amd64 or arm64, not '$opt_architecture'" ;;
        ceph)
            [[ $count -eq 1 && ${arguments[0]} =~ ^(up|down|status)$ ]] || bad_usage "ceph needs up, down or status"
            [[ -z $opt_hosts || $opt_hosts =~ ^[1-9][0-9]?$ ]] || bad_usage "--hosts needs a number from 1 to 99, not '$opt_hosts'"
            [[ -z $opt_osds || $opt_osds =~ ^[1-9]$ ]] || bad_usage "--osds needs a number from 1 to 9, not '$opt_osds'"
            [[ -z $opt_osd_size || $opt_osd_size =~ ^[1-9][0-9]*[MG]$ ]] || bad_usage "--osd-size needs a size such as 1G, not '$opt_osd_size'" ;;
        image) [[ $count -ge 1 ]] || bad_usage "image needs the name of an image" ;;
        exec) [[ $count -ge 2 ]] || bad_usage "exec needs a node and a command" ;;
        sshd)
            [[ $count -eq 1 ]] || bad_usage "sshd needs one node"
            [[ -z $opt_reset || ${#opt_set[@]} -eq 0 ]] || bad_usage "--set and --reset exclude each other" ;;
        install)
            local part
            for part in "${arguments[@]}"; do
                [[ $part =~ ^(docker|s3|registry|dns|dhcp|seed|public|acme|serf|ceph|debian|emulation|browser)$ ]] || bad_usage "install knows docker, s3, registry, dns, dhcp, seed, public, acme, serf, ceph, debian, emulation and browser, not '$part'"
            done ;;
        rekey) [[ $count -eq 1 ]] || bad_usage "rekey needs one node" ;;
        *) [[ $count -eq 0 ]] || bad_usage "'$1' takes no '${arguments[0]}'" ;;
    esac
}

# Checks what 'up' was given, and fills in what it was not: from the lab if there is one, else the defaults.
settle_up_options() {
    local number='^[1-9][0-9]{0,3}$'
    [[ -z $opt_nodes || $opt_nodes =~ $number ]] || bad_usage "--nodes needs a number from 1 on, not '$opt_nodes'"
    [[ -z $opt_start || $opt_start =~ $number ]] || bad_usage "--start-number needs a number from 1 on, not '$opt_start'"
    [[ -z $opt_prefix || $opt_prefix =~ ^[a-z][a-z0-9-]{0,19}$ ]] ||
        bad_usage "--prefix needs a letter, then up to 19 of a-z, 0-9 and -, not '$opt_prefix'"
    [[ -z $opt_disk || $opt_disk =~ ^[1-9][0-9]*[KkMmGg]$ ]] || bad_usage "--disk-size needs a size such as 16M, not '$opt_disk'"
    [[ -z $opt_delay || $opt_delay =~ ^[0-9]+(\.[0-9]+)?$ ]] || bad_usage "--boot-delay needs seconds, not '$opt_delay'"
    [[ -z $opt_docker || $opt_docker == all || $opt_docker =~ $number ]] || bad_usage "--docker needs a number of hosts from 1 on, not '$opt_docker'"
    [[ -z $opt_docker_disk || $opt_docker_disk =~ ^[1-9][0-9]*[MmGg]$ ]] || bad_usage "--docker-disk needs a size such as 4G, not '$opt_docker_disk'"
    [[ -z $opt_docker_version || $opt_docker_version =~ ^[a-z][a-z0-9-]*$ ]] ||
        bad_usage "--docker-version needs the name of a release such as trixie, not '$opt_docker_version'"
    [[ -z $opt_subnet ]] || settle_subnet

    if [[ -f $state/lab.conf ]]; then
        # shellcheck source=/dev/null
        . "$state/lab.conf"
        keep_setting --subnet "$opt_subnet" "$subnet"
        keep_setting --start-number "$opt_start" "$start"
        keep_setting --prefix "$opt_prefix" "$prefix"
        keep_setting --disk-size "$opt_disk" "$disk_size"
        keep_setting --boot-delay "$opt_delay" "$boot_delay"
        keep_setting --docker "$opt_docker" "$docker_hosts"
        keep_setting --docker-version "$opt_docker_version" "$docker_version"
        keep_setting --docker-disk "$opt_docker_disk" "$docker_disk"
        list_nodes
        nodes_wanted=${opt_nodes:-${#nodes[@]}}
        [[ $nodes_wanted -ge ${#nodes[@]} ]] ||
            die "lab '$opt_name' has ${#nodes[@]} nodes and 'up' removes none; take it down first to have $nodes_wanted"
    else
        subnet=$opt_subnet start=${opt_start:-1} prefix=${opt_prefix:-pi}
        [[ -n $subnet ]] || find_free_subnet
        disk_size=${opt_disk:-16M} boot_delay=${opt_delay:-1} nodes_wanted=${opt_nodes:-3}
        docker_hosts=${opt_docker:-0} docker_disk=$opt_docker_disk docker_version=$opt_docker_version images=''
    fi
    if [[ -n $opt_images ]]; then images=${opt_images//,/ }; fi
    # shellcheck disable=SC2086 # several images
    check_images $images
    [[ -z $images || $docker_hosts != 0 ]] || bad_usage "--images needs hosts with Docker: add --docker"
    [[ -z $opt_docker_version$opt_docker_disk || $docker_hosts != 0 ]] || bad_usage "--docker-version and --docker-disk need --docker"
    # A Linux bridge has 1023 ports.
    [[ $nodes_wanted -le 1000 ]] || bad_usage "a lab holds at most 1000 nodes, not $nodes_wanted"
    [[ $((start + nodes_wanted)) -le 10000 ]] || bad_usage "node numbers end at 9999; use a lower --start-number"
}

keep_setting() {
    [[ -z $2 || $2 == "$3" ]] ||
        die "lab '$opt_name' was made with $1 $3; take it down first, or use another --name, for $1 $2"
}

# The lab's network is always a /16: 10.77, 10.77.0, 10.77.0.0 and 10.77.0.0/16 are all the same one.
settle_subnet() {
    local octet='(0|[1-9][0-9]{0,2})'
    [[ $opt_subnet =~ ^$octet\.$octet(\.0(\.0)?)?(/16)?$ ]] ||
        bad_usage "--subnet needs the start of a /16 network such as 10.77.0, not '$opt_subnet'"
    local first=${BASH_REMATCH[1]} second=${BASH_REMATCH[2]}
    [[ $first -ge 1 && $first -le 223 && $first -ne 127 && $second -le 255 ]] ||
        bad_usage "--subnet '$opt_subnet' is no network that hosts can have"
    opt_subnet=$first.$second
}
