#!/usr/bin/env bash
# shellcheck disable=SC2016 # many strings here are for a shell inside a host
# Tests the lab against real hosts on this machine: one line a check, and at the end "N passed, N failed, N skipped".
# It makes labs of its own in a temporary folder and takes them down.
set -uo pipefail

home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
passed=0 failed=0 skipped=0

finish() { printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"; }

if [[ $(uname -s) != Linux || $EUID -ne 0 ]]; then
    skipped=1
    echo "skip - every check: hosts need Linux and root"
    # A run that was to prove something must not pass by leaving everything out.
    if [[ ${CI-} == true ]]; then skipped=0 failed=1; fi
    finish
    exit "$failed"
fi

"$home/lab.sh" install docker s3 registry dns || exit 1
labs=$(mktemp -d)
work=$(mktemp -d)
# Names and networks that another run of this test does not have: interfaces begin with a lab's first three letters.
mark=t$((RANDOM % 90 + 10))
net=$((RANDOM % 50 * 3 + 100))
while ip -4 route show | grep -q -e "^10\.$net\." -e "^10\.$((net + 1))\." -e "^10\.$((net + 2))\."; do net=$((RANDOM % 50 * 3 + 100)); done
a=${mark}a b=${mark}b c=${mark}c
net_a=10.$net.0 net_b=10.$((net + 1)).0 net_c=10.$((net + 2)).0
state=$labs/$a
trap 'for lab in "$a" "$b" "$c"; do "$home/lab.sh" down --dir "$labs" --name "$lab" >/dev/null 2>&1; done; rm -rf "$labs" "$work"' EXIT

lab() { "$home/lab.sh" "$1" --dir "$labs" --name "$a" "${@:2}"; }
lab_b() { "$home/lab.sh" "$1" --dir "$labs" --name "$b" "${@:2}"; }

# connect USER NODE COMMAND...: strict about host keys, and blind to this machine's own ssh settings.
connect() {
    local address
    address=$(sed -n 's/^address: //p' "$state/cloud/nodes/$2.yaml")
    ssh -F none -i "$state/id_ed25519" -o BatchMode=yes -o ConnectTimeout=5 -o StrictHostKeyChecking=yes \
        -o UserKnownHostsFile="$state/cloud/known_hosts" -o GlobalKnownHostsFile=none "${ssh_options[@]}" "$1@$address" "${@:3}" </dev/null
}
ssh_options=()

# check NAME COMMAND...: passes if the command succeeds.
check() {
    local name=$1
    shift
    if "$@" >"$work/output" 2>&1; then
        passed=$((passed + 1))
        echo "ok - $name"
    else
        failed=$((failed + 1))
        echo "FAILED - $name"
        sed 's/^/    /' "$work/output"
    fi
}

# same NAME EXPECTED ACTUAL
same() { check "$1" compare "$2" "$3"; }
compare() { [[ $1 == "$2" ]] || { printf 'expected: %s\nfound:    %s\n' "$1" "$2"; return 1; }; }
fails() { ! "$@"; }
# status_of COMMAND...: prints the exit code.
status_of() {
    local code=0
    "$@" >/dev/null 2>&1 || code=$?
    echo "$code"
}
until_true() {
    local end=$((SECONDS + 30))
    until "$@" >/dev/null 2>&1; do
        [[ $SECONDS -lt $end ]] || return 1
        sleep 0.05
    done
}
node_state() { lab status --json | sed -n "s/.*\"name\":\"$1\",.*\"state\":\"\([a-z]*\)\".*/\1/p"; }
is_off() { [[ $(node_state "$1") == off ]]; }
boot_id() { connect root "$1" cat /proc/sys/kernel/random/boot_id; }
has_rebooted() { local now; now=$(boot_id "$1") && [[ $now != "$2" ]]; }

# Everything on this machine that these labs could leave behind. Other labs may come and go meanwhile, so it is told by
# this test's folder, names and networks. A host's processes are known by their root, whose layers lie in the folder.
list_machine() {
    ip netns list | grep "$mark"
    ip -o link show | sed 's/^[0-9]*: //; s/[:@].*//' | grep "^$mark-" | sort
    ip -4 route show | grep -e "^10\.$net\." -e "^10\.$((net + 1))\." -e "^10\.$((net + 2))\."
    grep -F "$labs" /proc/self/mountinfo
    # The pattern comes in a file, or grep would find itself.
    grep -lF -f <(echo "$labs") /proc/[0-9]*/mountinfo /proc/[0-9]*/cmdline 2>/dev/null
    losetup --list --noheadings --output BACK-FILE 2>/dev/null | grep -F "$labs"
    find /sys/fs/cgroup -type d -name "*$mark*" 2>/dev/null
    ls -A "$labs"
}
leaves_nothing() { diff "$work/before" <(list_machine); }
list_machine >"$work/before"
ls /sys/class/net >"$work/before-net"
check "nothing of an earlier test is here" test ! -s "$work/before"

# --- up
check "three hosts come up" lab up --nodes 3 --subnet $net_a
if [[ $failed -gt 0 ]]; then
    finish
    exit 1
fi
check "the inventory says what the lab is" diff - "$state/cloud/nodes/pi1.yaml" <<YAML
name: pi1
address: $net_a.11
user: root
identityFile: $state/id_ed25519
roles: [manager]
hardware: lab
architecture: $(dpkg --print-architecture)
switch: sw1
power: psu1
site: lab
metadata:
  lab: $a
revision: 1
YAML
for node in pi1 pi2 pi3; do
    same "ssh to $node, which knows its name" "$node" "$(connect root $node hostname)"
done
same "ops is an account of its own" ops "$(connect ops pi2 id -un)"
same "ops may sudo" root "$(connect ops pi2 sudo -n id -un)"
same "the shells are quiet" '' "$(connect root pi1 true 2>&1; connect ops pi1 true 2>&1)"
same "a host has its own processes" init "$(connect root pi1 'cat /proc/1/comm')"
check "and few of them" test "$(connect root pi1 'ls -d /proc/[0-9]* | wc -l')" -lt 12
connect root pi1 'echo mine >/proof; echo mine >/usr/bin/proof; echo mine >/tmp/proof'
check "pi2 lacks a file that pi1 wrote" fails connect root pi2 'ls /proof /usr/bin/proof /tmp/proof 2>&1 | grep -v "No such"'
check "this machine lacks it too" fails ls /proof /usr/bin/proof
check "a host does not see this machine's folders" fails connect root pi1 test -e "$home/lab.sh" -o -e "$labs" -o -e /root/.bashrc
check "nor its passwords and keys" connect root pi1 'test "$(cut -d: -f2 /etc/shadow | sort -u)" = "*" && test "$(ls /etc/ssh/*key)" = /etc/ssh/ssh_host_ed25519_key'
check "nor its environment" fails connect root pi1 'tr "\0" "\n" </proc/1/environ | grep -v -e ^PATH= -e ^HOME= -e ^TERM='
# Should these two fail, they set what is set already.
check "a host cannot set this machine's clock" fails connect root pi1 date -s now
check "nor its kernel's settings" fails connect root pi1 'value=$(cat /proc/sys/vm/swappiness); echo "$value" >/proc/sys/vm/swappiness'
check "but those of its own network" connect root pi1 'echo 1 >/proc/sys/net/ipv4/ip_forward'
check "terminals work" fails test -z "$(ssh_options=(-tt); connect root pi1 tty 2>/dev/null)"
check "hosts reach each other by name" connect root pi1 'bash -c "exec 3<>/dev/tcp/pi3/22 && read -r -t 5 hello <&3 && [[ \$hello == SSH-* ]]"'
check "sftp works" sftp -q -o ConnectTimeout=5 -b <(echo 'ls /srv') -F none -i "$state/id_ed25519" -o UserKnownHostsFile="$state/cloud/known_hosts" root@$net_a.12
check "orphans leave no zombies" connect root pi1 '(sh -c "sleep 0.1 &") ; sleep 0.4; ! grep -l "^State:.Z" /proc/[0-9]*/status'
same "exec runs inside, with the command's exit code" pi2-7 "$(lab exec pi2 sh -c 'printf %s- "$(hostname)"; exit 7'; echo $?)"
check "/srv/small fills up" fails connect root pi1 'head -c 17M /dev/zero >/srv/small/big'
same "and then is full" 100% "$(connect root pi1 'df --output=pcent /srv/small | tail -n 1 | tr -d " "')"
check "a second up changes nothing" test "$(boot_id pi1)" = "$(lab up >/dev/null; boot_id pi1)"
echo '# by hand' >>"$state/cloud/nodes/pi1.yaml"
check "a larger up adds hosts" lab up --nodes 4
same "the fourth is there" pi4 "$(connect root pi4 hostname)"
check "and the first one's file is still the operator's" grep -q '^# by hand' "$state/cloud/nodes/pi1.yaml"
check "a smaller up is refused" fails lab up --nodes 2
check "another subnet is refused" fails lab up --subnet $net_b

# --- power
before=$(boot_id pi1) other=$(boot_id pi2)
check "reboot over ssh ends well" connect root pi1 reboot
check "pi1 is back with a new boot id" until_true has_rebooted pi1 "$before"
same "its uptime started again" 0 "$(connect root pi1 'cut -d. -f1 /proc/uptime' | awk '{ print ($1 > 60) }')"
same "its files are still there" mine "$(connect root pi1 cat /proof)"
same "pi2 stayed up" "$other" "$(boot_id pi2)"
for command in 'shutdown -r now' 'systemctl reboot' 'sudo -n reboot' 'reboot -f'; do
    user=root
    [[ $command != sudo* ]] || user=ops
    before=$(boot_id pi1)
    connect $user pi1 "$command" >/dev/null 2>&1
    check "'$command' reboots" until_true has_rebooted pi1 "$before"
done
for command in poweroff 'shutdown -h now' 'systemctl poweroff'; do
    check "'$command' ends well" connect root pi2 "$command"
    check "and switches the host off" until_true is_off pi2
    check "power on starts it" lab power pi2 on
    same "and it answers" pi2 "$(connect root pi2 hostname)"
done
check "a planned shutdown can be cancelled" connect root pi2 'shutdown -r +5 && test -s /run/lab-host/shutdown && shutdown -c && test ! -e /run/lab-host/shutdown'
check "power off" lab power pi3 off
same "pi3 is off" off "$(node_state pi3)"
same "pi1 is not" on "$(node_state pi1)"
check "up starts what is off" lab up
same "pi3 is on" on "$(node_state pi3)"
before=$(boot_id pi3)
check "power cycle" lab power pi3 cycle
check "is a new boot" has_rebooted pi3 "$before"
read -r init _ < <(lab status --json | sed -n 's/.*"name":"pi3".*"pid":\([0-9]*\).*/\1/p')
kill -KILL "$init"
check "a host whose first process is killed stays off" until_true is_off pi3
lab power pi3 on

# --- links
ssh_options=(-o ConnectTimeout=2)
for change in drop:pass down:up; do
    lab link pi1 ${change%:*}
    check "link ${change%:*}: ssh times out" grep -q 'timed out\|No route' <(connect root pi1 true 2>&1)
    lab link pi1 ${change#*:}
    check "link ${change#*:}: it is well again" until_true connect root pi1 true
done
lab link pi1 drop
lab power pi1 cycle
check "a cut link stays cut over a reboot" fails connect root pi1 true
lab link pi1 pass
check "and heals" until_true connect root pi1 true
check "two hosts get another cable" lab wire pi1 in0 192.0.2.1/24,fd00:2::1/64 pi2 in0 192.0.2.2/24,fd00:2::2/64
check "they reach each other over it" connect root pi1 'ping -n -c 1 -W 5 192.0.2.2 && ping -n -c 1 -W 5 fd00:2::2'
check "another one takes its place" lab wire pi1 in0 192.0.2.9/24 pi2 in0 192.0.2.2/24
check "with its own address" connect root pi2 'ping -n -c 1 -W 5 192.0.2.9'
check "a cable needs two addresses" fails lab wire pi1 in0 192.0.2.1/24 pi2 in0
connect root pi3 "mkdir -p /etc/dentropy/firewall && printf '#!/bin/sh\niptables -N LOADED\n' >/etc/dentropy/firewall/load && chmod 755 /etc/dentropy/firewall/load"
lab power pi3 cycle
check "a host loads its firewall at boot" connect root pi3 'iptables -S LOADED && rm -r /etc/dentropy'
ssh_options=()

# --- sshd
lab sshd pi1 --set "MaxSessions 2"
connection=(-S "$work/socket")
ssh_options=("${connection[@]}" -o ControlMaster=yes -N -f)
connect root pi1
ssh_options=("${connection[@]}" -o ControlMaster=no)
connect root pi1 'echo one >/tmp/one; exec sleep 60' & first=$!
connect root pi1 'echo two >/tmp/two; exec sleep 60' & second=$!
until_true lab exec pi1 test -e /tmp/one -a -e /tmp/two
check "MaxSessions 2 refuses a third session" grep -q 'open failed\|Session open refused' <(connect root pi1 true 2>&1)
kill $first $second
ssh_options=("${connection[@]}" -O exit)
connect root pi1 2>/dev/null
wait $first $second 2>/dev/null
ssh_options=()
same "overrides are shown" "MaxSessions 2" "$(lab sshd pi1)"
check "a bad override is refused" fails lab sshd pi1 --set "NoSuchKeyword 1"
same "and changes nothing" "MaxSessions 2" "$(lab sshd pi1)"
lab sshd pi1 --reset
same "reset takes them away" 10 "$(lab exec pi1 sshd -T | sed -n 's/^maxsessions //p')"
lab rekey pi2
check "after rekey strict ssh fails" grep -q 'REMOTE HOST IDENTIFICATION HAS CHANGED' <(connect root pi2 true 2>&1)
lab rekey pi2 --trust
check "until the new key is trusted" connect root pi2 true

# --- two labs, and a machine that restarts
check "another lab on the same subnet is refused" fails lab_b up --nodes 1 --subnet $net_a
check "and has left nothing" test ! -e "$labs/$b"
check "a second lab comes up beside the first" lab_b up --nodes 2 --subnet $net_b --start-number 7 --disk-size 64M
same "with its own numbers and disks" "pi8 64M" "$(lab_b exec pi8 sh -c 'echo "$(hostname) $(df -h --output=size /srv/small | tail -n 1 | tr -d " ")"')"
check "both answer" test "$(connect root pi1 hostname)$(lab_b exec pi7 hostname)" = pi1pi7
check "the second goes down" lab_b down
same "and the first stays" pi1 "$(connect root pi1 hostname)"
for node in pi1 pi2 pi3 pi4; do lab power $node off; done
umount "$state/layers"
ip link del "$(sed -n 's/^bridge=//p' "$state/lab.conf")"
check "up brings a lab back after this machine restarted" lab up
same "with what it knew" mine "$(connect root pi1 cat /proof)"
read -r pid _ <"$state/nodes/pi1/supervisor"
kill -KILL "$pid"
check "no host outlives its supervisor" until_true fails pgrep -f "$state/layers/host/boot.sh $state pi1\$"

# --- down, and what must leave nothing
check "down" lab down
check "leaves nothing" leaves_nothing
check "down of no lab is fine" lab down
for signal in TERM INT; do
    env --default-signal setsid "$home/lab.sh" up --dir "$labs" --name "$b" --nodes 20 --subnet $net_b >/dev/null 2>&1 &
    up=$!
    until_true test -s "$labs/$b/nodes/pi3/supervisor"
    kill -$signal $up
    check "up that gets SIG$signal says so" fails wait $up
    check "and leaves nothing" until_true leaves_nothing
done
setsid "$home/lab.sh" up --dir "$labs" --name "$b" --nodes 20 --subnet $net_b >/dev/null 2>&1 &
up=$!
until_true test -s "$labs/$b/nodes/pi3/supervisor"
kill -KILL $up
wait $up 2>/dev/null
check "down after up was killed" lab_b down
check "leaves nothing either" leaves_nothing
"$home/lab.sh" up --dir "$labs" --name "$c" --nodes 2 --subnet $net_c >/dev/null & first=$!
"$home/lab.sh" up --dir "$labs" --name "$c" --nodes 4 --subnet $net_c >/dev/null 2>&1 & second=$!
wait $first
one=$?
wait $second
two=$?
# If the larger one comes first, the smaller one is refused.
check "two ups at once take turns" test $two -eq 0 -a \( $one -eq 0 -o $one -eq 1 \)
same "and the larger one counts" 4 "$("$home/lab.sh" status --dir "$labs" --name "$c" | grep -c ' on .*answers')"
"$home/lab.sh" down --dir "$labs" --name "$c" >/dev/null
check "and leave nothing" leaves_nothing
mkdir -p "$labs/$b/mine"
check "a folder that is no lab is not taken" fails lab_b up --subnet $net_b
check "nor removed" fails lab_b down
check "it is still there" rmdir "$labs/$b/mine" "$labs/$b"

# shellcheck source=lab/test-docker.sh
. "$home/test-docker.sh"

finish
[[ $failed -eq 0 ]]
