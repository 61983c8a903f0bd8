"""A mail server for tests, on loopback: STARTTLS, TLS from the first byte, sign-in, and ways to misbehave."""
import base64
import contextlib
import socket
import ssl
import subprocess
import threading
import time


def certificate(folder, name="localhost"):
    """A certificate that signs itself, and its key: (path, path)."""
    made, key = folder / f"{name}.pem", folder / f"{name}.key"
    if not made.exists():
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", key, "-out", made, "-days", "2", "-subj", f"/CN={name}",
                        "-addext", f"subjectAltName=DNS:{name}"], check=True, capture_output=True)
    return made, key


class Message:
    def __init__(self, sender, to, content, user, is_secure):
        self.sender, self.to, self.content, self.user, self.is_secure = sender, to, content, user, is_secure


class SmtpServer:
    """`tls` is "", "starttls" or "implicit". `answers` has for a command, or for "." after a text, a function of its
    argument that gives an answer, "DROP" to hang up, or None for the usual one. `hold`, an event, is waited for before
    a text is answered."""

    def __init__(self, tls="", cert=None, user=None, password=None, utf8=True, port=0):
        self.tls, self.user, self.password, self.utf8 = tls, user, password, utf8
        self.messages, self.commands, self.answers = [], [], {}
        self.connections = 0
        self.hold, self.holding = None, threading.Event()
        self.lock = threading.Lock()
        self.context = None
        if cert:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(*cert)
        self.socket = socket.create_server(("127.0.0.1", port))
        self.port = self.socket.getsockname()[1]
        self.is_open = True
        threading.Thread(target=self.accept, daemon=True).start()

    @property
    def url(self):
        return f"{'smtps' if self.tls == 'implicit' else 'smtp'}://localhost:{self.port}"

    def close(self):
        self.is_open = False
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()

    def accept(self):
        while self.is_open:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with self.lock:
            self.connections += 1
        with contextlib.suppress(OSError, ssl.SSLError, ConnectionError):
            if self.tls == "implicit":
                connection = self.context.wrap_socket(connection, server_side=True)
            session = Session(self, connection)
            try:
                session.run()
            finally:
                session.close()
        with contextlib.suppress(OSError):
            connection.close()

    def received(self):
        with self.lock:
            return list(self.messages)

    def wait_for(self, n, seconds=30):
        deadline = time.monotonic() + seconds
        while len(self.received()) < n:
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(self.received())} of {n} messages within {seconds} seconds; {self.commands[-20:]}")
            time.sleep(0.02)
        return self.received()


class Session:
    def __init__(self, server, connection):
        self.server, self.connection = server, connection
        self.file = connection.makefile("rb")
        self.user, self.sender, self.to = None, None, []
        self.is_secure = server.tls == "implicit"

    def close(self):
        self.file.close()
        self.connection.close()

    def say(self, line):
        self.connection.sendall(line.encode() + b"\r\n")

    def run(self):
        answer = self.own("CONNECT", "")
        self.say(answer or "220 test ready")
        while True:
            line = self.file.readline(4096)
            if not line:
                return
            text = line.decode("utf-8", "replace").rstrip("\r\n")
            word, _, rest = text.partition(" ")
            with self.server.lock:
                self.server.commands.append((text, self.is_secure))
            answer = self.own(word.upper(), rest)
            if answer == "DROP":
                return
            if answer:
                self.say(answer)
            elif getattr(self, "do_" + word.lower(), self.unknown)(rest) == "end":
                return

    def own(self, word, rest):
        act = self.server.answers.get(word)
        return act(rest) if act else None

    def unknown(self, _rest):
        self.say("500 what?")

    def do_ehlo(self, _rest):
        lines = ["test", "8BITMIME", "SIZE 1000000"]
        if self.server.utf8:
            lines.append("SMTPUTF8")
        if self.server.tls == "starttls" and not self.is_secure:
            lines.append("STARTTLS")
        if self.server.user:
            lines.append("AUTH PLAIN LOGIN")
        for line in lines[:-1]:
            self.say("250-" + line)
        self.say("250 " + lines[-1])

    def do_starttls(self, _rest):
        self.say("220 go ahead")
        self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        self.file = self.connection.makefile("rb")
        self.is_secure = True

    def do_auth(self, rest):
        kind, _, first = rest.partition(" ")
        if kind == "PLAIN":
            if not first:
                self.say("334 ")
                first = self.file.readline(4096).decode().strip()
            _, user, password = base64.b64decode(first).decode().split("\0")
        else:
            self.say("334 VXNlcm5hbWU6")
            user = base64.b64decode(self.file.readline(4096)).decode()
            self.say("334 UGFzc3dvcmQ6")
            password = base64.b64decode(self.file.readline(4096)).decode()
        if (user, password) != (self.server.user, self.server.password):
            self.say("535 5.7.8 not you")
            return
        self.user = user
        self.say("235 2.7.0 welcome")

    def do_mail(self, rest):
        if self.server.user and not self.user:
            self.say("530 5.7.0 sign in first")
            return
        self.sender, self.to = rest, []
        self.say("250 2.1.0 ok")

    def do_rcpt(self, rest):
        self.to.append(rest.partition("<")[2].partition(">")[0])
        self.say("250 2.1.5 ok")

    def do_data(self, _rest):
        self.say("354 go on")
        lines = []
        while True:
            line = self.file.readline()
            if not line:
                return "end"
            if line == b".\r\n":
                break
            if not line.endswith(b"\r\n"):
                raise ConnectionError("a line ends without CR LF")
            lines.append(line[1:] if line.startswith(b".") else line)
        content = b"".join(lines)
        answer = self.own(".", content)
        if answer == "DROP":
            return "end"
        if self.server.hold:
            self.server.holding.set()
            self.server.hold.wait(60)
        if not answer:
            with self.server.lock:
                self.server.messages.append(Message(self.sender, self.to, content, self.user, self.is_secure))
        self.say(answer or "250 2.0.0 taken as T1")
        return None

    def do_rset(self, _rest):
        self.say("250 ok")

    do_noop = do_rset

    def do_quit(self, _rest):
        self.say("221 bye")
        return "end"
