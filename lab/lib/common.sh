# shellcheck shell=bash
# Messages, the lab's paths and names, its lock, and telling a process from a later one with the same number.

say() { printf '%s\n' "$*"; }
warn() { printf 'lab: %s\n' "$*" >&2; }
die() { warn "$*"; exit 1; }
bad_usage() { warn "$*; 'lab.sh --help' shows the commands"; exit 2; }

lab_path=/usr/sbin:/usr/bin:/sbin:/bin

# A host lives on after this script, so it must not hold the caller's pipes open.
close_inherited_files() {
    local file
    for file in "/proc/$$/fd/"*; do
        file=${file##*/}
        # 255 is bash's own: the script it reads.
        if [[ $file =~ ^[0-9]+$ && $file -gt 2 && $file -ne 255 ]]; then eval "exec $file>&-"; fi
    done
}

require_linux() {
    [[ $(uname -s) == Linux ]] ||
        die "the lab needs Linux: its hosts are kernel namespaces; on this system only a virtual machine with Linux can run it"
}

require_root() {
    [[ $EUID -eq 0 ]] ||
        die "the lab needs root, to make namespaces, mounts and a bridge; run the same command with sudo"
}

# Sets every path and name that belongs to the lab. Interface names come from the state folder's path, so two
# labs never share one and 'down' finds them even when nothing else is left of the lab.
select_lab() {
    [[ $opt_name =~ ^[a-z][a-z0-9-]{0,30}$ ]] ||
        bad_usage "'$opt_name' is no lab name: use a letter, then up to 30 of a-z, 0-9 and -"
    local parent=${opt_dir:-${DENTROPY_LAB_DIR:-/var/lib/dentropy-lab}} sum
    parent=$(realpath -m -- "$parent")
    # Mount options and tables give these characters a meaning.
    [[ $parent =~ ^/[A-Za-z0-9/._-]+$ ]] ||
        bad_usage "'$parent' cannot hold a lab: use only letters, digits, and / . _ - in the path"
    state=$parent/$opt_name
    sum=$(printf '%s' "$state" | cksum)
    printf -v sum '%06x' $((${sum%% *} & 0xffffff))
    # At most 10 characters, which leaves 5 of an interface name's 15 for "-" and a number.
    bridge=${opt_name:0:3}-$sum
    mac_prefix=02:dc:${sum:0:2}:${sum:2:2}
    gateway_mac=$mac_prefix:00:00
}

# The folder itself is the lock's file, so a lab leaves none behind; who waited for a lab that was taken down
# meanwhile holds a removed folder, and tries again. The file .dentropy-lab says that the folder is a lab and may be
# removed, and whether the folder around it was made for it.
lock_lab() {
    local waited='' parents=kept
    while :; do
        if [[ ! -d ${state%/*} ]]; then parents=made; fi
        mkdir -p "$state" || die "cannot make the folder $state"
        exec 9<"$state"
        if ! flock -n 9; then
            [[ -n $waited ]] || warn "another command is changing lab '$opt_name'; waiting for it"
            waited=yes
            flock -w 300 9 || die "lab '$opt_name' was still locked after 300 seconds; see 'fuser $state'"
        fi
        [[ $state -ef /proc/self/fd/9 ]] || continue
        [[ -e $state/.dentropy-lab || -n $(ls -A "$state") ]] || printf '%s\n' "$parents" >"$state/.dentropy-lab"
        return 0
    done
}

# Called under the lock, so that no other command is making or removing the mark.
require_own_folder() {
    [[ -e $state/.dentropy-lab ]] || die "$state exists and is not a lab; nothing was changed; choose another --name or --dir"
}

require_lab() {
    [[ -f $state/lab.conf ]] || die "there is no lab '$opt_name' in ${state%/*}; 'lab.sh up --name $opt_name' makes it"
    # shellcheck source=/dev/null
    . "$state/lab.conf"
}

# Every node of the lab, in the order of their numbers, in the array 'nodes'.
list_nodes() {
    nodes=()
    local file number sorted=()
    for file in "$state"/nodes/*/number; do
        [[ -e $file ]] || continue
        read -r number <"$file"
        file=${file%/number}
        sorted[number]=${file##*/}
    done
    nodes=("${sorted[@]}")
}

require_node() {
    require_lab
    node=$1
    [[ $node =~ ^[a-z0-9-]+$ && -e $state/nodes/$node/number ]] ||
        die "there is no node '$node' in lab '$opt_name'; 'lab.sh status --name $opt_name' lists them"
    # shellcheck source=/dev/null
    . "$state/nodes/$node/config"
}

# Sets proc_parent and proc_start. A zombie counts as gone.
read_process() {
    local line
    { read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
    # shellcheck disable=SC2086 # the fields are wanted as words
    set -- ${line##*) }
    [[ $1 != [ZX] ]] || return 1
    proc_parent=$2 proc_start=${20}
}

# Sets 'found' to the process that FILE names ("PID START"), if it is still that process.
find_process() {
    local pid='' start=''
    found=
    { read -r pid start <"$1"; } 2>/dev/null || return 1
    [[ -n $start ]] && read_process "$pid" && [[ $proc_start == "$start" ]] || return 1
    found=$pid
}

# Sets 'init' to the host's first process as this machine numbers it. A host has a clock of its own, so its
# first process cannot be told by its start time; its parent is what it is known by.
find_init() {
    local pid=''
    init=
    find_process "$state/nodes/$1/runner" || return 1
    { read -r pid <"$state/nodes/$1/init"; } 2>/dev/null || return 1
    [[ -n $pid ]] && read_process "$pid" && [[ $proc_parent == "$found" ]] || return 1
    init=$pid
}

# Sets 'node_state' to on, off or booting (which is also what a host that goes down to reboot is), and 'init'.
find_state() {
    node_state=off init=
    find_process "$state/nodes/$1/supervisor" || return 0
    node_state=booting
    if find_init "$1" && [[ -e /proc/$init/root/run/lab-host/sshd.pid ]]; then node_state=on; fi
}

# Polls a condition (a command) until it holds. The bound is in seconds.
await() {
    local bound=$1 end
    shift
    end=$((SECONDS + bound + 1))
    until "$@"; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.03
    done
}
