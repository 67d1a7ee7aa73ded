#!/bin/sh
# usage: service.sh STATE NAME
# The first process of a service of the lab, in namespaces of its own but on this machine's files: it connects the cable
# and becomes the service's own script.
set -eu
state=$1 dir=$1/services/$2
# shellcheck source=/dev/null
. "$state/lab.conf"
# shellcheck source=/dev/null
. "$dir/config"

hostname "$2"
exec 4</proc/self/ns/net
mount --make-rprivate /
mount -t proc -o nosuid,nodev,noexec proc /proc
mount -t tmpfs -o nosuid,nodev,mode=755 tmpfs /run
if [ -e "/sys/class/net/$veth" ]; then nsenter --net=/proc/self/fd/3 ip link del "$veth" 2>/dev/null || :; fi
nsenter --net=/proc/self/fd/3 ip -batch - <<BATCH
link add $veth type veth peer name eth0 address $mac netns /proc/self/fd/4
link set $veth addrgenmode none master $bridge
link set $veth up
BATCH
ip -batch - <<BATCH
link set lo up
link set eth0 addrgenmode none
addr add $address/16 brd + dev eth0
link set eth0 up
route add default via $subnet.0.1
BATCH
cd "$dir"
exec env -i --default-signal PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ sh "$dir/run" "$dir" "$address" </dev/null 3<&- 4<&-
