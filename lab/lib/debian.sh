# shellcheck shell=bash
# A fresh Debian with a root file system of its own, beside the hosts, which share this machine's: with systemd as its first process, or of another
# architecture, emulated, with sshd alone. It has an inventory of its own, so that nobody takes it for a host of the lab.

debian_cache=/var/cache/dentropy-lab
debian_packages=openssh-server,sudo,iproute2,iptables,procps,tzdata,ca-certificates,curl
# What units are tried with. Nothing is fetched later: the machine has no way out of the lab's network.
debian_units=systemd,systemd-sysv,dbus,systemd-timesyncd,unattended-upgrades,docker.io,serf

lab_debian() {
    require_lab
    debian_arch=${opt_architecture:-$(dpkg --print-architecture)}
    debian_native=''
    if [[ $debian_arch == "$(dpkg --print-architecture)" ]]; then debian_native=yes; fi
    debian_dir=$state/debian/$debian_arch debian_node=fresh-$debian_arch
    address=$subnet.0.8
    if [[ -z $debian_native ]]; then address=$subnet.0.9; fi
    case ${arguments[0]} in
        up)
            if [[ -n $debian_native ]]; then install_missing debian; else install_missing debian emulation; fi
            # Minutes, in which others may want the lab.
            [[ -n $debian_native ]] || register_emulator
            debian_base
            lock_lab
            debian_up ;;
        off) lock_lab; debian_off "$debian_dir"; say "$debian_node of lab '$opt_name' is off." ;;
        down) lock_lab; debian_remove "$debian_dir"; say "$debian_node of lab '$opt_name' is gone." ;;
        status) debian_status ;;
    esac
}

debian_up() {
    local began=${EPOCHREALTIME/./} took
    if ! find_process "$debian_dir/runner"; then
        [[ -d $debian_dir/root ]] || debian_make
        debian_boot
        if ! await 120 debian_ready; then
            tail -n 15 "$debian_dir/log" >&2
            debian_off "$debian_dir"
            die "$debian_node did not come up; the end of its console is above"
        fi
    fi
    took=$((${EPOCHREALTIME/./} - began))
    say "$debian_node of lab '$opt_name' is up at $address ($((took / 1000000)).$(printf '%02d' $((took / 10000 % 100))) s); its inventory is $debian_dir/cloud"
}

# The packages, fetched once for this machine and kept. Made beside its place, so that there is none or a whole one.
debian_base() {
    local base=$debian_cache/debian-$debian_arch packages=$debian_packages log
    if [[ -n $debian_native ]]; then packages+=,$debian_units; fi
    mkdir -p "$debian_cache"
    (
        flock 8
        [[ ! -d $base ]] || exit 0
        say "Making a root file system of Debian for $debian_arch, once for this machine; emulated, it takes minutes"
        rm -rf --one-file-system "$base.new"
        log=$(mktemp)
        if ! debootstrap --arch "$debian_arch" --variant=minbase --include="$packages" bookworm "$base.new" >"$log" 2>&1 </dev/null; then
            tail -n 15 "$log" >&2
            rm -rf --one-file-system "$base.new" "$log"
            exit 1
        fi
        rm -f "$log" "$base.new"/var/cache/apt/archives/*.deb "$base.new"/etc/ssh/ssh_host_*
        mv "$base.new" "$base"
    ) 8>"$debian_cache/.lock-$debian_arch" || die "debootstrap could not make a Debian for $debian_arch; its last lines are above"
}

debian_make() {
    local root=$debian_dir/root.new key
    mkdir -p "$debian_dir/cloud/nodes"
    rm -rf --one-file-system "$root"
    cp -a --reflink=auto "$debian_cache/debian-$debian_arch" "$root"
    echo "$debian_node" >"$root/etc/hostname"
    rm -f "$root/etc/resolv.conf"
    : >"$root/etc/machine-id"
    ssh-keygen -q -A -f "$root" >/dev/null
    mkdir -p "$root/root/.ssh"
    chmod 700 "$root/root/.ssh"
    cat "$state/id_ed25519.pub" >"$root/root/.ssh/authorized_keys"
    if [[ -n $debian_native ]]; then
        cat >"$root/etc/systemd/system/lab-network.service" <<UNIT
[Unit]
Description=The lab's network
DefaultDependencies=no
Wants=network-pre.target
Before=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'ip link set lo up; ip addr add $address/16 brd + dev host0; ip link set host0 up; ip route add default via $subnet.0.1'
UNIT
        mkdir -p "$root/etc/systemd/system/sysinit.target.wants"
        ln -s ../lab-network.service "$root/etc/systemd/system/sysinit.target.wants/lab-network.service"
    fi
    read -r _ key _ <"$root/etc/ssh/ssh_host_ed25519_key.pub"
    printf '%s,%s ssh-ed25519 %s\n' "$debian_node" "$address" "$key" >"$debian_dir/cloud/known_hosts"
    printf '%s\n' "name: $debian_node" "address: $address" 'user: root' "identityFile: $state/id_ed25519" 'roles: [worker]' "architecture: $debian_arch" 'revision: 1' >"$debian_dir/cloud/nodes/$debian_node.yaml"
    [[ ! ${SUDO_UID-} =~ ^[0-9]+$ ]] || chown -R "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$debian_dir/cloud"
    mv "$root" "$debian_dir/root"
}

# Emulated, systemd does not start; then sshd is all that runs.
debian_boot() {
    local machine=${bridge##*-}-${debian_arch:0:3} what=(--boot)
    [[ -n $debian_native ]] || what=(--as-pid2 /bin/sh -c 'until ip route | grep -q default; do sleep 0.1; done; mkdir -p /run/sshd; exec /usr/sbin/sshd -D -e')
    echo "$machine" >"$debian_dir/machine"
    env -i --default-signal PATH="$lab_path" SYSTEMD_NSPAWN_API_VFS_WRITABLE=yes setsid systemd-nspawn --quiet --directory="$debian_dir/root" \
        --register=no --keep-unit --network-bridge="$bridge" --machine="$machine" --capability=all "${what[@]}" </dev/null >"$debian_dir/log" 2>&1 9<&- &
    local pid=$!
    disown
    read_process "$pid" || die "systemd-nspawn did not start; see $debian_dir/log"
    echo "$pid $proc_start" >"$debian_dir/runner"
    [[ -n $debian_native ]] || await 30 debian_wire || die "the network of $debian_node could not be set up; see $debian_dir/log"
}

# Its first process, as this machine numbers it: the child of systemd-nspawn that is in a network of its own.
debian_init() {
    local child children=''
    found_init=
    find_process "$1/runner" || return 1
    { read -r children <"/proc/$found/task/$found/children"; } 2>/dev/null || true
    for child in $children; do
        [[ /proc/$child/ns/net -ef /proc/self/ns/net ]] || found_init=$child
    done
    [[ -n $found_init ]]
}

# Emulated programs speak no netlink that could be relied on, so the addresses are given from here.
debian_wire() {
    debian_init "$debian_dir" || return 1
    nsenter --net="/proc/$found_init/ns/net" ip -batch - 2>/dev/null <<BATCH
link set lo up
addr replace $address/16 brd + dev host0
link set host0 up
route replace default via $subnet.0.1
BATCH
}

# sshd says its version by itself.
debian_ready() {
    local line=''
    { exec 5<>"/dev/tcp/$address/22" && read -r -t 5 line <&5; exec 5<&-; } 2>/dev/null
    [[ $line == SSH-* ]]
}

# FOLDER. Pulls the plug: nothing is stopped in order.
debian_off() {
    local machine=''
    if debian_init "$1"; then kill -KILL "$found_init"; fi
    if find_process "$1/runner"; then
        await 10 processes_gone "$found" || kill -KILL "$found"
        await 10 processes_gone "$found" || die "systemd-nspawn outlived its kill -9"
    fi
    if [[ -s $1/machine ]]; then
        read -r machine <"$1/machine"
        ip link del "vb-$machine" 2>/dev/null || true
        rm -rf "/run/systemd/nspawn/propagate/$machine" "/run/systemd/nspawn/unix-export/$machine"
    fi
    rm -f "$1/runner"
}

debian_remove() {
    [[ -d $1 ]] || return 0
    debian_off "$1"
    if [[ -e $1/emulator ]]; then
        [[ ! -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ]] || echo -1 >/proc/sys/fs/binfmt_misc/qemu-aarch64
        if [[ $(<"$1/emulator") == mounted ]]; then umount /proc/sys/fs/binfmt_misc || true; fi
    fi
    rm -rf --one-file-system "$1"
    rmdir "${1%/*}" 2>/dev/null || true
}

# For 'down': all that the lab has of them.
remove_debians() {
    local dir
    for dir in "$state"/debian/*/; do
        [[ -d $dir ]] && debian_remove "${dir%/}"
    done
    return 0
}

# Has the kernel run programs of the other architecture. What was there already stays when the lab goes.
register_emulator() {
    local place=/proc/sys/fs/binfmt_misc was=there rule=/usr/lib/binfmt.d/qemu-aarch64.conf
    [[ $debian_arch == arm64 ]] || die "only arm64 can be emulated here, not $debian_arch"
    mkdir -p "$debian_dir"
    if [[ ! -e $place/register ]]; then
        mount -t binfmt_misc binfmt_misc $place || die "could not mount $place, by which the kernel learns of the emulator"
        was=mounted
    fi
    if [[ ! -e $place/qemu-aarch64 ]]; then
        [[ $was == mounted ]] || was=registered
        cat "$rule" >$place/register || die "the kernel does not take $rule"
    fi
    if [[ $was != there ]]; then echo $was >"$debian_dir/emulator"; fi
}

debian_status() {
    local word=off
    if find_process "$debian_dir/runner"; then
        word=starting
        if debian_ready; then word=up; fi
    elif [[ ! -d $debian_dir/root ]]; then
        word=down
    fi
    if [[ -n $opt_json ]]; then
        printf '{"state":"%s","node":"%s","address":"%s","cloud":"%s"}\n' "$word" "$debian_node" "$address" "$debian_dir/cloud"
    else
        say "$debian_node of lab '$opt_name' is $word"
    fi
}
