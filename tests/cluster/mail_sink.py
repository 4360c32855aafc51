"""An SMTP server that keeps what it is sent."""
import email
import email.policy
import socket
import threading

from aiosmtpd.controller import Controller


class MailSink:
    """Listens on every address of this machine, so that containers reach it; takes mail without login."""

    def __init__(self):
        self.mails = []
        self.lock = threading.Lock()
        with socket.socket() as free:  # the controller connects to the port that it is given
            free.bind(("", 0))
            self.port = free.getsockname()[1]
        self.controller = Controller(self, hostname="0.0.0.0", port=self.port)

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.mails.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 OK"

    def subjects(self, *words):
        """The subjects in which all of the words stand."""
        with self.lock:
            return [mail["Subject"] for mail in self.mails if all(word in mail["Subject"] for word in words)]

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()
