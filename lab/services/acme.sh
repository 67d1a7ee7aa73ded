# shellcheck shell=bash
# An ACME server: pebble, which refuses some nonces on purpose, and the resolver that it validates through.

acme_address=6

acme_prepare() {
    local dir=$1 address=$2
    make_certificate acme "$address" "$dir"
    cat >"$dir/pebble.json" <<JSON
{ "pebble": {
  "listenAddress": "$address:14000", "managementListenAddress": "$address:15000",
  "certificate": "$dir/acme.pem", "privateKey": "$dir/acme.key",
  "httpPort": 80, "tlsPort": 443, "ocspResponderURL": "", "externalAccountBindingRequired": false,
  "domainBlocklist": ["blocked-domain.example.org"]
} }
JSON
    # The authority looks at once where it would otherwise wait for up to 15 seconds.
    cat >"$dir/run" <<'SCRIPT'
dir=$1 address=$2
pebble-challtestsrv -dns01 "$address:53" -management "$address:8055" -http01 '' -https01 '' -tlsalpn01 '' -defaultIPv4 "$address" -defaultIPv6 '' >"$dir/dns.out" 2>&1 &
PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=${PEBBLE_WFE_NONCEREJECT-25} exec pebble -config "$dir/pebble.json" -dnsserver "$address:53" >"$dir/acme.out" 2>&1
SCRIPT
    printf '{"directory":"https://%s:14000/dir","ca":"%s","dns":"%s:53","management":"http://%s:8055","roots":"https://%s:15000/roots/0"}\n' \
        "$address" "$state/tls/ca.pem" "$address" "$address" "$address" >"$dir/access.json"
}

# The resolver's management speaks plain HTTP, and takes POST only; the authority speaks TLS, so that it listens has to do.
acme_ready() { [[ -n $(http_status "$1" 8055 /) ]] && (exec 5<>"/dev/tcp/$1/14000") 2>/dev/null; }
