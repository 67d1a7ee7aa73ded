# shellcheck shell=bash
# A second cable between two hosts, so that one of them can stand between two networks.

lab_wire() {
    local first=${arguments[0]} second=${arguments[3]} from=${arguments[1]} to=${arguments[4]} here there
    require_on "$first"
    here=$init
    require_on "$second"
    there=$init
    lock_lab
    init=$here run_inside ip link del "$from" 2>/dev/null || true
    init=$there run_inside ip link del "$to" 2>/dev/null || true
    ip link add "$from" netns "$here" type veth peer name "$to" netns "$there" || die "could not lay a cable from $first to $second; the kernel's message is above"
    init=$here wire_end "$from" "${arguments[2]}"
    init=$there wire_end "$to" "${arguments[5]}"
}

# INTERFACE ADDRESS,...; in the host of $init. No duplicate address detection: an IPv6 address works at once.
wire_end() {
    local address addresses
    IFS=, read -ra addresses <<<"$2"
    run_inside ip link set "$1" addrgenmode none
    for address in "${addresses[@]}"; do
        if [[ $address == *:* ]]; then run_inside ip addr add "$address" dev "$1" nodad; else run_inside ip addr add "$address" dev "$1"; fi
    done
    run_inside ip link set "$1" up
}
