# shellcheck shell=bash
# Docker engines of another release than this machine's, to try other versions of the API with. Their programs come from
# the same package archive, are unpacked into the cache, and are bound over the hosts' /usr/local/sbin.

# Sets engine to the folder with the programs of the release 'docker_version'.
make_engine() {
    set_cache
    engine=$cache/engine-$docker_version
    [[ ! -e $engine/version ]] || return 0
    mkdir -p "$cache" || die "cannot make the folder $cache; choose another with DENTROPY_LAB_CACHE"
    (
        exec 8>"$cache/.lock"
        flock 8
        if [[ -e $engine/version ]]; then exit 0; fi
        say "Fetching the Docker of $docker_version"
        work=$(mktemp -d "$cache/.making.XXXXXX")
        trap 'rm -rf "$work"' EXIT
        trap 'exit 130' INT
        trap 'exit 143' TERM HUP
        if ! fetch_engine >"$work/log" 2>&1 8>&-; then
            tail -n 10 "$work/log" >&2
            exit 1
        fi
        rm -rf "$engine"
        mv "$work/engine" "$engine"
    ) 9<&- || die "could not fetch the Docker of $docker_version; the last lines are above; without --docker-version hosts have this machine's"
}

# The archive that this machine's packages come from, as far as it has the release. Lists and state are not this machine's own.
fetch_engine() {
    local archive file packages needs
    archive=$(apt-get indextargets --format '$(IDENTIFIER) $(REPO_URI) $(CODENAME) $(COMPONENT)' |
        sed -n 's/^Packages \([^ ]*\) [a-z]* main$/\1/p' | head -n 1)
    [[ -n $archive ]] || { echo "apt knows no archive with a section main"; return 1; }
    mkdir -p "$work"/{lists/partial,packages,all,engine}
    printf 'deb %s %s main\n' "$archive" "$docker_version" >"$work/sources.list"
    local private=(-o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$work/lists"
        -o Dir::State::status=/dev/null -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root -o Acquire::Languages=none)
    apt-get "${private[@]}" update
    packages=$(apt-cache "${private[@]}" policy docker.io docker-cli containerd runc tini |
        awk '/^[^ ]+:$/ { name = substr($1, 1, length($1) - 1) } /^  Candidate: [^(]/ { print name }')
    [[ $packages == *docker.io* ]] || { echo "$archive has no docker.io in $docker_version"; return 1; }
    # shellcheck disable=SC2086 # several packages
    (cd "$work/packages" && apt-get "${private[@]}" download $packages) || return 1
    for file in "$work"/packages/*.deb; do dpkg -x "$file" "$work/all" || return 1; done
    for file in "$work"/all/usr/{bin,sbin,libexec/docker}/*; do
        [[ -f $file && -x $file ]] || continue
        needs=$(LC_ALL=C ldd "$file" 2>&1) || true
        # What was built for a newer C library does not run here; this machine's own runc takes its place.
        if [[ $needs == *'not found'* ]]; then echo "left out: ${file##*/}"; else cp -L "$file" "$work/engine/"; fi
    done
    [[ -x $work/engine/dockerd && -x $work/engine/containerd ]] || { echo "the dockerd of $docker_version does not run on this machine"; return 1; }
    "$work/engine/dockerd" --version | sed 's/^Docker version \([^,]*\),.*/\1/' >"$work/engine/version"
}
