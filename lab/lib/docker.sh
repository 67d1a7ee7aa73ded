# shellcheck shell=bash
# Docker on hosts: an engine of its own in each, in the host's namespaces and at the default paths.

# Sets 'docker' for node number N: "yes" or nothing.
number_docker() {
    docker=
    if [[ $docker_hosts == all || $(($1 - start)) -lt $docker_hosts ]]; then docker=yes; fi
}

# What an engine needs of this machine, asked before anything is made.
check_docker() {
    [[ $docker_hosts != 0 ]] || return 0
    [[ -n $(. "$lab_home/host/cgroups.sh" && list_hierarchies) ]] ||
        die "hosts with Docker need control groups, and none are mounted on this machine; mount /sys/fs/cgroup, or leave --docker out"
}

# Engines keep their data in folders of this machine's disk. Where that cannot be, or a size was given, each gets a
# disk in a file. What an overlay carries cannot carry another one, and a tmpfs lacks extended attributes.
choose_docker_storage() {
    docker_storage=folder
    local kind
    kind=$(stat -f -c %T "$state")
    if [[ -n $docker_disk || $storage == memory || $kind =~ ^(tmpfs|ramfs|overlayfs)$ ]]; then docker_storage=file; fi
}

make_docker_disk() {
    local place=$state/docker/$1 size=${docker_disk:-16G}
    mkdir -p "$state/docker"
    if [[ $docker_storage == folder ]]; then
        mkdir -p "$place"
    elif [[ ! -e $place.disk ]]; then
        truncate -s "$size" "$place.disk"
        mkfs.ext4 -q -F -m 0 -E nodiscard,lazy_itable_init=1,lazy_journal_init=1 "$place.disk" ||
            die "could not make a disk of $size for the Docker of $1 in $state/docker"
    fi
}

# NODE. The lines of the host's fstab.
docker_mount() {
    if [[ -n $docker_version ]]; then printf '%s\n' "$engine $state/root/usr/local/sbin none bind,ro 0 0"; fi
    if [[ $docker_storage == folder ]]; then
        printf '%s\n' "$state/docker/$1 $state/root/var/lib/docker none bind,X-mount.mkdir 0 0"
    else
        printf '%s\n' "$state/docker/$1.disk $state/root/var/lib/docker ext4 loop,X-mount.mkdir 0 0"
    fi
}

# NODE NUMBER ETC. The networks of containers differ from host to host and lie beside the lab's own. Names are looked
# up at this machine's end of the bridge, where nobody answers: a pull from outside fails at once.
write_docker_config() {
    local first=172 index=$(($2 - start)) tls=''
    if [[ $subnet == 172.* ]]; then first=10; fi
    mkdir -p "$3/docker"
    if [[ -e $state/nodes/$1/docker_tls ]]; then
        tls='
  "hosts": ["unix:///var/run/docker.sock", "tcp://0.0.0.0:2376"],
  "tlsverify": true,
  "tlscacert": "/etc/docker/tls/ca.pem",
  "tlscert": "/etc/docker/tls/server.pem",
  "tlskey": "/etc/docker/tls/server.key",'
    fi
    cat >"$3/docker/daemon.json" <<JSON
{$tls
  "bip": "$first.$((17 + index / 250)).$((1 + index % 250)).1/24",
  "dns": ["$subnet.0.1"],
  "exec-opts": ["native.cgroupdriver=cgroupfs"],
  "insecure-registries": ["$subnet.0.3:5000"],
  "log-level": "warn",
  "storage-driver": "overlay2"
}
JSON
}

# Sets docker_nodes to those of the given nodes that have Docker.
find_docker_nodes() {
    local node docker
    docker_nodes=()
    for node in "$@"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config"
        if [[ -n $docker ]]; then docker_nodes+=("$node"); fi
    done
}

# Waits until the engines of those of the given nodes that have one answer.
await_docker() {
    local pids=() i
    find_docker_nodes "$@"
    for node in "${docker_nodes[@]}"; do
        find_init "$node" || die "$node ended while its Docker was starting"
        run_inside lab-docker start </dev/null 9<&- &
        pids+=($!)
    done
    for i in "${!pids[@]}"; do
        wait "${pids[i]}" || die "the Docker of ${docker_nodes[i]} did not start; what it said is above"
    done
}

require_docker() {
    require_on "$1"
    [[ -n $docker ]] || die "$node has no Docker; 'lab.sh up --docker' makes hosts that have"
}

lab_docker() {
    require_docker "${arguments[0]}"
    lock_lab
    case ${arguments[1]} in
        start | stop | restart | kill) run_inside lab-docker "${arguments[1]}" 9<&- ;;
        tls) docker_tls ;;
    esac
}

# Lets the engine listen on TCP as well, for clients with a certificate of the lab's authority only.
docker_tls() {
    local etc=/proc/$init/root/etc client=$state/tls/client
    if [[ ! -e $client/ca.pem ]]; then
        rm -rf "$client"
        mkdir -p "$client"
        make_certificate client '' "$client"
        # The names that Docker's own tools look for in DOCKER_CERT_PATH.
        mv "$client/client.pem" "$client/cert.pem"
        mv "$client/client.key" "$client/key.pem"
        cp "$state/tls/ca.pem" "$client/ca.pem"
        [[ ! ${SUDO_UID-} =~ ^[0-9]+$ ]] || chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$client"
    fi
    if [[ ! -e $state/nodes/$node/docker_tls ]]; then
        mkdir -p "$etc/docker/tls"
        make_certificate "$node" "$address" "$etc/docker/tls"
        mv "$etc/docker/tls/$node.pem" "$etc/docker/tls/server.pem"
        mv "$etc/docker/tls/$node.key" "$etc/docker/tls/server.key"
        cp "$state/tls/ca.pem" "$etc/docker/tls/ca.pem"
        : >"$state/nodes/$node/docker_tls"
        write_docker_config "$node" "$(<"$state/nodes/$node/number")" "$etc"
        run_inside lab-docker restart 9<&-
    fi
    say "export DOCKER_HOST=tcp://$address:2376 DOCKER_TLS_VERIFY=1 DOCKER_CERT_PATH=$client"
}

# Sets engines[NODE] to "VERSION API" for each of the given nodes whose engine answers.
ask_engines() {
    local pids=() i answer
    declare -gA engines=()
    find_docker_nodes "$@"
    for node in "${docker_nodes[@]}"; do
        find_init "$node" || continue
        answer=$state/nodes/$node/engine
        run_inside timeout 3 docker version --format '{{.Server.Version}} {{.Server.APIVersion}}' </dev/null >"$answer" 2>/dev/null 9<&- &
        pids+=($!)
    done
    for i in "${!pids[@]}"; do wait "${pids[i]}" || true; done
    for node in "${docker_nodes[@]}"; do
        answer=$state/nodes/$node/engine
        if [[ -s $answer ]]; then engines[$node]=$(<"$answer"); fi
        rm -f "$answer"
    done
}

# NODE, whose config was read.
docker_json() {
    local version=null api=null tcp=null certificates=null word=stopped
    if [[ -z $docker ]]; then
        printf null
        return
    fi
    if [[ -n ${engines[$1]-} ]]; then
        version=\"${engines[$1]% *}\" api=\"${engines[$1]#* }\" word=running
    fi
    if [[ -e $state/nodes/$1/docker_tls ]]; then tcp=\"tcp://$address:2376\" certificates=\"$state/tls/client\"; fi
    printf '{"state":"%s","version":%s,"api":%s,"tcp":%s,"certificates":%s}' "$word" "$version" "$api" "$tcp" "$certificates"
}
