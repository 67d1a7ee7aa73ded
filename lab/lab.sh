#!/usr/bin/env bash
# A small cloud on one Linux machine. README.md, beside this file, says what it is and what it touches.
set -euo pipefail
umask 022

lab_home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
for part in common options install network layers nodes docker engines images tls services serf ceph debian cloud up down status host wire; do
    # shellcheck source=/dev/null
    . "$lab_home/lib/$part.sh"
done

usage() {
    cat <<'TEXT'
usage: lab.sh COMMAND [--name LAB] [--dir DIR] ...

  up [--nodes N] [--subnet 10.77.0] [--start-number S] [--prefix pi]
     [--disk-size 16M] [--boot-delay 1]
     [--docker [N]] [--docker-disk 4G] [--docker-version trixie] [--images busybox,writer,postgres]
                              bring the hosts up; run again to add hosts or to start those that are off; --docker: all of them, or
                              the first N, run a Docker engine; --images: with these
  down                        remove the lab and everything that it made
  status [--json]             show each host's name, address, state, first process and sshd
  power NODE off|on|cycle [--no-wait]
                              pull the plug (nothing is stopped in order), put it back, or both
  link NODE down|up|drop|pass
                              down, up: the cable; drop, pass: lose every IP packet without a word, or stop that
  wire NODE INTERFACE ADDRESS[,...] NODE INTERFACE ADDRESS[,...]
                              lay another cable from one host to another, until one of them restarts
  exec NODE COMMAND [ARG...]  run a command inside the host as root, without ssh
  docker NODE start|stop|restart|kill|tls
                              the host's engine; kill is kill -9, and it stays down until start; tls: it also
                              listens on TCP port 2376 for clients with a certificate
  image NAME...               load images made on this machine into every engine that runs
  s3 up|down|status [--json]  an S3 server (Ceph) in the lab's network
  registry up|down|status [--json]
                              an image registry with a login in the lab's network
  dns up|down|status [--json]
                              name servers (BIND and Knot) that take updates in the lab's network
  acme up|down|status [--json]
                              an ACME server (pebble) and its resolver in the lab's network
  serf up|down|status [--json]
                              a Serf agent on each host that is on; up again starts those that do not run
  ceph up|down|status [--hosts 3] [--osds 1] [--osd-size 2G] [--json]
                              a Ceph cluster over the first hosts: a monitor and OSDs on each
  debian up|off|down|status [--architecture arm64] [--json]
                              a fresh Debian with a root file system and a systemd of its own, or, emulated, with sshd; it
                              has its own inventory
  sshd NODE [--set "Key Value"]... | --reset
                              replace the host's sshd overrides and reload sshd; alone: show them
  rekey NODE [--trust]        give the host a new SSH host key; --trust writes it into the lab's known_hosts
  install [docker] [s3] [registry] [dns] [dhcp] [seed] [public] [acme] [serf] [ceph] [debian] [emulation] [browser]
                              install the Debian packages that the lab, and those parts of it, need, nothing else;
                              browser: to look at pages in

  --name LAB   which lab (default: lab); several run side by side if their subnets differ
  --dir DIR    the folder that holds the labs (default: $DENTROPY_LAB_DIR, else /var/lib/dentropy-lab)
TEXT
}

main() {
    local command=${1:-}
    [[ $# -eq 0 ]] || shift
    case $command in
        up | down | status | power | link | wire | exec | docker | image | s3 | registry | dns | acme | serf | ceph | debian | sshd | rekey | install) ;;
        help | -h | --help) usage; return ;;
        '') usage >&2; exit 2 ;;
        *) bad_usage "there is no command '$command'" ;;
    esac
    require_linux
    close_inherited_files
    parse_options "$command" "$@"
    require_root
    select_lab
    "lab_$command"
}

main "$@"
