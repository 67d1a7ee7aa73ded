# shellcheck shell=bash
# The Debian packages that hosts are made of.

# command:package
lab_needs=(
    sshd:openssh-server ssh:openssh-client ssh-keygen:openssh-client sudo:sudo ip:iproute2 bridge:iproute2 tc:iproute2
    ps:procps hostname:hostname unshare:util-linux nsenter:util-linux setpriv:util-linux flock:util-linux
    pivot_root:util-linux mount:mount
)

# Sets 'missing' to the packages whose commands are not on this machine.
find_missing() {
    local need
    missing=()
    for need in "${lab_needs[@]}"; do
        PATH=$lab_path type -P "${need%%:*}" >/dev/null && continue
        [[ " ${missing[*]-} " == *" ${need##*:} "* ]] || missing+=("${need##*:}")
    done
}

lab_install() {
    find_missing
    if [[ ${#missing[@]} -eq 0 ]]; then
        say "Every package that the lab needs is installed."
    else
        install_missing
    fi
}

install_missing() {
    find_missing
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
    find_missing
    [[ ${#missing[@]} -eq 0 ]] || die "after the installation the commands of ${missing[*]} are still not in $lab_path"
}

run_apt() {
    DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 "$@"
}

# openssh-server's package starts sshd and enables it at boot; a lab needs the program only, and must not open
# this machine to the network. RUNLEVEL=1 makes invoke-rc.d think of single-user mode, and SYSTEMD_OFFLINE=1
# makes systemctl treat this machine as not running, so neither starts a daemon. Both end with this call, which a
# policy-rc.d file would not. Links made for the next boot are taken back. A server that was there before is
# left as it is.
apt_install() {
    local had_server=yes
    dpkg-query -W -f='${db:Status-Status}' openssh-server 2>/dev/null | grep -qx installed || had_server=''
    RUNLEVEL=1 SYSTEMD_OFFLINE=1 run_apt install -y --no-install-recommends "$@" </dev/null || return
    if [[ -z $had_server && " $* " == *' openssh-server '* ]]; then
        # The tool that the package's own scripts use; it works without systemd too.
        deb-systemd-helper disable ssh.service ssh.socket 2>/dev/null || true
        update-rc.d ssh disable 2>/dev/null || true
    fi
}
