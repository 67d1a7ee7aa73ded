# shellcheck shell=sh
# Control groups of a host with Docker. The host lives in a group of its own in every hierarchy of this machine and sees
# nothing above it, so that its dockerd makes its containers' groups there.

# Prints the mount points of this machine's hierarchies: version 1 where it has any, else version 2.
list_hierarchies() {
    awk '{
        for (i = 7; $i != "-" && i < NF; i++);
        if ($(i + 1) == "cgroup") { if (!seen[$NF]++) old = old $5 "\n" }
        else if ($(i + 1) == "cgroup2" && new == "") new = $5 "\n"
    } END { printf "%s", old == "" ? new : old }' /proc/self/mountinfo
}

# GROUP. Removes the group and those below it, as far as no process is left in them.
remove_groups() {
    list_hierarchies | while read -r hierarchy; do
        [ ! -d "$hierarchy/$1" ] || find "$hierarchy/$1" -depth -type d -exec rmdir {} + 2>/dev/null
    done
    return 0
}

# FOLDER. A group of version 2 hands on no controller that it was not told to. Which there are differs from kernel to kernel.
pass_controllers() {
    [ -e "$1/cgroup.controllers" ] || return 0
    read -r controllers <"$1/cgroup.controllers" || return 0
    for controller in $controllers; do
        echo "+$controller" >"$1/cgroup.subtree_control" || :
    done 2>/dev/null
}

# LAB NODE FILE. Moves the calling shell into the host's own groups. The file is for notes and goes again.
join_groups() {
    remove_groups "$1/$2"
    list_hierarchies | while read -r hierarchy; do
        parent=$hierarchy
        for part in "$1" "$2"; do
            pass_controllers "$parent"
            mkdir -p "$parent/$part"
            # A cpuset of version 1 begins empty, and nothing can run in it.
            if [ -e "$parent/$part/cpuset.cpus" ] && [ ! -e "$parent/$part/cgroup.controllers" ]; then
                cat "$parent/cpuset.cpus" >"$parent/$part/cpuset.cpus"
                cat "$parent/cpuset.mems" >"$parent/$part/cpuset.mems"
            fi
            parent=$parent/$part
        done
        # This loop runs in a subshell, which is not the one to move.
        echo "$parent"
    done >"$3"
    while read -r parent; do
        echo $$ >"$parent/cgroup.procs"
    done <"$3"
    rm -f "$3"
}

# FOLDER. Mounts what the caller's cgroup namespace shows, by the version that this machine has mounted.
mount_groups() {
    hierarchies=$(sed -n 's/^[0-9]*:\([^:]\{1,\}\):.*/\1/p' /proc/self/cgroup)
    if ! grep -q ' - cgroup ' /proc/self/mountinfo; then
        mount -t cgroup2 -o nosuid,nodev,noexec cgroup2 "$1"
        # A group that hands controllers on may hold no process itself.
        mkdir "$1/init"
        echo 0 >"$1/init/cgroup.procs"
        pass_controllers "$1"
        return
    fi
    mount -t tmpfs -o nosuid,nodev,noexec,mode=755,size=64k tmpfs "$1"
    for hierarchy in $hierarchies; do
        mkdir "$1/${hierarchy#name=}"
        case $hierarchy in
            name=*) mount -t cgroup -o "nosuid,nodev,noexec,none,$hierarchy" cgroup "$1/${hierarchy#name=}"; continue ;;
        esac
        mount -t cgroup -o "nosuid,nodev,noexec,$hierarchy" cgroup "$1/$hierarchy"
        for controller in $(echo "$hierarchy" | tr , ' '); do
            [ -e "$1/$controller" ] || ln -s "$hierarchy" "$1/$controller"
        done
    done
}
