# shellcheck shell=bash
# The root file system that hosts share, as overlay layers from the top down:
#   hosts/NODE/upper  what the host wrote
#   layers/base       what every host of the lab has: accounts, sshd's configuration, power commands
#   layers/mask       takes away what of this machine is not a host's business
#   /                 this machine's programs, never written to
# base and mask lie on a tmpfs, because overlayfs refuses a lower layer inside another one.

# Of /etc hosts see these entries only, and in them only what every account of this machine may read.
seen_etc=(
    adduser.conf alternatives bash.bashrc bash_completion.d bindresvport.blacklist ca-certificates ca-certificates.conf
    debconf.conf debian_version default deluser.conf dpkg ethertypes gai.conf host.conf init.d inputrc issue issue.net
    ld.so.cache ld.so.conf ld.so.conf.d libaudit.conf locale.alias locale.conf locale.gen localtime login.defs logrotate.d
    lsb-release magic magic.mime manpath.config mime.types mke2fs.conf mtab netconfig networks nftables.conf os-release perl
    protocols python3 rc0.d rc1.d rc2.d rc3.d rc4.d rc5.d rc6.d rcS.d rmt rpc security services shells ssl sudo.conf
    terminfo timezone ucf.conf update-motd.d xattr.conf
)
seen_root=(bin sbin lib lib32 lib64 libx32 libo32 usr etc var)
seen_var=(lib lock run)
seen_var_lib=(dpkg misc pam python python3 shells.state ucf vim xml-core)

mask_entries() {
    local folder=$1 entry
    shift
    for entry in "${folder%/}"/* "${folder%/}"/.[!.]*; do
        [[ -e $entry || -L $entry ]] || continue
        if [[ " $* " != *" ${entry##*/} "* ]]; then masked+=("$entry"); fi
    done
}

make_mask() {
    local entry hidden masked=()
    mask_entries / "${seen_root[@]}"
    mask_entries /etc "${seen_etc[@]}"
    mask_entries /var "${seen_var[@]}"
    mask_entries /var/lib "${seen_var_lib[@]}"
    masked+=(/usr/local)
    # Keys and passwords of this machine; folders that only some may enter go as a whole.
    hidden=$(cd /etc && find "${seen_etc[@]/#//etc/}" -xdev \( -type d ! -perm -o=rx -o ! -type l ! -perm -o=r \) -prune -print 2>/dev/null) || true
    while IFS= read -r entry; do
        [[ -z $entry ]] || masked+=("$entry")
    done <<<"$hidden"
    for entry in "${masked[@]}"; do printf '%s\0' "$state/layers/mask${entry%/*}"; done | sort -zu | xargs -0 mkdir -p
    # A character device 0:0 is overlayfs's mark for "not here".
    for entry in "${masked[@]}"; do printf '%s\0' "$state/layers/mask$entry"; done | xargs -0 -I{} mknod {} c 0 0
}

make_dev() {
    local dev=$state/layers/dev
    mkdir -p "$dev"
    mknod -m 666 "$dev/null" c 1 3
    mknod -m 666 "$dev/zero" c 1 5
    mknod -m 666 "$dev/full" c 1 7
    mknod -m 666 "$dev/random" c 1 8
    mknod -m 666 "$dev/urandom" c 1 9
    mknod -m 666 "$dev/tty" c 5 0
    mkdir "$dev/net"
    mknod -m 666 "$dev/net/tun" c 10 200
    ln -s pts/ptmx "$dev/ptmx"
    ln -s /proc/self/fd "$dev/fd"
    ln -s /proc/self/fd/0 "$dev/stdin"
    ln -s /proc/self/fd/1 "$dev/stdout"
    ln -s /proc/self/fd/2 "$dev/stderr"
}

make_base() {
    local base=$state/layers/base sbin tool home
    sbin=$base/usr/sbin
    mkdir -p "$base"/{boot,dev,home/ops/.ssh,media,mnt,opt,proc,root/.ssh,run,srv/small,sys,tmp} \
        "$base"/etc/{apt/{apt.conf.d,keyrings,preferences.d,sources.list.d,trusted.gpg.d},cron.d,pam.d,profile.d,skel} \
        "$base"/etc/{ssh/{ssh_config.d,sshd_config.d},sudoers.d,sysctl.d,systemd/system,tmpfiles.d,udev/rules.d} \
        "$base"/usr/{bin,sbin,local/{bin,etc,games,include,lib,sbin,share,src}} \
        "$base"/var/{backups,cache/apt/archives/partial,lib/apt/lists/partial,local,log/apt,mail,opt,spool,tmp}
    chmod 700 "$base/root" "$base/root/.ssh" "$base/home/ops/.ssh"
    chmod 1777 "$base/tmp" "$base/var/tmp"
    ln -s /var/mail "$base/var/spool/mail"
    touch "$base"/var/log/{lastlog,wtmp,btmp}

    install -m 755 "$lab_home/host/init" "$sbin/init"
    install -m 755 "$lab_home/host/docker" "$sbin/lab-docker"
    install -m 755 "$lab_home/host/ceph" "$sbin/lab-ceph"
    for tool in reboot poweroff halt shutdown; do install -m 755 "$lab_home/host/power" "$sbin/$tool"; done
    install -m 755 "$lab_home/host/power" "$base/usr/bin/systemctl"
    # Where /bin and /sbin are not yet links into /usr.
    [[ -L /sbin ]] || { mkdir -p "$base/sbin" && cp "$sbin"/* "$base/sbin/"; }
    [[ -L /bin ]] || { mkdir -p "$base/bin" && cp "$base/usr/bin/systemctl" "$base/bin/"; }

    make_accounts "$base/etc"
    make_access "$base/etc"
    for home in root home/ops; do
        install -m 600 "$state/id_ed25519.pub" "$base/$home/.ssh/authorized_keys"
    done
    chown -R 1000:1000 "$base/home/ops"
}

# This machine's system accounts, which own its files; never its people. No account has a password.
make_accounts() {
    local etc=$1
    awk -F: -v OFS=: '($3 < 1000 || $3 == 65534) && $1 != "ops" { if ($1 == "root") { $6 = "/root"; $7 = "/bin/bash" } print }
        END { print "ops:x:1000:1000:Operator:/home/ops:/bin/sh" }' /etc/passwd >"$etc/passwd"
    awk -F: -v OFS=: '($3 < 1000 || $3 == 65534) && $1 != "ops" { $4 = ""; print } END { print "ops:x:1000:" }' /etc/group >"$etc/group"
    awk -F: -v OFS=: '{ print $1, "*", 19000, 0, 99999, 7, "", "", "" }' "$etc/passwd" >"$etc/shadow"
    awk -F: -v OFS=: '{ print $1, "*", "", "" }' "$etc/group" >"$etc/gshadow"
    chown root:shadow "$etc/shadow" "$etc/gshadow"
    chmod 640 "$etc/shadow" "$etc/gshadow"
}

make_access() {
    local etc=$1 service
    cat >"$etc/ssh/sshd_config" <<'CONF'
# The first value of a keyword counts, so a file in this folder overrides what stands below.
Include /etc/ssh/sshd_config.d/*.conf
ListenAddress 0.0.0.0
HostKey /etc/ssh/ssh_host_ed25519_key
PidFile /run/lab-host/sshd.pid
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
AcceptEnv LANG LC_*
Subsystem sftp internal-sftp
CONF
    printf 'Include /etc/ssh/ssh_config.d/*.conf\n' >"$etc/ssh/ssh_config"
    cat >"$etc/sudoers" <<'CONF'
Defaults env_reset
Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
root ALL=(ALL:ALL) ALL
@includedir /etc/sudoers.d
CONF
    printf 'ops ALL=(ALL:ALL) NOPASSWD: ALL\n' >"$etc/sudoers.d/ops"
    chmod 440 "$etc/sudoers" "$etc/sudoers.d/ops"
    for service in sudo sudo-i other; do
        printf '%s\n' 'auth required pam_deny.so' 'account required pam_permit.so' 'password required pam_deny.so' \
            'session required pam_permit.so' >"$etc/pam.d/$service"
    done
    for service in su su-l runuser runuser-l cron chsh chfn; do
        printf '%s\n' 'auth sufficient pam_rootok.so' 'auth required pam_deny.so' 'account required pam_permit.so' \
            'session required pam_permit.so' >"$etc/pam.d/$service"
    done
    printf '%s\n' 'passwd: files' 'group: files' 'shadow: files' 'gshadow: files' 'hosts: files dns' 'networks: files' \
        'protocols: files' 'services: files' 'rpc: files' >"$etc/nsswitch.conf"
    printf '# A lab has no name server.\n' >"$etc/resolv.conf"
    # shellcheck disable=SC2016 # for the shell that reads it
    printf '%s\n' 'if [ "$(id -u)" = 0 ]; then' '    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'else' \
        '    PATH=/usr/local/bin:/usr/bin:/bin' 'fi' 'export PATH' >"$etc/profile"
    : >"$etc/environment"
    : >"$etc/fstab"
}

# Mounts the layers if they are not there: at the first 'up', and at one after this machine itself has rebooted.
make_layers() {
    mkdir -p "$state/layers" "$state/root" "$state/hosts" "$state/nodes"
    if ! mountpoint -q "$state/layers"; then
        mount -t tmpfs -o mode=755,size=64m lab "$state/layers" ||
            die "could not mount a tmpfs on $state/layers: in a container the lab needs the right to mount (docker: --privileged)"
        mkdir "$state/layers/mask" "$state/layers/host"
        cp "$lab_home"/host/*.sh "$state/layers/host/"
        make_dev
        make_mask
        make_base
    fi
}

# A trial, because no list of file systems says which can carry an overlay's upper layer on this kernel: this
# folder may lie on an overlay itself, as it does in a container. Then a tmpfs carries it.
choose_storage() {
    local attempt reason=''
    host_clock=
    if [[ -e /proc/self/ns/time ]] && unshare --time --boottime -1 --fork true 2>/dev/null; then host_clock=yes; fi
    for attempt in 'disk volatile,' 'disk ' 'memory volatile,' 'memory '; do
        storage=${attempt% *}
        mount_storage
        # "volatile" leaves out the syncs that would hold every reboot up; a lab's files need not survive a crash.
        mount_options=${attempt#* }lowerdir=$state/layers/base:$state/layers/mask:/
        if reason=$(try_storage 2>&1); then return 0; fi
    done
    die "this kernel cannot give a host its root file system, an overlay over / with sshd in it: $reason"
}

mount_storage() {
    if [[ $storage == memory ]] && ! mountpoint -q "$state/hosts"; then
        mount -t tmpfs -o mode=755 lab "$state/hosts" || die "could not mount a tmpfs on $state/hosts"
    fi
}

try_storage() {
    local dir=$state/hosts/.trial result=0
    rm -rf "$dir"
    mkdir -p "$dir/upper" "$dir/work"
    # shellcheck disable=SC2016 # for the shell that unshare starts
    unshare --mount sh -c 'mount -t overlay overlay -o "$1,upperdir=$2/upper,workdir=$2/work" "$3" && echo >"$3/etc/trial" &&
        { test -x "$3/usr/sbin/sshd" || { echo "/usr is not part of the root file system" >&2; false; }; }' \
        sh "$mount_options" "$dir" "$state/root" || result=$?
    rm -rf "$dir"
    return $result
}
