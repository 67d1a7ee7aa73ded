# shellcheck shell=bash
# 'down': nothing of the lab stays, whatever state it was in.

lab_down() {
    if [[ ! -e $state ]]; then
        find_strays
        if [[ ${#strays[@]} -eq 0 && ! -e /sys/class/net/$bridge ]]; then
            say "There is no lab '$opt_name' in ${state%/*}; nothing to do."
            return 0
        fi
    else
        lock_lab
        require_own_folder
    fi
    remove_debians
    remove_hosts
    remove_network
    remove_lab_groups
    remove_files
    remove_folder
    say "Lab '$opt_name' is down; nothing of it is left."
}

# Sets 'strays' to every process of this lab outside its hosts, told by the scripts they run. Each host dies
# with those.
find_strays() {
    local file words
    strays=()
    for file in /proc/[0-9]*/cmdline; do
        mapfile -d '' -t words <"$file" 2>/dev/null || continue
        if [[ " ${words[*]-} " == *" $state/layers/host/"* ]]; then
            file=${file%/cmdline}
            strays+=("${file##*/}")
        fi
    done
} 2>/dev/null

remove_hosts() {
    local node inits=()
    list_nodes
    for node in "${nodes[@]}"; do
        if find_init "$node"; then inits+=("$init"); fi
    done
    find_strays
    if [[ ${#strays[@]} -gt 0 || ${#inits[@]} -gt 0 ]]; then
        kill -KILL "${strays[@]}" "${inits[@]}" 2>/dev/null || true
    fi
    await 30 hosts_gone "${inits[@]}" || die "processes of the lab outlived their kill -9: ${strays[*]} ${inits[*]}"
}

hosts_gone() {
    processes_gone "$@" || return 1
    find_strays
    # In a trap, a bare "return" would give the status from before the trap.
    [[ ${#strays[@]} -gt 0 ]] || return 0
    kill -KILL "${strays[@]}" 2>/dev/null
    return 1
}

# The kernel lets a group go when the last of its processes has been buried, which may be a moment after its death.
remove_lab_groups() {
    # shellcheck source=/dev/null
    . "$lab_home/host/cgroups.sh"
    await 10 groups_gone || warn "control groups named $bridge are left over; the processes in them did not end"
}

groups_gone() {
    local hierarchy
    remove_groups "$bridge"
    for hierarchy in $(list_hierarchies); do
        if [[ -d $hierarchy/$bridge ]]; then return 1; fi
    done
}

remove_files() {
    local place
    for place in layers hosts; do
        while mountpoint -q "$state/$place" 2>/dev/null; do
            umount "$state/$place" 2>/dev/null || umount -l "$state/$place" || die "could not unmount $state/$place"
        done
    done
    if [[ -d $state ]]; then
        find "$state" -mindepth 1 -maxdepth 1 ! -name .dentropy-lab -exec rm -rf --one-file-system {} +
    fi
}

# The folder around it goes too if it was made for a lab and this was the last one in it.
remove_folder() {
    local parents=kept
    [[ -d $state ]] || return 0
    if [[ -s $state/.dentropy-lab ]]; then read -r parents <"$state/.dentropy-lab"; fi
    rm -f "$state/.dentropy-lab"
    rmdir "$state"
    if [[ $parents == made || ${state%/*} == /var/lib/dentropy-lab ]]; then rmdir "${state%/*}" 2>/dev/null || true; fi
}
