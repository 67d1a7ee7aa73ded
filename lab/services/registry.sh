# shellcheck shell=bash
# A registry for images that asks for a name and a password.

registry_address=3

registry_prepare() {
    local dir=$1 password
    password=$(random_word 20)
    mkdir -p "$dir/data"
    # The registry takes bcrypt only, which the C library has and openssl has not.
    # shellcheck disable=SC2016 # for perl
    printf 'lab:%s\n' "$(PASSWORD=$password SALT=$(random_word 22) perl -e 'print crypt($ENV{PASSWORD}, q($2b$05$) . $ENV{SALT})')" >"$dir/htpasswd"
    grep -q '^lab:\$2b\$05\$.\{53\}$' "$dir/htpasswd" || die "the C library of this machine has no bcrypt, which a registry's passwords need"
    cat >"$dir/config.yml" <<YAML
version: 0.1
log: { level: warn }
storage:
  filesystem: { rootdirectory: $dir/data }
  delete: { enabled: true }
http: { addr: "$2:5000" }
auth:
  htpasswd: { realm: lab, path: $dir/htpasswd }
YAML
    cat >"$dir/run" <<'SCRIPT'
exec docker-registry serve "$1/config.yml"
SCRIPT
    printf '{"address":"%s:5000","user":"lab","password":"%s"}\n' "$2" "$password" >"$dir/access.json"
}

# Without credentials it says no, and says so in the registry's words.
registry_ready() { [[ $(http_status "$1" 5000 /v2/) == 401 ]]; }

