namespace Dentropy.Engine.Storage.Ceph.Ssh;

/// <summary>
/// The program that asks all questions from one process. The <c>ceph</c> command is a Python program over librados; starting it takes longer than ten answers, so where
/// it is that, its interpreter and its library are used without it. Exit code 75: there is no such library.
/// </summary>
internal static class CephPython
{
    /// <summary>Arguments: seconds, configuration, keyring, client, and the questions as JSON: lists of name, whether the manager answers, command.</summary>
    public const string Text = """
        import glob, json, os, socket, struct, sys, threading, time
        try:
            import rados
        except ImportError:
            sys.exit(75)
        limit, conf, keyring, client, asked = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], json.loads(sys.argv[5])
        end = time.monotonic() + limit
        output, lock, answered = sys.stdout.buffer, threading.Lock(), {}

        def say(name, code, data, words):
            words = words.encode('utf-8', 'replace')[:2000]
            with lock:
                output.write(('==%s %d %d %d\n' % (name, code, len(data), len(words))).encode() + data + words + b'\n')
                output.flush()

        def finish():
            say('end', 0, b'', '')
            lock.acquire()
            os._exit(0)

        def read(peer, length):
            data = b''
            while len(data) < length:
                part = peer.recv(length - len(data))
                if not part:
                    raise EOFError()
                data += part
            return data

        # What the monitors of this node say of themselves; it needs no quorum.
        def sockets():
            for path in sorted(glob.glob('/var/run/ceph/*mon.*.asok') + glob.glob('/var/run/ceph/*/*mon.*.asok')):
                try:
                    with socket.socket(socket.AF_UNIX) as peer:
                        peer.settimeout(3)
                        peer.connect(path)
                        peer.sendall(b'{"prefix":"mon_status","format":"json"}\0')
                        say('socket', 0, read(peer, struct.unpack('>I', read(peer, 4))[0]), '')
                except Exception as problem:
                    say('socket', 1, b'', '%s: %s' % (path, problem))

        def give_up(code, words):
            say('connect', code, b'', words)
            sockets()
            finish()

        guard = threading.Timer(limit + 1, give_up, (110, 'no answer within %d seconds' % limit))
        guard.daemon = True
        guard.start()
        try:
            settings = {'client_mount_timeout': str(limit), 'rados_mon_op_timeout': str(limit), 'admin_socket': '', 'log_file': ''}
            if keyring:
                settings['keyring'] = keyring
            cluster = rados.Rados(conffile=conf, name=client, conf=settings)
            cluster.connect()
        except Exception as problem:
            give_up(abs(getattr(problem, 'errno', None) or 5), str(problem))
        guard.cancel()

        def ask(name, manager, command):
            try:
                code, data, words = (cluster.mgr_command if manager else cluster.mon_command)(command, b'')
                answered[name] = (abs(code), data)
                say(name, abs(code), data if code == 0 else b'', words if code else '')
            except Exception as problem:
                answered[name] = (5, b'')
                say(name, abs(getattr(problem, 'errno', None) or 5), b'', str(problem))

        threads = [(name, manager, threading.Thread(target=ask, args=(name, manager, command), daemon=True)) for name, manager, command in asked]
        for name, manager, thread in threads:
            thread.start()
        for name, manager, thread in threads:
            if not manager:
                thread.join(max(0, end - time.monotonic()))
        # Without a manager nobody answers what it is asked.
        try:
            without = not json.loads(answered['Status'][1].decode())['mgrmap']['available']
        except Exception:
            without = False
        if without:
            end = min(end, time.monotonic() + 0.3)
        for name, manager, thread in threads:
            thread.join(max(0, end - time.monotonic()))
            if name not in answered:
                say(name, 110, b'', 'no manager is active' if manager and without else 'no answer within %d seconds' % limit)
        if any(code == 110 for code, data in answered.values()) or 'Status' in [name for name, manager, thread in threads if name not in answered]:
            sockets()
        finish()
        """;
}
