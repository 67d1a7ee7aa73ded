# shellcheck shell=bash
# The bridge, the addresses, and what can go wrong with a cable.

# Sets address, mac and veth of node number N. Each 256 addresses give 244 nodes: from .11 to .254.
number_node() {
    local n=$1 hex
    address=$subnet.$(((n - 1) / 244)).$((11 + (n - 1) % 244))
    printf -v hex '%04x' "$n"
    mac=$mac_prefix:${hex:0:2}:${hex:2:2}
    veth=$bridge-$n
}

# Prints how this machine already reaches a part of a network, if it does other than by its default route or this lab's bridge.
network_use() {
    local net=$1.0.0/16
    { ip -4 route show root "$net"; ip -4 route show match "$net"; } | grep -v -e '^default' -e "dev $bridge " | head -n 1 || true
}

# Sets subnet to the first of 10.77 to 10.126 that this machine does not use.
find_free_subnet() {
    local second
    for second in {77..126}; do
        subnet=10.$second
        [[ -n $(network_use "$subnet") ]] || return 0
    done
    die "10.77.0.0/16 to 10.126.0.0/16 are all in use on this machine; choose a network with --subnet"
}

# Refuses a network that this machine reaches in another way already: the lab would take it away.
check_subnet() {
    local used
    used=$(network_use "$subnet")
    [[ -z $used ]] || die "$subnet.0.0/16 is in use on this machine ($used); choose another with --subnet, or leave it to the lab"
}

make_bridge() {
    [[ ! -e /sys/class/net/$bridge ]] || return 0
    check_subnet
    # No spanning tree: a port forwards at once. No IPv6 address: 500 of them would shout at each other.
    ip -batch - <<BATCH || die "could not make the bridge $bridge; the kernel's message is above"
link add $bridge address $gateway_mac type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link set $bridge addrgenmode none
addr add $subnet.0.1/16 dev $bridge
link set $bridge up
BATCH
}

list_links() {
    local link
    links=()
    for link in /sys/class/net/"$bridge"-*; do
        [[ -e $link ]] && links+=("${link##*/}")
    done
    return 0
}

no_links() { list_links; [[ ${#links[@]} -eq 0 ]]; }

# The kernel takes an ended host's interface away by itself, a moment later.
remove_network() {
    await 5 no_links || true
    local link
    for link in "${links[@]}"; do
        ip link del "$link" 2>/dev/null || true
    done
    if [[ -e /sys/class/net/$bridge ]]; then ip link del "$bridge"; fi
}

lab_link() {
    require_node "${arguments[0]}"
    local change=${arguments[1]} file=$state/nodes/$node/link cable=up packets=pass
    if [[ -s $file ]]; then read -r cable packets <"$file"; fi
    case $change in
        down | up) cable=$change ;;
        drop | pass) packets=$change ;;
    esac
    # Kept, so that a cut cable stays cut when the host boots again.
    printf '%s %s\n' "$cable" "$packets" >"$file"
    if [[ -e /sys/class/net/$veth ]]; then
        sh "$state/layers/host/link.sh" "$veth" "$cable" "$packets" || die "could not set the link of $node to $change"
    fi
}
