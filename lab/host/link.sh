#!/bin/sh
# usage: link.sh INTERFACE up|down pass|drop
# Puts this machine's end of a host's cable into a state. Packets are dropped by a one-instruction BPF program
# (2 is TC_ACT_SHOT) on both directions of the interface: IP only, so that the neighbour table still knows the host
# and whoever talks to it hears nothing at all, not even "no route". A kernel without that classifier gets a
# closed bridge port, where ARP is lost as well.
interface=$1 cable=$2 packets=$3

tc qdisc del dev "$interface" clsact 2>/dev/null
ip link set "$interface" "$cable" || exit 1
if [ "$packets" = drop ]; then
    tc -batch - >/dev/null 2>&1 <<BATCH || bridge link set dev "$interface" state 0
qdisc add dev $interface clsact
filter add dev $interface ingress protocol ip prio 1 bpf da bytecode '1,6 0 0 2,'
filter add dev $interface egress protocol ip prio 1 bpf da bytecode '1,6 0 0 2,'
filter add dev $interface ingress protocol ipv6 prio 2 bpf da bytecode '1,6 0 0 2,'
filter add dev $interface egress protocol ipv6 prio 2 bpf da bytecode '1,6 0 0 2,'
BATCH
elif [ "$cable" = up ]; then
    # A port without a carrier cannot be opened by hand, and need not be: without a spanning tree the bridge opens it once the carrier comes.
    open_port() { bridge link set dev "$interface" state 3; }
    open_port 2>/dev/null || [ "$(cat "/sys/class/net/$interface/carrier")" = 0 ] || open_port
fi
