# shellcheck shell=bash
# The lab's inventory: a Dentropy cloud folder with a file for each node and the hosts' keys.

make_client_key() {
    mkdir -p "$state/cloud/nodes"
    [[ -e $state/id_ed25519 ]] || ssh-keygen -q -t ed25519 -N '' -C "lab $opt_name" -f "$state/id_ed25519"
}

# The inventory and the key are for whoever called sudo.
give_to_operator() {
    [[ ! ${SUDO_UID-} =~ ^[0-9]+$ ]] || chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$state/cloud" "$state/id_ed25519" "$state/id_ed25519.pub"
}

# NODE NUMBER HOST-KEY. A file that is there already is the operator's.
write_cloud_node() {
    local file=$state/cloud/nodes/$1.yaml i=$(($2 - 1)) role=worker
    # The key file holds "type key comment"; a host's entry has no comment.
    printf '%s,%s %s\n' "$1" "$address" "${3% *}" >>"$state/cloud/known_hosts"
    [[ ! -e $file ]] || return 0
    if [[ $((i % 5)) -eq 0 ]]; then role=manager; fi
    written+=("$file")
    # Switch and power alternate at different steps, so that the two kinds of failure hit different nodes.
    cat >"$file" <<YAML
name: $1
address: $address
user: root
identityFile: $state/id_ed25519
roles: [$role]
hardware: lab
architecture: $architecture
switch: sw$((i % 2 + 1))
power: psu$((i / 2 % 2 + 1))
site: lab
metadata:
  lab: $opt_name
revision: 1
YAML
}

# Takes the given nodes' keys out of known_hosts. Used under the lab's lock.
forget_host_keys() {
    local node file=$state/cloud/known_hosts pattern=
    for node in "$@"; do
        # shellcheck source=/dev/null
        . "$state/nodes/$node/config" 2>/dev/null || continue
        pattern+="^$node,${address//./[.]} "$'\n'
    done
    [[ -n $pattern && -e $file ]] || return 0
    grep -v -f <(printf '%s' "$pattern") "$file" >"$file.new" || true
    mv "$file.new" "$file"
}
