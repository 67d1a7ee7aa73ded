#!/bin/sh
# usage: boot.sh STATE NODE
# The first process of a host, in namespaces of its own but still on this machine's files: it connects the
# cable, builds the host's root, moves into it and becomes init.
set -eu
trap 'exit 70' EXIT
state=$1 node=$2
dir=$state/nodes/$node
# shellcheck source=/dev/null
. "$state/lab.conf"
# shellcheck source=/dev/null
. "$dir/config"

if [ -n "$docker" ] && [ "${3-}" != grouped ]; then
    # shellcheck source=/dev/null
    . "$state/layers/host/cgroups.sh"
    join_groups "$bridge" "$node" "$dir/groups"
    exec unshare --cgroup sh "$state/layers/host/boot.sh" "$state" "$node" grouped
fi

# /proc is still this machine's, so this is the number that the machine knows this process by.
read -r pid _ </proc/self/stat
echo "$pid" >"$dir/init"
hostname "$node"

# The interface of a boot before this one may not have gone yet.
if [ -e "/sys/class/net/$veth" ]; then nsenter --net=/proc/self/fd/3 ip link del "$veth" 2>/dev/null || :; fi
# By its path, because releases of ip differ in what a number means there.
nsenter --net=/proc/self/fd/3 ip -batch - <<BATCH
link add $veth type veth peer name eth0 address $mac netns /proc/$pid/ns/net
link set $veth addrgenmode none master $bridge
BATCH
# The gateway's entry is fixed because the kernel counts the neighbours of all namespaces together, and 500
# hosts come near its limit.
ip -batch - <<BATCH
link set lo up
link set eth0 addrgenmode none
addr add $address/16 brd + dev eth0
link set eth0 up
route add default via $subnet.0.1
neigh replace $subnet.0.1 lladdr $gateway_mac dev eth0 nud permanent
BATCH
cable=up packets=pass
if [ -s "$dir/link" ]; then read -r cable packets <"$dir/link"; fi
if [ "$cable $packets" = 'up pass' ]; then
    nsenter --net=/proc/self/fd/3 ip link set "$veth" up
else
    nsenter --net=/proc/self/fd/3 sh "$state/layers/host/link.sh" "$veth" "$cable" "$packets"
fi

# What a power cut leaves there would keep a "volatile" overlay from being mounted again.
overlay_work=$state/hosts/$node/work
if [ -e "$overlay_work/work" ]; then rm -rf "$overlay_work/work"; fi
mount -a -T "$dir/fstab"
cp -a "$state/layers/dev/." "$state/root/dev/"
# A new boot has a new identity. (The file is the host's own, so that df there shows no file of this machine.)
mkdir "$state/root/run/lab-host"
cat /proc/sys/kernel/random/uuid >"$state/root/run/lab-host/boot_id"
mount -o bind,ro "$state/root/run/lab-host/boot_id" "$state/root/proc/sys/kernel/random/boot_id"
if [ -n "$docker" ]; then
    # shellcheck source=/dev/null
    . "$state/layers/host/cgroups.sh"
    mount_groups "$state/root/sys/fs/cgroup"
fi

cd "$state/root"
pivot_root . mnt
cd /
umount -l /mnt
# As on a machine with systemd; containers that ask for propagation get it.
if [ -n "$docker" ]; then mount --make-rshared /; fi
# Signals that a background job has ignored would stay ignored in every ssh session of the host. The three
# capabilities would reach through the namespaces: this machine's clock, modules and hardware.
exec env -i --default-signal PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/ TERM=linux \
    setpriv --bounding-set -sys_time,-sys_module,-sys_rawio /sbin/init </dev/null 3<&-
