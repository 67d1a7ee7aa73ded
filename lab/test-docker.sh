# shellcheck shell=bash
# shellcheck disable=SC2016,SC2154 # strings for shells inside hosts; what test.sh sets
# The part of test.sh about Docker, images, the S3 server, the name servers and the registry. It has a lab of its own, whose third host has no Docker.

state=$labs/$b
forwarding=$(cat /proc/sys/net/ipv4/ip_forward)

# engine NODE WORD...: the docker command on a host.
engine() { lab_b exec "$1" docker "${@:2}"; }
# field NAME: of the JSON on standard input, where the name comes only once.
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p"; }
engine_state() { lab_b status --json | grep "\"name\":\"$1\"" | sed 's/.*"docker"://' | field state; }
is_healthy() { [[ $(engine "$1" inspect -f '{{.State.Health.Status}}' "$2") == healthy ]]; }
is_running() { [[ $(engine "$1" inspect -f '{{.State.Running}}' "$2") == true ]]; }
# talk ADDRESS PORT REQUEST: prints the answer, headers and all.
talk() { timeout 10 bash -c 'exec 3<>"/dev/tcp/$1/$2" && printf "%s" "$3" >&3 && cat <&3' talk "$@"; }
# fetch ADDRESS PORT PATH: prints the body; fails if the answer is not 200.
fetch() {
    local answer
    answer=$(talk "$1" "$2" "GET $3 HTTP/1.0"$'\r\n\r\n') && [[ $answer == HTTP/1.?' 200'* ]] && printf '%s\n' "${answer#*$'\r\n\r\n'}"
}
post() { talk "$1" "$2" "POST $3 HTTP/1.0"$'\r\n'"Content-Length: ${#4}"$'\r\n\r\n'"$4"; }

# --- engines
same "images without Docker are refused" 2 "$(status_of lab_b up --nodes 1 --images busybox)"
same "an image that there is not is refused" 2 "$(status_of lab_b up --nodes 1 --docker --images nothing)"
check "and nothing was made" leaves_nothing
check "hosts with Docker come up" lab_b up --nodes 3 --docker 2 --images busybox,writer,postgres --subnet "$net_b"
if [[ ! -e $labs/$b/lab.conf ]]; then return; fi
version=$(engine pi1 version -f '{{.Server.Version}}')
same "their state says so" running "$(engine_state pi1)"
check "and which version it is" grep -q '"name":"pi2".*"docker":{"state":"running","version":"[0-9][^"]*","api":"1\.[0-9]*"' <(lab_b status --json)
check "the third host has none" grep -q '"name":"pi3".*"docker":null' <(lab_b status --json)
same "and refuses to restart what it has not" 1 "$(status_of lab_b docker pi3 restart)"
check "root reaches the socket over ssh" connect root pi1 docker ps
check "ops does not" grep -q 'permission denied' <(connect ops pi1 docker ps 2>&1)
check "but with sudo" connect ops pi1 sudo -n docker ps
check "each engine has a network of its own" fails test "$(lab_b exec pi1 ip -4 -o addr show docker0)" = "$(lab_b exec pi2 ip -4 -o addr show docker0)"
check "each stores on a disk" test "$(lab_b exec pi1 stat -f -c %T /var/lib/docker)" != overlayfs -a "$(lab_b exec pi1 stat -f -c %T /var/lib/docker)" != tmpfs
check "this machine got no interface of Docker's" test ! -e /sys/class/net/docker0 -o -n "$(grep docker0 "$work/before-net")"
same "and forwards as before" "$forwarding" "$(cat /proc/sys/net/ipv4/ip_forward)"
SECONDS=0
check "a pull from outside fails" fails engine pi1 pull example/nothing
check "at once" test $SECONDS -lt 10
check "an image is loaded" engine pi1 image inspect dentropy-lab/busybox
same "a loaded image is not made or loaded again" '' "$(lab_b image busybox writer)"

# --- containers
engine pi1 run -d --name web -p 8000:80 --restart unless-stopped dentropy-lab/busybox sh -c 'mkdir /www; hostname >/www/index.html; trap "exit 0" TERM; httpd -p 80 -h /www; while :; do sleep 0.2; done' >"$work/output"
read -r container <"$work/output"
serves_name() { [[ $(fetch $net_b.11 8000 /) == "${container:0:12}" ]]; }
check "a published port is reached from this machine" until_true serves_name
same "and from another host" "${container:0:12}" "$(lab_b exec pi3 busybox wget -q -O - http://pi1:8000/)"
check "the other engine does not know the container" fails engine pi2 inspect web
check "a helper container sees the host's programs, and keeps every kind of metadata on a volume" \
    engine pi1 run --rm --cap-add SYS_ADMIN -v /usr:/usr:ro -v /bin:/bin:ro -v /lib:/lib:ro -v /lib64:/lib64:ro -v /sbin:/sbin:ro -v kinds:/v dentropy-lab/busybox \
    bash -ec 'cd /v; touch f; mkfifo pipe; setfattr -n user.a -v 1 f; setfattr -n trusted.b -v 2 f; setfattr -n security.c -v 3 f; setfacl -m u:1234:r f
        tar --xattrs --acls -c . | zstd -q >/tmp/x; tar --version >/dev/null; mkdir /tmp/m; mount -t tmpfs none /tmp/m'
same "which the host sees too" '1 2 3 1234' "$(lab_b exec pi1 sh -c 'cd /var/lib/docker/volumes/kinds/_data; echo $(getfattr --only-values -n user.a f) $(getfattr --only-values -n trusted.b f) $(getfattr --only-values -n security.c f) $(getfacl -cn f | sed -n "s/^user:\(1234\):r--/\1/p")')"
if lab_b exec pi1 test -e /sys/fs/cgroup/memory -o -e /sys/fs/cgroup/init/memory.max; then
    check "limits count" engine pi1 run --rm --memory 32m dentropy-lab/busybox grep -qx 33554432 /sys/fs/cgroup/memory/memory.limit_in_bytes /sys/fs/cgroup/memory.max
else
    skipped=$((skipped + 1))
    echo "skip - limits count: this machine's control groups have no memory controller"
fi

# --- the writer
engine pi2 run -d --name writer -p 8080:8080 -v writes:/data dentropy-lab/writer >/dev/null
check "the writer becomes healthy" until_true is_healthy pi2 writer
first=$(fetch $net_b.12 8080 /state)
grown() { [[ $(fetch $net_b.12 8080 /state) -gt $first ]]; }
check "and goes on writing" until_true grown
check "a note is answered with their number" grep -qx 1 <(post $net_b.12 8080 /cgi-bin/write 'first note')
same "and kept" 'first note' "$(fetch $net_b.12 8080 /notes)"
engine pi2 kill writer >/dev/null
check "what a killed writer leaves is whole" engine pi2 run --rm -v writes:/data dentropy-lab/writer writer check
engine pi2 start writer >/dev/null
check "it goes on where it was" until_true grown
engine pi2 pause writer >/dev/null
check "what a paused one leaves is whole" engine pi2 run --rm -v writes:/data dentropy-lab/writer writer check
engine pi2 rm -f writer >/dev/null
for damage in 'sed -i 3d log' 'echo x >>files/1' 'echo 1 >state' 'printf cut >>log' 'rm log'; do
    engine pi2 run --rm -v writes:/from -v copy:/data dentropy-lab/writer sh -c "rm -rf /data/*; cp -a /from/. /data/; $damage"
    check "the check finds '$damage'" fails engine pi2 run --rm -v copy:/data dentropy-lab/writer writer check
done

# --- the database, and what comes back after what
engine pi2 run -d --name db -p 5432:5432 --restart unless-stopped -e POSTGRES_PASSWORD=secret -e POSTGRES_DB=shop -v db:/var/lib/postgresql/data dentropy-lab/postgres >/dev/null
check "PostgreSQL becomes healthy" until_true is_healthy pi2 db
check "and stores" engine pi2 exec db psql -q -U postgres -c 'create table goods as select generate_series(1, 5000) as id' shop
check "over the network with the password only" engine pi2 exec -e PGPASSWORD=secret db psql -q -h "$net_b.12" -U postgres -c 'select 1' shop
check "not without" fails engine pi2 exec -e PGPASSWORD=wrong db psql -q -h "$net_b.12" -U postgres -c 'select 1' shop
engine pi2 run -d --name stopped --restart unless-stopped dentropy-lab/busybox sleep 1000 >/dev/null
engine pi2 kill stopped >/dev/null
check "power cycle" lab_b power pi2 cycle
same "the engine is there when it returns" running "$(engine_state pi2)"
check "the database comes back" until_true is_healthy pi2 db
same "with what it stored" 5000 "$(engine pi2 exec db psql -At -U postgres -c 'select count(*) from goods' shop)"
check "what was stopped by hand stays down" fails is_running pi2 stopped
for command in 'lab_b docker pi1 restart' 'connect ops pi1 sudo -n systemctl restart docker'; do
    before=$(lab_b exec pi1 cat /run/lab-host/docker.pid)
    check "'${command#lab_b }' restarts the engine" $command
    check "which is another process" fails test "$before" = "$(lab_b exec pi1 cat /run/lab-host/docker.pid)"
    check "and starts its containers" until_true is_running pi1 web
done
check "docker kill" lab_b docker pi1 kill
same "it is down" "stopped 3" "$(engine_state pi1) $(status_of lab_b exec pi1 systemctl is-active docker)"
check "and starts again" lab_b docker pi1 start
same "it is up" "running active" "$(engine_state pi1) $(lab_b exec pi1 systemctl is-active docker)"
check "docker stop" lab_b docker pi1 stop
same "it is down again" stopped "$(engine_state pi1)"
lab_b docker pi1 start
lab_b exec pi1 sh -c 'kill -9 $(cat /run/lab-host/docker.pid)'
is_up() { [[ $(engine_state "$1") == running ]]; }
check "an engine that ends by itself is started again" until_true is_up pi1
before=$(boot_id pi1)
check "reboot over ssh with a container that runs" connect root pi1 reboot
check "ends in order" until_true has_rebooted pi1 "$before"
check "with the engine up again" until_true is_up pi1

# --- TCP with TLS
check "docker tls" lab_b docker pi1 tls
certificates=$labs/$b/tls/client
tcp() { docker --host "tcp://$net_b.11:2376" --tlsverify --tlscacert "$certificates/ca.pem" "$@"; }
same "a client with the certificate is served" pi1 "$(tcp --tlscert "$certificates/cert.pem" --tlskey "$certificates/key.pem" info -f '{{.Name}}')"
check "one without is not" fails tcp version
check "the socket still works" engine pi1 ps
same "the status says where" "tcp://$net_b.11:2376" "$(lab_b status --json | grep '"pi1"' | field tcp)"
lab_b power pi1 cycle
same "and it outlives a reboot" pi1 "$(tcp --tlscert "$certificates/cert.pem" --tlskey "$certificates/key.pem" info -f '{{.Name}}')"

# --- registry
check "registry up" lab_b registry up
address=$(lab_b registry status --json | field address) password=$(lab_b registry status --json | field password)
engine pi1 tag dentropy-lab/busybox "$address/tools/busybox:1"
check "nobody pushes without a login" fails engine pi1 push -q "$address/tools/busybox:1"
for node in pi1 pi2; do
    check "$node logs in" lab_b exec $node sh -c "echo $password | docker login -u lab --password-stdin $address"
done
check "and not with a wrong password" fails lab_b exec pi2 sh -c "echo wrong | docker --config /tmp/other login -u lab --password-stdin $address"
check "pi1 pushes" engine pi1 push -q "$address/tools/busybox:1"
digest=$(engine pi1 image inspect -f '{{index .RepoDigests 0}}' "$address/tools/busybox:1")
check "pi2 pulls by digest" engine pi2 pull -q "$digest"
check "without the login it may not" fails engine pi2 --config /tmp/other pull -q "$address/tools/busybox:1"
check "registry down" lab_b registry down
same "it is gone" '{"state":"down"}' "$(lab_b registry status --json)"

# --- name servers
check "dns up" lab_b dns up
same "its first server" "$net_b.4" "$(lab_b dns status --json | field bind)"
check "dns down" lab_b dns down
same "it is gone" '{"state":"down"}' "$(lab_b dns status --json)"

# --- S3
# request METHOD PATH [BODY]: signed as S3's first signature asks, which takes no more than openssl. Prints the answer.
request() {
    local date signature
    date=$(LC_ALL=C date -Ru)
    signature=$(printf '%s\n\n\n%s\n%s' "$1" "$date" "$2" | openssl dgst -sha1 -hmac "$secret" -binary | base64)
    talk "$net_b.2" 7480 "$1 $2 HTTP/1.0"$'\r\n'"Host: $net_b.2"$'\r\n'"Date: $date"$'\r\n'"Authorization: AWS $access:$signature"$'\r\n'"Content-Length: ${#3}"$'\r\n\r\n'"$3"
}
check "s3 up" lab_b s3 up
access=$(lab_b s3 status --json | field accessKey) secret=$(lab_b s3 status --json | field secretKey)
same "its endpoint" "http://$net_b.2:7480" "$(lab_b s3 status --json | field endpoint)"
check "a bucket is made" grep -q '^HTTP/1.1 200' <(request PUT /backups '')
check "an object is stored" grep -q '^HTTP/1.1 200' <(request PUT /backups/one 'what was stored')
check "and read" grep -q 'what was stored$' <(request GET /backups/one '')
check "not without the keys" fails fetch $net_b.2 7480 /backups/one
secret=wrong
check "nor with wrong ones" grep -q '^HTTP/1.1 403' <(request GET /backups/one '')
check "TLS with the lab's authority" openssl s_client -connect "$net_b.2:7443" -CAfile "$labs/$b/tls/ca.pem" -verify_ip "$net_b.2" -verify_return_error </dev/null
check "hosts reach it" lab_b exec pi3 busybox wget -q -O /dev/null "http://$net_b.2:7480/"
check "s3 up again changes nothing" test "$access" = "$(lab_b s3 up >/dev/null && lab_b s3 status --json | field accessKey)"
check "s3 down" lab_b s3 down
same "it is gone" '{"state":"down"}' "$(lab_b s3 status --json)"
check "and comes up anew" lab_b s3 up
check "with other keys" fails test "$access" = "$(lab_b s3 status --json | field accessKey)"

# --- and away
lab_b registry up >/dev/null
check "down with all of that running" lab_b down
check "leaves nothing" leaves_nothing
check "hosts with a disk for Docker" lab_b up --nodes 1 --docker --docker-disk 600M --images busybox --subnet "$net_b"
check "which fills up" grep -q 'No space left' <(engine pi1 run --rm -v full:/v dentropy-lab/busybox dd if=/dev/zero of=/v/big bs=1M count=800 2>&1)
check "and goes with them" lab_b down
check "without a trace" leaves_nothing
# What its end waits for never comes, so that it is stopped in the middle on a fast machine too.
mkdir "$work/cache"
exec 7>"$work/cache/.lock"
flock 7
DENTROPY_LAB_CACHE=$work/cache env --default-signal setsid "$home/lab.sh" up --dir "$labs" --name "$b" --nodes 4 --docker --images busybox --subnet "$net_b" >/dev/null 2>&1 7>&- &
up=$!
check "hosts with Docker that wait for an image" until_true engine pi4 version
kill -TERM $up
wait $up 2>/dev/null
exec 7>&-
check "an up of Docker hosts that is stopped leaves nothing" until_true leaves_nothing

# Another release's engine comes from the package archive, which may lack it or be out of reach.
if lab_b up --nodes 1 --docker --docker-version trixie --images busybox --subnet "$net_b" >"$work/output" 2>&1; then
    check "an engine of another release runs a container" engine pi1 run --rm dentropy-lab/busybox true
    check "and is another version" fails test "$(engine pi1 version -f '{{.Server.Version}}')" = "$version"
    lab_b down >/dev/null
else
    skipped=$((skipped + 1))
    echo "skip - an engine of another release: $(tail -n 1 "$work/output")"
    lab_b down >/dev/null
fi
check "all of it is gone" leaves_nothing
