#!/usr/bin/env python3
"""A real mail server on a free port of 127.0.0.1, for tests: smtp_server.py [FLAGS]

Prints "port N", then one line of JSON for each mail that it took, and one for each login. Ends with its standard input.
"""
import argparse
import asyncio
import email
import email.policy
import json
import logging
import pathlib
import ssl
import subprocess
import sys
import threading
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


def certificate(folder, name="127.0.0.1"):
    """A key and a certificate that it signed itself; gives their paths."""
    key, cert = (pathlib.Path(folder) / file for file in ("key.pem", "cert.pem"))
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=numeral test",
                    "-addext", f"subjectAltName=IP:{name},IP:0.0.0.0"], check=True, capture_output=True)
    return key, cert


logging.disable(logging.CRITICAL)  # failed handshakes are wanted here
warnings.simplefilter("ignore")


class Handler:
    """Takes every mail, but for what the flags say."""

    def __init__(self, flags):
        self.flags = flags
        self.turned_away = 0

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.turned_away < self.flags.later:
            self.turned_away += 1
            tell({"turned_away": self.turned_away})
            return "451 4.3.0 Come back later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.flags.refuse:
            return f"550 5.1.1 <{address}> is nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        raw = envelope.content
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
        tell({"from": envelope.mail_from, "to": envelope.rcpt_tos, "type": mail.get_content_type(),
              "headers": [[name, str(value)] for name, value in mail.items()], "parts": parts,
              "tls": session.ssl is not None, "user": getattr(session, "user", None),
              "defects": [str(defect) for defect in mail.defects], "raw": raw.decode("ascii", "replace")})
        return "250 2.0.0 Queued as 4711"


def tell(line):
    print(json.dumps(line), flush=True)


class Server:
    """Runs in a thread of its own; `flags` are those of the command line."""

    def __init__(self, *flags):
        self.flags = arguments(flags)
        self.handler = Handler(self.flags)
        self.loop = asyncio.new_event_loop()
        self.port = self.loop.run_until_complete(self.listen())
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()

    async def listen(self):
        context = None
        if self.flags.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.flags.tls[1], self.flags.tls[0])
        self.server = await self.loop.create_server(lambda: self.session(context), "127.0.0.1", self.flags.port)
        return self.server.sockets[0].getsockname()[1]

    def session(self, context):
        def login(server, session, envelope, mechanism, data):
            user, password = data.login.decode(), data.password.decode()
            fits = self.flags.login == f"{user}:{password}"
            tell({"login": user, "right": fits, "tls": session.ssl is not None})
            if fits:
                session.user = user
                return AuthResult(success=True)
            if self.flags.echo:  # as no server should
                server.transport.write(f"535 5.7.8 {user} and {password} do not fit\r\n".encode())
                return AuthResult(success=False, handled=True)
            return AuthResult(success=False, handled=False)

        return SMTP(self.handler, loop=self.loop, hostname="mail.test", tls_context=context,
                    authenticator=login if self.flags.login else None, auth_require_tls=not self.flags.plain_login,
                    auth_required=bool(self.flags.login))

    def stop(self):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


def arguments(flags):
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--tls", nargs=2, metavar=("KEY", "CERT"), help="offer STARTTLS")
    parser.add_argument("--login", metavar="USER:PASSWORD", help="take mails of this user alone")
    parser.add_argument("--plain-login", action="store_true", help="also without TLS")
    parser.add_argument("--echo", action="store_true", help="repeat a wrong password in the answer")
    parser.add_argument("--refuse", action="append", default=[], metavar="ADDRESS")
    parser.add_argument("--later", type=int, default=0, metavar="N", help="ask the first N mails to come back later")
    return parser.parse_args(flags)


def main():
    if sys.argv[1:2] == ["--certificate"]:
        certificate(sys.argv[2])
        return
    server = Server(*sys.argv[1:])
    print("port", server.port, flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
