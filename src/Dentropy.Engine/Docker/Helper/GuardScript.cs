namespace Dentropy.Engine.Docker.Helper;

/// <summary>
/// What runs in a guard: POSIX sh with the node's coreutils. It takes lines on standard input and answers on standard output:
/// <list type="bullet">
/// <item><c>b</c>: we are there.</item>
/// <item><c>w KIND TARGET</c>: write an undo step to the journal.</item>
/// <item><c>a N KIND TARGET</c>: the same; answered by <c>ok N</c> when it, and all before it, is on the disk.</item>
/// <item><c>c N</c>: all went well; answered by <c>ok N</c>, or <c>no N</c> where the undo has begun.</item>
/// <item><c>r N</c>: undo now; answered by <c>bad KIND TARGET WHY</c> for what could not be done, and <c>ok N</c>.</item>
/// </list>
/// A journal that is there when it starts means that it was restarted, so the run is over. Two loops share the work: one reads lines, the
/// other, the first process, watches the time. A folder that only one of them can make decides between commit and undo.
/// </summary>
internal static class GuardScript
{
    /// <summary>The script. Its environment: SOCKET, SILENCE and SETTLE in seconds, PATIENCE in seconds for an undo step that fails.</summary>
    public const string Text = """
        S=/state J=/state/journal
        umask 077
        mkdir -p $S

        find_client() {
          if curl --version >/dev/null 2>&1; then CLIENT=curl
          elif perl -MIO::Socket::UNIX -e 1 >/dev/null 2>&1; then CLIENT=perl
          elif python3 -c 'import socket' >/dev/null 2>&1; then CLIENT=python
          elif docker --version >/dev/null 2>&1; then CLIENT=docker
          else CLIENT=none; fi
        }

        by_docker() {
          docker -H "unix://$SOCKET" "$@" >$S/answer 2>&1 && { echo 204; return; }
          if grep -qiE 'no such|not found' $S/answer; then echo 404; elif grep -qi 'cannot connect' $S/answer; then echo 000; else echo 500; fi
        }

        # METHOD PATH; prints the status, 000 where nothing answered; what was answered is in $S/answer.
        api() {
          : >$S/answer
          case $CLIENT in
            curl) curl -s -m 900 -o $S/answer -w '%{http_code}' --unix-socket "$SOCKET" -X "$1" "http://docker$2" ;;
            perl) perl -MIO::Socket::UNIX -e '
                my ($socket, $method, $path, $file) = @ARGV;
                alarm 900;
                my $c = IO::Socket::UNIX->new(Peer => $socket) or do { print "000"; exit };
                print $c "$method $path HTTP/1.0\r\nHost: docker\r\nContent-Length: 0\r\n\r\n";
                my $head = <$c> // "";
                local $/;
                my $rest = <$c> // "";
                if (open(my $f, ">", $file)) { print $f $rest }
                print $head =~ / (\d\d\d)/ ? $1 : "000";' "$SOCKET" "$1" "$2" $S/answer ;;
            python) python3 -c '
        import socket, sys
        path, method, target, answer = sys.argv[1:]
        try:
            c = socket.socket(socket.AF_UNIX)
            c.settimeout(900)
            c.connect(path)
            c.sendall(f"{method} {target} HTTP/1.0\r\nHost: docker\r\nContent-Length: 0\r\n\r\n".encode())
            data = b"".join(iter(lambda: c.recv(65536), b""))
            open(answer, "wb").write(data)
            print(data.split(b" ", 2)[1].decode())
        except Exception:
            print("000")' "$SOCKET" "$1" "$2" $S/answer ;;
            docker)
              t=${2#/*/}; t=${t%%\?*}
              case "$1 $2" in
                *"/start") by_docker start "${t%/start}" ;;
                *"/unpause") by_docker unpause "${t%/unpause}" ;;
                *"/stop") by_docker stop "${t%/stop}" ;;
                *"/rename?name="*) by_docker rename "${t%/rename}" "${2##*=}" ;;
                "DELETE /containers/"*) by_docker rm -f -v "$t" ;;
                "DELETE /volumes/"*) by_docker volume rm -f "$t" ;;
                "DELETE /networks/"*) by_docker network rm "$t" ;;
                "DELETE /images/"*) by_docker rmi "$t" ;;
              esac ;;
          esac
        }

        # KIND TARGET; true when that is how things are now, whatever they were before.
        act() {
          case $1 in
            StartContainer) status=$(api POST "/containers/$2/start") ;;
            UnpauseContainer) status=$(api POST "/containers/$2/unpause")
              grep -qi 'not paused' $S/answer && status=304 ;;
            StopContainer) status=$(api POST "/containers/$2/stop") ;;
            RemoveContainer) status=$(api DELETE "/containers/$2?force=1&v=1") ;;
            RenameContainer) status=$(api POST "/containers/${2%%:*}/rename?name=${2#*:}")
              grep -qi 'same name' $S/answer && status=304 ;;
            RemoveVolume) status=$(api DELETE "/volumes/$2?force=1") ;;
            RemoveNetwork) status=$(api DELETE "/networks/$2") ;;
            RemoveImage) status=$(api DELETE "/images/$2")
              [ "$status" = 409 ] && status=304 ;;
            RemoveFolder) folder=$(printf '%b' "$2"; echo .)
              rm -rf -- "/host${folder%.}" 2>$S/answer && status=204 || status=500 ;;
            Pause) [ -e $S/asked ] || [ -e $S/paused ] || sleep "$2"
              : >$S/paused; status=204 ;;
            EmptyFolder) folder=$(printf '%b' "$2"; echo .)
              find "/host${folder%.}" -xdev -mindepth 1 -delete 2>$S/answer && status=204 || status=500 ;;
            *) status=404 ;;
          esac
          case $status in 2??|304|404) return 0 ;; *) return 1 ;; esac
        }

        # Every step in reverse, each tried again while it fails; a stop that was under way when we were lost may end after a start, so
        # the steps are gone through again until that cannot be any more.
        undo() {
          sed '1!G;h;$!d' $J | grep -v '^committed$' >$S/steps
          start=$(date +%s)
          while :; do
            : >$S/bad
            while read -r kind target; do
              act "$kind" "$target" </dev/null || printf 'bad %s %s %s %s\n' "$kind" "$target" "$status" "$(tr -d '\r\n' <$S/answer | tail -c 300)" >>$S/bad
            done <$S/steps
            age=$(($(date +%s) - start))
            if [ -s $S/bad ]; then [ $age -ge $PATIENCE ] && break
            else [ $age -ge $1 ] && break; fi
            sleep 1
          done
          cat $S/bad
        }

        leave() {
          while :; do
            case $(api DELETE "/containers/$HOSTNAME?force=1&v=1") in 404) exit 0 ;; esac
            sleep 1
          done
        }

        # On a slow disk that much was written to, this takes longer than any silence that we may take for an end; so it is seen as a sign of life.
        put_down() {
          : >$S/busy
          printf '%s\n' "$1" >>$J && { sync $J || sync; } 2>/dev/null
          put=$?
          rm -f $S/busy
          return $put
        }

        listen() {
          torn=
          while IFS= read -r line; do
            : >$S/beat
            n=${line#? }; n=${n%% *}
            case $line in
              w\ *) printf '%s\n' "${line#w }" >>$J || torn=1 ;;
              a\ *)
                step=${line#a $n }
                if put_down "$step" && [ -z "$torn" ]; then echo "ok $n"; else echo "no $n"; fi ;;
              c\ *)
                if mkdir $S/decided 2>/dev/null && put_down committed; then
                  echo "ok $n"
                  : >$S/commit
                else echo "no $n"; fi ;;
              r\ *) echo "$n" >$S/asked.new && mv $S/asked.new $S/asked ;;
            esac
          done
          : >$S/ended
        }

        find_client
        if [ -e $J ]; then
          grep -q '^committed$' $J || undo $SETTLE
          leave
        fi
        : >$J
        { sync $J $S || sync; } 2>/dev/null
        echo "ready $CLIENT"
        [ $CLIENT = none ] && exit 0
        exec 3<&0
        listen <&3 &

        quiet=0
        while :; do
          sleep 1
          if [ -e $S/commit ]; then sleep 2; leave; fi
          settle=$SETTLE
          if [ -e $S/beat ] || [ -e $S/busy ]; then rm -f $S/beat; quiet=0; else quiet=$((quiet + 1)); fi
          if [ -e $S/asked ]; then settle=0
          elif [ ! -e $S/ended ] && [ $quiet -lt $SILENCE ]; then continue; fi
          mkdir $S/decided 2>/dev/null || continue
          undo $settle
          if [ -e $S/asked ]; then
            if [ -s $S/bad ]; then echo "no $(cat $S/asked)"; else echo "ok $(cat $S/asked)"; fi
            sleep 2
          fi
          leave
        done
        """;
}
