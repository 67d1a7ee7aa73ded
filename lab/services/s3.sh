# shellcheck shell=bash
# An S3 server: Ceph's gateway over one monitor and one store in memory.

s3_address=2

# All of them in one file: the monitor takes over every key in it when it is made.
make_keyring() {
    local all=(--cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *')
    ceph-authtool --create-keyring "$1" --gen-key --name mon. --cap mon 'allow *' >/dev/null
    ceph-authtool "$1" --gen-key --name client.admin "${all[@]}" >/dev/null
    ceph-authtool "$1" --gen-key --name client.rgw "${all[@]}" >/dev/null
    ceph-authtool "$1" --gen-key --name osd.0 --cap mon 'allow profile osd' --cap osd 'allow *' >/dev/null
}

s3_prepare() {
    local dir=$1 address=$2 classes
    # Ceph 18 of Debian 13 looks for them in a relative path.
    for classes in /usr/lib/*/rados-classes /usr/lib/rados-classes; do
        [[ ! -d $classes ]] || break
    done
    mkdir -p "$dir"/{mon,osd}
    printf '%s\n%s\n' "$(random_word 20)" "$(random_word 40)" >"$dir/keys"
    make_certificate s3 "$address" "$dir"
    make_keyring "$dir/keyring"
    # The short intervals are what makes it start in seconds: each pool that the gateway makes waits for the monitor.
    cat >"$dir/ceph.conf" <<CONF
[global]
fsid = $(</proc/sys/kernel/random/uuid)
mon host = v2:$address:3300/0
keyring = $dir/keyring
public network = $subnet.0.0/16
run dir = $dir
log file = $dir/\$name.log
admin socket = $dir/\$name.\$pid.asok
pid file =
crash dir = $dir
max open files = 0
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
mon warn on pool no redundancy = false
mon max pg per osd = 1000
mon cluster log file = $dir/cluster.log
[mon]
mon data = $dir/mon
mon initial members = a
mon allow pool size one = true
mon data avail crit = 1
paxos propose interval = 0.02
paxos min wait = 0.01
mon tick interval = 1
mon osd min up ratio = 0
[osd]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 8589934592
osd crush chooseleaf type = 0
osd crush update on start = true
osd class load list = *
osd class dir = $classes
osd max backfills = 1
[client]
[client.rgw]
rgw frontends = beast endpoint=$address:7480 ssl_endpoint=$address:7443 ssl_certificate=$dir/s3.pem ssl_private_key=$dir/s3.key
rgw data = $dir
rgw enable usage log = false
rgw enable ops log = false
rgw thread pool size = 32
rgw run sync thread = false
rgw dynamic resharding = false
CONF
    cat >"$dir/run" <<'SCRIPT'
set -eu
dir=$1 address=$2
conf=$dir/ceph.conf
ceph_osd() { ceph -c "$conf" --connect-timeout 20 "$@"; }
monmaptool --create --clobber --fsid "$(sed -n 's/^fsid = //p' "$conf")" --addv a "[v2:$address:3300]" "$dir/monmap" >/dev/null
ceph-mon -c "$conf" --mkfs -i a --monmap "$dir/monmap" --keyring "$dir/keyring"
ceph-mon -c "$conf" -i a -f >"$dir/mon.out" 2>&1 &
uuid=$(cat /proc/sys/kernel/random/uuid)
ceph_osd osd new "$uuid"
ceph-osd -c "$conf" -i 0 --mkfs --osd-uuid "$uuid" >"$dir/mkfs.out" 2>&1
ceph-osd -c "$conf" -i 0 -f >"$dir/osd.out" 2>&1 &
{ read -r access; read -r secret; } <"$dir/keys"
radosgw -c "$conf" -n client.rgw -f >"$dir/rgw.out" 2>&1 &
radosgw-admin -c "$conf" user create --uid lab --display-name lab --access-key "$access" --secret-key "$secret" >"$dir/user.out" 2>&1
: >"$dir/user"
wait
SCRIPT
    printf '{"endpoint":"http://%s:7480","tlsEndpoint":"https://%s:7443","ca":"%s","region":"us-east-1","accessKey":"%s","secretKey":"%s"}\n' \
        "$address" "$address" "$state/tls/ca.pem" "$(sed -n 1p "$dir/keys")" "$(sed -n 2p "$dir/keys")" >"$dir/access.json"
}

s3_ready() { [[ -e $state/services/s3/user && $(http_status "$1" 7480 /) == 200 ]]; }
