# shellcheck shell=bash
# Two name servers that take updates: BIND at the service's address, Knot at the next one. Each has zones of its own of the same names.

dns_address=4

# FILE ADDRESS. Writes what a zone begins with.
write_zone() {
    cat >"$1" <<ZONE
\$TTL 300
@ SOA ns1 hostmaster 1 3600 600 86400 60
@ NS ns1
ns1 A $2
ZONE
}

dns_prepare() {
    local dir=$1 address=$2 second server secret reader zone
    second=${address%.*}.$((${address##*.} + 1))
    secret=$(head -c 32 /dev/urandom | base64 -w 0)
    reader=$(head -c 64 /dev/urandom | base64 -w 0)
    mkdir -p "$dir"/{bind,knot/db}
    for server in "bind $address" "knot $second"; do
        for zone in example.org example.net; do write_zone "$dir/${server% *}/$zone.zone" "${server#* }"; done
        write_zone "$dir/${server% *}/big.example.zone" "${server#* }"
        awk 'BEGIN { for (i = 1; i <= 5000; i++) printf "host%d A 10.%d.%d.%d\nhost%d TXT \"number %d of many\"\n", i, 1 + i / 65536, (i / 256) % 256, i % 256, i, i }' \
            >>"$dir/${server% *}/big.example.zone"
    done
    {
        cat <<CONF
options {
    directory "$dir/bind";
    listen-on { $address; };
    listen-on-v6 { none; };
    pid-file none;
    session-keyfile "$dir/bind/session.key";
    recursion no;
    notify no;
    dnssec-validation no;
    allow-transfer { key lab; key reader; };
};
controls { };
key lab { algorithm hmac-sha256; secret "$secret"; };
key reader { algorithm hmac-sha512; secret "$reader"; };
CONF
        for zone in example.org example.net big.example; do
            printf 'zone %s { type primary; file "%s.zone"; allow-update { key lab; }; };\n' "$zone" "$zone"
        done
    } >"$dir/bind/named.conf"
    cat >"$dir/knot/knot.conf" <<CONF
server:
    rundir: $dir/knot
    listen: $second@53
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: $dir/knot/db
log:
  - target: stderr
    any: info
key:
  - id: lab
    algorithm: hmac-sha256
    secret: $secret
  - id: reader
    algorithm: hmac-sha512
    secret: $reader
acl:
  - id: lab
    key: lab
    action: [ transfer, update ]
  - id: reader
    key: reader
    action: transfer
template:
  - id: default
    storage: $dir/knot
    acl: [ lab, reader ]
zone:
  - domain: example.org
    file: example.org.zone
  - domain: example.net
    file: example.net.zone
  - domain: big.example
    file: big.example.zone
CONF
    # Knot asks for its own host's name before anything else, and without an answer that takes ten seconds.
    printf '127.0.0.1 localhost dns\n' >"$dir/hosts"
    cat >"$dir/run" <<'SCRIPT'
mount --bind "$1/hosts" /etc/hosts
ip addr add "${2%.*}.$((${2##*.} + 1))/16" dev eth0
knotd -c "$1/knot/knot.conf" >"$1/knot.out" 2>&1 &
exec named -g -c "$1/bind/named.conf" >"$1/bind.out" 2>&1
SCRIPT
    printf '{"bind":"%s","knot":"%s","key":"lab","algorithm":"hmac-sha256","secret":"%s","readKey":"reader","readAlgorithm":"hmac-sha512","readSecret":"%s","zones":["example.org","example.net","big.example"]}\n' \
        "$address" "$second" "$secret" "$reader" >"$dir/access.json"
}

dns_ready() {
    answers_soa "$1" && answers_soa "${1%.*}.$((${1##*.} + 1))"
}

# ADDRESS. Asks over TCP for the SOA of example.org; a server that has loaded the zone says so without an error.
answers_soa() {
    local answer=''
    {
        exec 5<>"/dev/tcp/$1/53" || return 1
        printf '\0\035\022\064\0\0\0\001\0\0\0\0\0\0\007example\003org\0\0\006\0\001' >&5
        answer=$(timeout 2 head -c 10 <&5 | od -An -tx1 | tr -d ' \n')
        exec 5<&-
    } 2>/dev/null
    # Length, identifier, flags without an error, one question, one answer.
    [[ $answer =~ ^....1234...0 ]] && [[ ${answer:16:4} == 0001 ]]
}
