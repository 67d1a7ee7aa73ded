using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Cluster;

/// <summary>
/// What runs on a node for a copy, for any POSIX shell with tar and sha256sum. A script says <see cref="Ok"/> and what belongs
/// to it, or <see cref="Fail"/>, a word for the reason, and details on the lines that follow.
/// </summary>
internal static class CopyScripts
{
    /// <summary>Begins the line that says that all is well.</summary>
    public const string Ok = "dentropy ok ";

    /// <summary>Begins the line that says why it is not.</summary>
    public const string Fail = "dentropy fail ";

    /// <summary>Begins the line that says that the file need not be sent.</summary>
    public const string Same = "dentropy same ";

    /// <summary>The name of the content in the archive that is sent.</summary>
    public const string Content = "data";

    /// <summary>The name of the list of checksums, the last member of that archive: without it the archive is not whole.</summary>
    public const string Sums = "sums";

    /// <summary>Begins what follows the archive that is fetched.</summary>
    public const string Trailer = "dentropy-sums";

    /// <summary>Ends it; tar's exit code follows.</summary>
    public const string TrailerEnd = "dentropy-end ";

    private const string Common =
        """
        mask=$(umask) LC_ALL=C PATH=$PATH:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin
        export LC_ALL PATH
        umask 077
        fail() { leave; printf 'dentropy fail %s\n%s\n' "$1" "$2"; exit 1; }
        leave() { :; }
        has() { command -v "$1" >/dev/null 2>&1; }
        sum=sha256sum
        has sha256sum || sum='shasum -a 256'
        has ${sum%% *} || fail nosum
        # The sum of standard input. openssl uses the processor's own instructions, which coreutils may not.
        quick() {
          if has openssl; then openssl dgst -sha256 -r; else $sum; fi 2>/dev/null | { read -r hex rest; printf '%s\n' "$hex"; }
        }
        has tar || fail notar
        case $path in '~') path=$HOME/ ;; '~/'*) path=$HOME/${path#??} ;; esac
        case $path in /*) ;; *) path=./$path ;; esac
        into=
        case $path in */ | */. | */..) into=1 ;; esac
        while :; do case $path in /) break ;; */) path=${path%/} ;; *) break ;; esac; done

        """;

    // Sets $parent and $name, the place of the copy.
    private const string Place =
        """
        if [ "$kind" = file ] && [ -d "$path" ]; then into=1; fi
        if [ -n "$into" ]; then
          parent=$path name=$base
        else
          parent=${path%/*} name=${path##*/}
          [ -n "$parent" ] || parent=/
        fi
        if [ -L "$parent/$name" ]; then
          real=$(readlink -f "$parent/$name"; echo .)
          real=${real%??}
          [ -n "$real" ] || fail conflict "$parent/$name"
          parent=${real%/*} name=${real##*/}
          [ -n "$parent" ] || parent=/
        fi

        """;

    // Moves the folder $1 to $2. A plain account may not move a folder that it may not write to.
    private const string MoveFolder =
        """
        move() {
          if [ -w "$1" ]; then mv -f "$1" "$2"; else
            mode=$(stat -c %a "$1") && chmod u+w "$1" && mv -f "$1" "$2" && chmod "$mode" "$2"
          fi
        }

        """;

    // Prints what stands in the way of merging the present folder into $0, and "+" if anything would change. A link that
    // says the same is not counted.
    private const string Inspect =
        """
        for p; do
          q=$0/$p
          if [ -d "$p" ] && [ ! -L "$p" ]; then
            if [ -L "$q" ]; then printf "conflict %s\n" "$q"
            elif [ -d "$q" ]; then continue
            elif [ -e "$q" ]; then printf "conflict %s\n" "$q"; fi
          elif [ -L "$p" ] && [ -L "$q" ] && [ "$(readlink "$p")" = "$(readlink "$q")" ]; then
            rm -f "$p"
            continue
          elif [ ! -L "$q" ] && [ -e "$q" ] && [ ! -f "$q" ]; then printf "conflict %s\n" "$q"; fi
          u=${q%/*}
          if [ -d "$u" ] && { [ ! -w "$u" ] || [ ! -x "$u" ]; }; then printf "denied %s\n" "$u"; fi
          more=1
        done
        [ -z "$more" ] || echo +
        """;

    // Puts the files $@ into the folder $0. Where root replaces a file, its owner and group stay.
    private const string PutFiles =
        """
        if [ "$(id -u)" = 0 ]; then
          for p; do
            t=$0/${p##*/}
            if [ -f "$t" ] && [ ! -L "$t" ] && { [ ! -O "$t" ] || [ ! -G "$t" ]; }; then chown -h "$(stat -c %u:%g "$t")" "$p"; fi
          done
        fi
        mv -f "$@" "$0/"
        """;

    private static readonly string ReceiveText = Common + Place + MoveFolder +
        """
        made= stage=
        leave() {
          trap '' HUP INT TERM
          if [ -n "$stage" ]; then
            cd "${home:-/}" || return
            # Out of reach of whoever stops this command: it may take longer than such a stop is patient.
            (unset DENTROPY_RUN; exec $session sh -c 'chmod -R u+rwx "$0" 2>/dev/null; rm -rf "$0"' "./$stage" </dev/null)
          fi
          if [ -n "$made" ]; then
            cd "$start"
            p=$parent
            while rmdir "$p" 2>/dev/null; do if [ "$p" = "$made" ]; then break; fi; p=${p%/*}; done
          fi
          stage= made=
        }
        start=$PWD session=
        if has setsid; then session=setsid; fi
        trap '' PIPE
        trap leave EXIT
        trap 'exit 143' HUP INT TERM
        if [ ! -d "$parent" ]; then
          if [ -e "$parent" ] || [ -L "$parent" ]; then fail conflict "$parent"; fi
          [ -n "$make" ] || fail noparent "$parent"
          p=$parent
          while [ ! -e "$p" ] && [ ! -L "$p" ]; do made=$p p=${p%/*}; [ -n "$p" ] || p=/; done
          said=$(umask "$mask"; mkdir -p "$parent" 2>&1) || fail other "$said"
        fi
        cd "$parent" 2>/dev/null || fail denied "$parent"
        home=$(pwd -P; echo .)
        home=${home%??} home=${home%/}
        into=
        if [ "$kind" = file ]; then
          if [ -e "./$name" ] && [ ! -f "./$name" ]; then fail conflict "$parent/$name"; fi
        elif [ -d "./$name" ]; then
          cd "./$name" 2>/dev/null || fail denied "$parent/$name"
          into=there
        elif [ -e "./$name" ]; then fail conflict "$parent/$name"; fi
        full=$home/$name
        if [ "$into" = there ]; then home=$full; fi
        if [ ! -w . ]; then fail denied "$home"; fi
        free=$(df -Pk . 2>/dev/null | sed -n '$s/.* \([0-9][0-9]*\)  *[0-9]*% .*/\1/p')
        if [ -n "$free" ] && [ "$free" -lt "$need" ]; then fail nospace "$free $need"; fi
        said=$(mktemp -d ./.dentropy-XXXXXXXXXX 2>&1) || fail other "$said"
        stage=${said#./}
        cd "./$stage" || fail other "the folder $stage is gone"
        # A large file is summed up while it is written: what is there already is read again and again from where the last
        # reading ended. Anything but the sum that is expected has the whole file read below.
        now=
        if [ "$kind" = file ] && [ "$need" -ge 16384 ] && mkdir busy; then
          {
            while [ ! -e data ] && [ -e busy ]; do sleep 0.1 || sleep 1; done
            { while [ -e busy ]; do cat; sleep 0.1 || sleep 1; done; cat; } <data | quick >now
          } </dev/null >/dev/null 2>&1 &
          now=$!
        fi
        said=$(tar -xopf - 2>&1)
        code=$?
        if [ -n "$now" ]; then
          rmdir busy
          [ $code -ne 0 ] || wait "$now"
          now=$(cat now 2>/dev/null)
        fi
        if [ $code -ne 0 ]; then
          case $said in
            *'No space left'* | *'quota exceeded'*) fail nospace "$(df -Pk . 2>/dev/null | sed -n '$s/.* \([0-9][0-9]*\)  *[0-9]*% .*/\1/p') $need" ;;
          esac
          fail other "$said"
        fi
        [ -f sums ] || fail other 'the data ended too early'
        want=
        [ "$kind" = folder ] || read -r want rest <sums
        if [ -s sums ] && { [ -z "$now" ] || [ "$now" != "$want" ]; }; then
          bad=$({ $sum -c sums 2>&1 || echo 'not equal'; } | grep -v ': OK$' | head -n 1)
          [ -z "$bad" ] || fail checksum "${bad%: FAILED}"
        fi
        changed=1
        if [ "$kind" = file ]; then
          sync data 2>/dev/null
          if [ -f "../$name" ] && [ "$(id -u)" = 0 ]; then chown "$(stat -c %u:%g "../$name")" data; fi
          said=$(mv -f data "../$name" 2>&1) || fail other "$said"
        elif [ -z "$into" ]; then
          said=$(move data "../$name" 2>&1) || fail other "$said"
        else
          cd data
          said=$(find . ! -name . -exec sh -c "$inspect" ../.. {} + 2>&1) || fail other "$said"
          bad=$(printf '%s\n' "$said" | grep -v '^+$' | head -n 1)
          case $bad in
            '') ;;
            conflict*) fail conflict "$home/${bad#* ../.././}" ;;
            denied*) fail denied "$home/${bad#* ../.././}" ;;
            *) fail other "$said" ;;
          esac
          if [ -z "$said" ]; then changed=; fi
          if [ -n "$changed" ]; then
            # Through the environment: find would put names in place of the braces inside the scripts too.
            export merge put
            said=$(find . -type d -exec sh -c 'eval "$merge"' ../.. {} \; -prune 2>&1)
            [ -n "$said" ] || said=$(find . ! -type d | head -n 1)
            [ -z "$said" ] || fail other "part of it is in place, the rest is not: $said"
          fi
        fi
        made=
        leave
        printf 'dentropy ok %s\n%s\n' "$changed" "$full"
        """;

    // For the folder $1: moves it as a whole where $0 has none of that name; else puts its files there and lets find go on into it.
    private static readonly string Merge = MoveFolder +
        """
        q=$0/$1
        if [ ! -d "$q" ]; then move "$1" "$q"; exit 0; fi
        find "$1/." ! -name . -prune ! -type d -exec sh -c 'eval "$put"' "$q" {} +
        exit 1
        """;

    // Names come in, each ended by a NUL; the sums of the files that are there go out. A pipe by that name would never end.
    private static readonly string CompareText = Common + Place +
        """
        printf 'dentropy ok\n%s/%s\n' "${parent%/}" "$name"
        if [ "$kind" = file ]; then
          if [ -f "$parent/$name" ] && [ -r "$parent/$name" ]; then $sum <"$parent/$name"; fi
          exit 0
        fi
        cd "$parent/$name" 2>/dev/null || exit 0
        export sum
        xargs -0 -n 200 sh -c '
          n=$#
          while [ $n -gt 0 ]; do f=$1; shift; n=$((n - 1)); if [ -f "$f" ] && [ -r "$f" ]; then set -- "$@" "$f"; fi; done
          [ $# -eq 0 ] || $sum "$@"' sh
        """;

    private static readonly string SendText = Common +
        """
        if [ -d "$path" ]; then kind=folder; elif [ -f "$path" ]; then kind=file
        elif [ -e "$path" ]; then fail special "$path"; else fail missing "${path#./}"; fi
        [ -r "$path" ] || fail denied "$path"
        if [ $kind = folder ]; then
          cd "$path" 2>/dev/null || fail denied "$path"
          what=.
          full=$(pwd -P)
          size=$(du -sk . 2>/dev/null | sed 's/[^0-9].*//')
          size=$((${size:-0} * 1024))
        else
          cd "${path%/*}/" 2>/dev/null || fail denied "$path"
          what=./${path##*/}
          full=$(pwd -P) full=${full%/}/${path##*/}
          size=$(stat -L -c %s "$what" 2>/dev/null || echo 0)
        fi
        if [ -n "$same" ] && [ $kind = file ] && [ "$(quick <"$what")" = "$same" ]; then printf 'dentropy same %s\n' "$full"; exit 0; fi
        printf 'dentropy ok %s %s\n' $kind "$size"
        set --
        case $(tar --version 2>/dev/null) in *GNU*) set -- --format=posix ;; esac
        if [ $kind = file ]; then
          # The sum is worked out while the file is sent, from the same pages of memory.
          exec 3>&1
          said=$(tar "$@" -chf - "$what" >&3 & quick <"$what"; wait $!; printf '%s' "$?")
          exec 3>&-
          code=${said##*
        }
          hex=${said%%
        *}
          if [ ${#hex} -ne 64 ]; then hex=$($sum <"$what") hex=${hex%% *}; fi
          printf 'dentropy-sums\n%s  -\n' "$hex"
        else
          tar "$@" -cf - "$what"
          code=$?
          printf 'dentropy-sums\n'
          find . -type f -exec $sum {} +
        fi
        printf 'dentropy-end %s\n' "$code"
        """;

    /// <summary>Takes an archive on standard input and puts it in place.</summary>
    /// <param name="path">The destination, as the user gave it.</param>
    /// <param name="tree">What is sent.</param>
    /// <param name="settings">How.</param>
    public static string Receive(string path, LocalTree tree, ItemCopySettings settings) => Command(
        ReceiveText,
        settings,
        ("path", path),
        ("base", tree.Name),
        ("kind", tree.IsFolder ? "folder" : "file"),
        ("need", ((tree.Bytes + 1023) / 1024).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        ("make", settings.CreateFolders ? "1" : ""),
        ("inspect", Inspect),
        ("merge", Merge),
        ("put", PutFiles));

    /// <summary>Tells the checksums of what is at the destination.</summary>
    public static string Compare(string path, LocalTree tree, ItemCopySettings settings) => Command(
        CompareText,
        settings,
        ("path", path),
        ("base", tree.Name),
        ("kind", tree.IsFolder ? "folder" : "file"));

    /// <summary>Writes an archive, and then the checksums of what is in it, to standard output.</summary>
    /// <param name="path">The source, as the user gave it.</param>
    /// <param name="same">A file with this SHA-256 need not be sent; empty for none.</param>
    /// <param name="settings">How.</param>
    public static string Send(string path, string same, ItemCopySettings settings) => Command(SendText, settings, ("path", path), ("same", same));

    private static string Command(string text, ItemCopySettings settings, params ReadOnlySpan<(string Name, string Value)> variables)
    {
        var script = new System.Text.StringBuilder();
        foreach (var (name, value) in variables)
        {
            script.Append(name).Append('=').Append(ShellQuote.Word(value)).Append('\n');
        }

        script.Append(text);
        return settings.Sudo ? RootCommand.Wrap(script.ToString()) : $"exec /bin/sh -c {ShellQuote.Word(script.ToString())}";
    }
}
