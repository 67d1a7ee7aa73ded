# shellcheck shell=bash
# PostgreSQL as the distribution builds it, with the libraries that it loads and BusyBox around it. The packages are
# unpacked, not installed: this machine gets no database.

image_version() { apt-cache policy "$(server_package)" 2>/dev/null | sed -n 's/^  Candidate: //p'; }

# The package that "postgresql" stands for in this distribution.
server_package() { apt-cache depends postgresql 2>/dev/null | sed -n 's/^  Depends: \(postgresql-[0-9]*\)$/\1/p' | head -n 1; }

# What the server's binaries load comes from packages whose names begin with lib; interpreters and the compiler for
# queries do not belong to a small server.
list_packages() {
    printf '%s\n' "$1" "postgresql-client-${1#*-}" libc-bin tzdata zlib1g
    apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$1" |
        grep -E '^lib[a-z0-9.+-]*$' |
        grep -vE '^lib(perl|llvm|newt|slang|debian|pam-modules|semanage|elogind|c-l10n|textwrap|python)|-perl$|-compat|^libc-bin$' | sort -u
}

fetch_packages() {
    local packages
    # Some names in the list are alternatives that this distribution lacks.
    packages=$(list_packages "$1" | xargs apt-cache policy | awk '/^[^ ]+:$/ { name = substr($1, 1, length($1) - 1) } /^  Candidate: [^(]/ { print name }')
    # shellcheck disable=SC2086 # several packages
    (cd "$2" && run_apt -o APT::Sandbox::User=root download $packages)
}

image_build() {
    local package all=$work/all root=$work/postgres bin file
    package=$(server_package)
    [[ -n $package ]] || { run_apt update && package=$(server_package); } >&2
    [[ -n $package ]] || die "apt knows no package postgresql"
    mkdir -p "$work/packages" "$all/usr/bin" "$root"
    fetch_packages "$package" "$work/packages" >&2 || { run_apt update && fetch_packages "$package" "$work/packages"; } >&2 ||
        die "could not fetch the packages of $package"
    for file in "$work"/packages/*.deb; do dpkg -x "$file" "$all"; done
    # Where a package still has /lib beside /usr/lib, the linker's name must lead to the same place.
    for file in bin lib lib64 sbin; do
        if [[ -d $all/$file && ! -L $all/$file ]]; then
            mkdir -p "$all/usr/$file"
            cp -a "$all/$file/." "$all/usr/$file/"
            rm -rf "${all:?}/$file"
        fi
        if [[ -d $all/usr/$file ]]; then ln -sfn "usr/$file" "$all/$file"; fi
    done
    bin=/usr/lib/postgresql/${package#*-}/bin

    busybox_layer
    mkdir -p "$root$bin" "$root"/usr/{lib,share} "$root"/{etc,run/postgresql,var/lib/postgresql/data}
    for file in initdb pg_checksums pg_controldata pg_ctl pg_dump pg_dumpall pg_isready pg_restore pgbench postgres psql; do
        cp "$all$bin/$file" "$root$bin/"
    done
    cp -a "$all${bin%/bin}/lib" "$root${bin%/bin}/"
    # Compiled queries need LLVM, which is larger than all the rest; the language modules need interpreters.
    rm -rf "$root${bin%/bin}/lib"/{bitcode,pgxs,llvmjit*,pl{perl,python,tcl}*,*_pl{perl,python}*}
    mkdir -p "$root/usr/share/postgresql"
    cp -a "$all/usr/share/postgresql/${package#*-}" "$root/usr/share/postgresql/"
    rm -rf "$root/usr/share/postgresql/${package#*-}/man"
    cp -a "$all/usr/share/zoneinfo" "$root/usr/share/"
    rm -rf "$root"/usr/share/zoneinfo/{right,posix}
    mkdir -p "$root/usr/lib/locale"
    cp -a "$all"/usr/lib/locale/C.* "$root/usr/lib/locale/"
    copy_libraries "$all" "$root" "$bin"
    printf '%s\n' 'root:x:0:0:root:/root:/bin/sh' 'postgres:x:999:999:PostgreSQL:/var/lib/postgresql:/bin/sh' \
        'nobody:x:65534:65534:nobody:/:/bin/false' >"$root/etc/passwd"
    printf '%s\n' 'root:x:0:' 'postgres:x:999:' 'nogroup:x:65534:' >"$root/etc/group"
    mkdir -p "$root/usr/bin"
    install -m 755 "$lab_home/images/postgres/start" "$root/usr/bin/start"
    printf 'PATH=%s:/usr/sbin:/usr/bin:/sbin:/bin' "$bin" >"$work/path"
    add_layer "$root"
}

# ALL ROOT BIN. Exactly the libraries that the linker loads for the programs and their modules.
copy_libraries() {
    local all=$1 root=$2 own=${3%/bin}/lib linker file name libraries
    cp /bin/busybox "$all/usr/bin/busybox"
    linker=$(cd "$all" && find usr/lib usr/lib64 -name 'ld-linux*.so.*' 2>/dev/null | head -n 1)
    # The name that programs call the linker by: a link in /lib64 or /lib.
    for file in "$all"/usr/lib{,64}/ld-linux*.so.*; do
        [[ -L $file ]] || continue
        name=${file#"$all/usr"}
        mkdir -p "$root/usr${name%/*}"
        cp -a "$file" "$root/usr$name"
        [[ -e $root${name%/*} ]] || ln -s "usr${name%/*}" "$root${name%/*}"
    done
    [[ -e $root/lib ]] || ln -s usr/lib "$root/lib"
    libraries=$(
        for file in "$root$3"/* "$root$own"/*.so; do
            if ! chroot "$all" "/$linker" --list "${file#"$root"}" >"$work/list" 2>&1; then
                # A module for which a library is left out could only fail.
                if [[ $file == *.so ]]; then rm "$file"; continue; fi
                cat "$work/list" >&2
                exit 1
            fi
            sed -n 's/^[[:space:]]*\([^ ]* => \)\{0,1\}\(\/[^ ]*\) (0x.*/\2/p' "$work/list"
        done >"$work/libraries" && sort -u "$work/libraries"
    ) || die "a program of the image lacks a library"
    for file in $libraries; do
        name=$(chroot "$all" /usr/bin/busybox readlink -f "$file")
        mkdir -p "$root${name%/*}"
        cp "$all$name" "$root${name%/*}/${file##*/}"
    done
}

image_config() {
    printf '%s' '{"Env":["' "$(<"$work/path")" '","PGDATA=/var/lib/postgresql/data","LANG=C.UTF-8"],' \
        '"Cmd":["start"],"ExposedPorts":{"5432/tcp":{}},"Volumes":{"/var/lib/postgresql/data":{}},"StopSignal":"SIGINT",' \
        '"Healthcheck":{"Test":["CMD","pg_isready","-q","-h","127.0.0.1"],"Interval":1000000000,"Timeout":5000000000,"StartPeriod":20000000000,"Retries":5}}'
}
