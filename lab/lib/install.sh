# shellcheck shell=bash
# The Debian packages that hosts are made of.

# command:package, or command:package|other where the releases differ
lab_needs=(
    sshd:openssh-server ssh:openssh-client ssh-keygen:openssh-client sudo:sudo ip:iproute2 bridge:iproute2 tc:iproute2
    ps:procps hostname:hostname unshare:util-linux nsenter:util-linux setpriv:util-linux flock:util-linux
    pivot_root:util-linux mount:mount
    nft:nftables iptables:iptables ping:iputils-ping
)
docker_needs=(
    openssl:openssl
    dockerd:docker.io "docker:docker-cli|docker.io" containerd:containerd runc:runc iptables:iptables busybox:busybox-static zstd:zstd age:age age-keygen:age bsdtar:libarchive-tools
    mkfs.ext4:e2fsprogs setfattr:attr setfacl:acl
)
s3_needs=(
    ceph-mon:ceph-mon ceph-osd:ceph-osd radosgw:radosgw radosgw-admin:ceph-common ceph:ceph-common monmaptool:ceph-base openssl:openssl
)
registry_needs=(docker-registry:docker-registry openssl:openssl)
# dnsmasq is for the hosts: they run what is installed on this machine.
dns_needs=(named:bind9 knotd:knot dnsmasq:dnsmasq-base)
# Clients that ask a host's dnsmasq for addresses and boot files.
dhcp_needs=(dnsmasq:dnsmasq-base udhcpc:udhcpc dhclient:isc-dhcp-client tftp:tftp-hpa)
# What reads a seed for a first boot.
seed_needs=(cloud-init:cloud-init mcopy:mtools fsck.vfat:dosfstools isoinfo:genisoimage)
serf_needs=(serf:serf)
# What a public endpoint runs on hosts.
public_needs=(haproxy:haproxy wg:wireguard-tools wireguard-go:wireguard-go)
acme_needs=(pebble:pebble pebble-challtestsrv:pebble openssl:openssl)
# A root file system of its own, with its own first process; and one of another architecture.
debian_needs=(debootstrap:debootstrap systemd-nspawn:systemd-container)
emulation_needs=(qemu-aarch64-static:qemu-user-static)
# A page is looked at in it; without a font it would show no letters.
browser_needs=(chromium:chromium fc-match:fontconfig)

# The library is what gives one monitor a clock of its own.
ceph_needs=(
    ceph-mon:ceph-mon ceph-mgr:ceph-mgr ceph-osd:ceph-osd ceph:ceph-common rados:ceph-common monmaptool:ceph-base faketime:faketime
)

# PART... Sets 'missing' to the packages whose commands are not on this machine, of the lab itself and of those parts.
find_missing() {
    local need part package needs=("${lab_needs[@]}")
    for part in "$@"; do
        declare -n more=${part}_needs
        needs+=("${more[@]}")
    done
    missing=()
    for need in "${needs[@]}"; do
        PATH=$lab_path type -P "${need%%:*}" >/dev/null && continue
        choose_package "${need##*:}"
        [[ " ${missing[*]-} " == *" $package "* ]] || missing+=("$package")
    done
}

# Sets package to the first of the names that the package archive has.
choose_package() {
    package=${1##*|}
    if [[ $1 == *'|'* && -n $(apt-cache policy "${1%%|*}" 2>/dev/null | sed -n 's/^  Candidate: \([^(].*\)/\1/p') ]]; then package=${1%%|*}; fi
}

lab_install() {
    find_missing "${arguments[@]}"
    if [[ ${#missing[@]} -eq 0 ]]; then
        say "Every package that the lab needs is installed."
    else
        install_missing "${arguments[@]}"
    fi
}

install_missing() {
    find_missing "$@"
    [[ ${#missing[@]} -gt 0 ]] || return 0
    type -P apt-get >/dev/null ||
        die "the lab needs ${missing[*]}, and installs packages only with apt-get, which is not here; install them by hand, or use Debian or Ubuntu"
    say "Installing ${missing[*]}"
    local log
    log=$(mktemp)
    # Package lists may be missing or older than the archive: then, and only then, they are fetched.
    if ! apt_install "${missing[@]}" >"$log" 2>&1; then
        if ! { run_apt update && apt_install "${missing[@]}"; } >"$log" 2>&1; then
            tail -n 15 "$log" >&2
            rm -f "$log"
            die "apt-get could not install ${missing[*]}: its last lines are above; install them by hand and try again"
        fi
    fi
    rm -f "$log"
    find_missing "$@"
    [[ ${#missing[@]} -eq 0 ]] || die "after the installation the commands of ${missing[*]} are still not in $lab_path"
}

run_apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
}

# Prints what makes this machine start something at boot.
list_boot_links() {
    { find /etc/systemd/system -type l; find /etc/rc[2-5].d -name 'S*'; } 2>/dev/null | sort
}

# Some of these packages, or of those that they depend on, start a daemon and enable it at boot; a lab needs the programs
# only, and must not change what this machine runs. RUNLEVEL=1 makes invoke-rc.d think of single-user mode, and
# SYSTEMD_OFFLINE=1 makes systemctl treat this machine as not running, so neither starts a daemon. Both end with this
# call, which a policy-rc.d file would not. Links made for the next boot are taken back; what was there before is left
# as it is. A package that would take another one's place is not installed.
apt_install() {
    local before systemd='' link name
    before=$(list_boot_links)
    if [[ -e /usr/lib/systemd/systemd || -e /lib/systemd/systemd ]]; then systemd=yes; fi
    RUNLEVEL=1 SYSTEMD_OFFLINE=1 run_apt install -y --no-install-recommends --no-remove "$@" </dev/null || return
    while IFS= read -r link; do
        [[ -n $link ]] || continue
        name=${link##*/S[0-9][0-9]}
        if [[ $link == /etc/rc* ]]; then
            update-rc.d "$name" disable || true
        elif [[ -n $systemd ]]; then
            # A systemd that has just come itself brings links that it needs.
            rm -f "$link"
        fi
    done < <(comm -13 <(printf '%s\n' "$before") <(list_boot_links))
}
