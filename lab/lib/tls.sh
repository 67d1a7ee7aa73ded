# shellcheck shell=bash
# Certificates of the lab's own authority, in its folder 'tls'.

run_openssl() {
    local said
    said=$(openssl "$@" 2>&1) || die "openssl ${*:1:2} failed: $said"
}

make_authority() {
    local dir=$state/tls
    [[ ! -e $dir/ca.pem ]] || return 0
    mkdir -p "$dir"
    (
        umask 077
        run_openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=lab $opt_name" \
            -addext keyUsage=critical,keyCertSign,cRLSign -keyout "$dir/ca.key" -out "$dir/ca.new"
    )
    chmod 644 "$dir/ca.new"
    mv "$dir/ca.new" "$dir/ca.pem"
}

# NAME ADDRESS FOLDER. Writes NAME.key and NAME.pem there: a server's certificate, or a client's where the address is empty.
make_certificate() {
    local use=clientAuth names=''
    make_authority
    if [[ -n $2 ]]; then use=serverAuth names="subjectAltName=DNS:$1,DNS:localhost,IP:$2,IP:127.0.0.1"$'\n'; fi
    (
        umask 077
        run_openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -keyout "$3/$1.key" -out "$3/$1.csr"
        printf 'basicConstraints=CA:false\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=%s\n%s' "$use" "$names" >"$3/$1.extensions"
        run_openssl x509 -req -in "$3/$1.csr" -CA "$state/tls/ca.pem" -CAkey "$state/tls/ca.key" -CAcreateserial -days 3650 \
            -extfile "$3/$1.extensions" -out "$3/$1.pem"
    )
    rm -f "$3/$1.csr" "$3/$1.extensions"
    chmod 644 "$3/$1.pem"
}
