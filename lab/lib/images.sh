# shellcheck shell=bash
# Container images without a registry: made once from what this machine or its package archive has, kept as files, and
# loaded into the engines of the hosts. images/NAME/recipe.sh says what is in one.

set_cache() { cache=${DENTROPY_LAB_CACHE:-/var/cache/dentropy-lab}; }

# What containers call this machine's architecture.
image_architecture() {
    case $(uname -m) in
        x86_64) echo amd64 ;;
        aarch64) echo arm64 ;;
        armv*) echo arm ;;
        i?86) echo 386 ;;
        *) uname -m ;;
    esac
}

check_images() {
    local image
    for image in "$@"; do
        [[ $image =~ ^[a-z0-9-]+$ && -e $lab_home/images/$image/recipe.sh ]] ||
            bad_usage "there is no image '$image'; there are $(cd "$lab_home/images" && echo *)"
    done
}

# NAME. Sets image_file to the image's file, which is made if there is none for this recipe and these packages.
make_image() {
    local sum version
    set_cache
    mkdir -p "$cache" || die "cannot make the folder $cache; choose another with DENTROPY_LAB_CACHE"
    sum=$(cd "$lab_home/images" && cat "$1"/* ../lib/images.sh | sha256sum)
    version=$(. "$lab_home/images/$1/recipe.sh" && image_version)
    version=$(printf '%s' "$version" | sha256sum)
    image_file=$cache/$1-${sum:0:12}-${version:0:8}.tar
    if [[ ! -e $image_file ]]; then
        (
            # Two labs that need the same image wait for each other.
            exec 8>"$cache/.lock"
            flock 8
            if [[ -e $image_file ]]; then exit 0; fi
            say "Making the image dentropy-lab/$1"
            work=$(mktemp -d "$cache/.making.XXXXXX")
            trap 'rm -rf "$work"' EXIT
            trap 'exit 130' INT
            trap 'exit 143' TERM HUP
            build_image "$1" 8>&- || exit 1
            rm -f "$cache/$1"-*.tar
            mv "$work/image.tar" "$image_file"
        ) 9<&- || die "could not make the image $1; what went wrong is above"
    fi
}

# In the layout of "docker save", which every engine since 1.10 loads.
build_image() {
    local log=$work/log config
    layers=()
    # shellcheck source=/dev/null
    . "$lab_home/images/$1/recipe.sh"
    mkdir "$work/image"
    image_build 2>"$log" || { tail -n 20 "$log" >&2; return 1; }
    config=$(printf '{"architecture":"%s","os":"linux","created":"2020-01-01T00:00:00Z","config":%s,"rootfs":{"type":"layers","diff_ids":[%s]},"history":[%s]}' \
        "$(image_architecture)" "$(image_config)" "$(join_quoted sha256: '' "${layers[@]}")" \
        "$(printf '{"created":"2020-01-01T00:00:00Z","created_by":"lab"}%.0s,' "${layers[@]}" | sed 's/,$//')")
    set -- "$1" "$(printf '%s' "$config" | sha256sum | cut -d' ' -f1)"
    printf '%s' "$config" >"$work/image/$2.json"
    printf '[{"Config":"%s.json","RepoTags":["dentropy-lab/%s:latest"],"Layers":[%s]}]' "$2" "$1" "$(join_quoted '' /layer.tar "${layers[@]}")" \
        >"$work/image/manifest.json"
    tar -C "$work/image" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$work/image.tar" .
}

# PREFIX SUFFIX WORD...
join_quoted() {
    local word comma=''
    for word in "${@:3}"; do
        printf '%s"%s%s%s"' "$comma" "$1" "$word" "$2"
        comma=,
    done
}

# FOLDER. The same content gives the same layer.
add_layer() {
    local sum
    tar -C "$1" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -cf "$work/layer.tar" .
    sum=$(sha256sum <"$work/layer.tar")
    sum=${sum%% *}
    mkdir "$work/image/$sum"
    mv "$work/layer.tar" "$work/image/$sum/layer.tar"
    layers+=("$sum")
}

# Other images stand on this layer; it comes out the same each time, so an engine stores it once.
busybox_layer() {
    local root=$work/busybox applet
    mkdir -p "$root"/{bin,dev,etc,mnt,proc,root,run,sbin,sys,tmp,usr/bin,usr/sbin,var/tmp}
    chmod 700 "$root/root"
    chmod 1777 "$root/tmp" "$root/var/tmp"
    cp /bin/busybox "$root/bin/busybox"
    chmod 755 "$root/bin/busybox"
    for applet in $(/bin/busybox --list); do
        [[ $applet == busybox ]] || ln -s busybox "$root/bin/$applet"
    done
    ln -s /bin/busybox "$root/usr/bin/env"
    ln -s ../run "$root/var/run"
    printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'app:x:1000:1000:app:/:/bin/sh' 'nobody:x:65534:65534:nobody:/:/bin/false' >"$root/etc/passwd"
    printf '%s\n' 'root:x:0:' 'app:x:1000:' 'nogroup:x:65534:' >"$root/etc/group"
    add_layer "$root"
}

# IMAGE NODE... Loads the image into those engines that do not have it.
load_image() {
    local image=$1 node pids=() i wanted
    shift
    make_image "$image"
    wanted=$(tar -tf "$image_file" | sed -n 's|^\./\([0-9a-f]*\)\.json$|\1|p')
    for node in "$@"; do
        find_init "$node" || die "$node is not running"
        (
            have=$(run_inside docker image inspect --format '{{.Id}}' "dentropy-lab/$image" </dev/null 2>/dev/null) || true
            [[ $have == "sha256:$wanted" ]] || run_inside docker load --quiet <"$image_file" >/dev/null
        ) 9<&- &
        pids+=($!)
    done
    for i in "${!pids[@]}"; do
        wait "${pids[i]}" || die "could not load the image $image into the Docker of ${*:i+1:1}; what it said is above"
    done
}

lab_image() {
    require_lab
    check_images "${arguments[@]}"
    local image node on=()
    list_nodes
    find_docker_nodes "${nodes[@]}"
    for node in "${docker_nodes[@]}"; do
        find_state "$node"
        if [[ $node_state == on ]]; then on+=("$node"); fi
    done
    [[ ${#on[@]} -gt 0 ]] || die "no host of lab '$opt_name' has a running Docker; 'lab.sh up --docker' makes such hosts"
    for image in "${arguments[@]}"; do load_image "$image" "${on[@]}"; done
}
