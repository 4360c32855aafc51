#!/usr/bin/env python3
"""From a fault to the mail and back: a real numerald and a real mail server with TLS and a login. alerts_test.py NUMERALD

Needs Debian's python3-aiosmtpd, which `make test` installs; skipped without.
"""
import json
import os
import pathlib
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / "tests/support"), str(ROOT / "tests/web")]
SKIPPED = 77
PATIENCE = 60  # seconds
PASSWORD = "open sesame"

try:
    import smtp_server
except ImportError:
    print("SKIPPED: there is no aiosmtpd, so no alert is mailed. scripts/packages.sh test installs it.", file=sys.stderr)
    sys.exit(SKIPPED)
import servers


class MailServer:
    """As a process, so that it has a life of its own; gives what it tells."""

    def __init__(self, *flags):
        self.process = subprocess.Popen([sys.executable, ROOT / "tests/support/smtp_server.py", *flags],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[1])
        self.told = queue.Queue()
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        for line in self.process.stdout:
            self.told.put(json.loads(line))

    def next(self, *names):
        """The next that has one of these members."""
        while True:
            told = self.told.get(timeout=PATIENCE)
            if any(name in told for name in names):
                return told

    def stop(self):
        if self.process.stdin.closed:
            return
        self.process.stdin.close()
        self.process.wait()
        self.thread.join()
        self.process.stdout.close()


class AlertsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        smtp_server.certificate(cls.folder)
        cls.tls = ("--tls", str(cls.folder / "key.pem"), str(cls.folder / "cert.pem"), "--login", f"ann:{PASSWORD}")

    def mail_server(self, *flags):
        server = MailServer(*flags)
        self.addCleanup(server.stop)
        return server

    def numerald(self, mail_port, *flags, password=PASSWORD):
        """The password comes from an .env file, as users of the services before had it."""
        env = self.folder / "numerald.env"
        env.write_text(f"# mail\nexport NUMERAL_SMTP_URL='smtp://0.0.0.0:{mail_port}'\nNUMERAL_SMTP_USER=ann\n"
                       f'GMAIL_PASS="{password}" # of an app\nNUMERAL_ALERT_FROM=numeral@example.org\n'
                       "NUMERAL_ALERT_TO=ann@example.org, bob@example.org\n"
                       f"NUMERAL_SMTP_CA_FILE={self.folder / 'cert.pem'}\n")
        keys = self.folder / "keys"
        keys.write_text("correct-horse-battery\n")
        server = servers.Server(NUMERALD, "--env-file", str(env), "--api-key-file", str(keys), "--state-dir",
                                str(self.folder / "state"), "--models-dir", str(ROOT / "models"), *flags)
        self.addCleanup(server.stop)
        return server

    def ask(self, url, body=None, **headers):
        request = urllib.request.Request(url, body, {"X-API-Key": "correct-horse-battery", **headers},
                                         method=None if body is None else "POST")
        try:
            answer = urllib.request.urlopen(request)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return answer.status, answer.read().decode()

    def status(self, server):
        return json.loads(self.ask(server.url + "/alerts/status")[1])

    def predict(self, server, times):
        drawing = (ROOT / "tests/data/drawings/digit-4.json").read_bytes()
        return {self.ask(server.url + "/predict", drawing, **{"Content-Type": "application/json"})[0]
                for _ in range(times)}

    def wait_for_mails(self, mail, *subjects):
        """All of these, in any order; a busy machine may be an alert as well. Gives the last one."""
        missing = set(subjects)
        while missing:
            got = mail.next("parts")
            missing -= {dict(got["headers"])["Subject"].split("] ")[1].split(" (")[0]}
        return got

    def wait_for_reading(self, server, name, value):
        """Rules look once a second."""
        end = time.monotonic() + PATIENCE
        while self.status(server)["current_metrics"].get(name) != value:
            self.assertLess(time.monotonic(), end, f"{name} never was {value}")

    def metric(self, server, line):
        return float(next(found for found in self.ask(server.url + "/metrics")[1].splitlines()
                          if found.startswith(line + " ")).split()[-1])

    def test_a_fault_is_mailed_and_its_end_too(self):
        mail = self.mail_server(*self.tls, "--later", "1")
        server = self.numerald(mail.port, "--allow-no-model", "--model", "/nonexistent", "--alert-for", "0",
                               "--alert-error-rate-warning", "1", "--alert-cpu", "100", "--alert-disk", "100",
                               "--alert-memory", "100", "--alert-runbooks", "https://example.org/RUNBOOKS.md")
        # No model at all is an alert of its own; the mail server turns its first attempt away.
        self.assertEqual(mail.next("turned_away")["turned_away"], 1)
        not_ready = self.wait_for_mails(mail, "critical: The server is not ready")
        self.assertTrue(not_ready["tls"] and not_ready["user"] == "ann")
        self.assertEqual(not_ready["to"], ["ann@example.org", "bob@example.org"])
        self.assertIn("Runbook: https://example.org/RUNBOOKS.md#numeralnotready", not_ready["parts"]["text/plain"])

        self.assertEqual(self.predict(server, 19), {503})
        self.assertIsNone(self.status(server)["current_metrics"]["error_rate"])  # too few to say
        self.assertEqual(self.predict(server, 3), {503})
        self.wait_for_mails(mail, "critical: Most predictions fail", "warning: Some predictions fail")
        status = self.status(server)
        self.assertEqual(status["alert_status"]["error_rate"], "CRITICAL")
        self.assertEqual(status["current_metrics"]["error_rate"], 1)
        rule = next(rule for rule in status["rules"] if rule["name"] == "NumeralHighErrorRate")
        self.assertEqual((rule["state"], rule["threshold"], rule["for_seconds"]), ("firing", 0.5, 0))
        self.assertEqual(self.metric(server, 'numeral_alerts_firing{alert="NumeralHighErrorRate"}'), 1)

        self.assertEqual(self.ask(f"{server.url}/load_model?model_path=digits")[0], 200)
        self.assertEqual(self.predict(server, 40), {200})  # 22 of 62 failed: below 0.8 times the threshold
        self.wait_for_mails(mail, "resolved: The server is not ready", "resolved: Most predictions fail",
                            "resolved: Some predictions fail")
        status = self.status(server)
        self.assertEqual(status["alert_status"]["error_rate"], "NORMAL")
        self.assertEqual({event["state"] for event in status["last_alerts"]}, {"firing", "resolved"})
        self.assertEqual(self.metric(server, 'numeral_alerts_firing{alert="NumeralHighErrorRate"}'), 0)
        while self.metric(server, 'numeral_alert_notifications_total{channel="mail",outcome="sent"}') < 6:
            pass  # counted once the mail server's answer is read
        self.assertEqual(self.metric(server, 'numeral_alert_notifications_total{channel="mail",outcome="failed"}'), 0)

    def test_a_draining_server_is_not_ready(self):
        """As /readyz, numeral_ready and the rule in Prometheus have it."""
        server = self.numerald(1)
        self.wait_for_reading(server, "ready", 1)
        self.assertEqual(self.ask(server.admin + "/admin/drain", b"")[0], 200)
        self.wait_for_reading(server, "ready", 0)
        self.assertEqual(self.metric(server, "numeral_ready"), 0)

    def test_a_test_mail(self):
        mail = self.mail_server(*self.tls, "--refuse", "bob@example.org")
        server = self.numerald(mail.port)
        status, body = self.ask(server.url + "/alerts/test", b"")
        self.assertEqual(status, 200, body)
        self.assertIn("250 2.0.0 Queued as 4711", json.loads(body)["answer"])
        self.assertIn("550 5.1.1", body)
        self.assertNotIn("bob@example.org", body)  # whoever asks is nobody in particular
        self.assertIn("test: alerts can be mailed", dict(mail.next("parts")["headers"])["Subject"])
        self.assertNotIn("example.org", self.ask(server.url + "/alerts/status")[1])

    def test_what_refuses_and_what_is_not_there(self):
        refusing = self.mail_server(*self.tls, "--echo")
        server = self.numerald(refusing.port, password="hunter2")
        status, body = self.ask(server.url + "/alerts/test", b"")
        self.assertEqual(status, 502, body)
        self.assertIn("535", body)
        self.assertNotIn("hunter2", body)
        refusing.stop()
        status, body = self.ask(server.url + "/alerts/test", b"")
        self.assertEqual(status, 504, body)
        self.assertEqual(self.metric(server, 'numeral_alert_notifications_total{channel="mail",outcome="failed"}'), 2)
        # which is an alert, and one that is not mailed
        while self.metric(server, 'numeral_alerts_firing{alert="NumeralMailFailing"}') != 1:
            pass
        self.assertEqual(self.metric(server, 'numeral_alert_notifications_total{channel="mail",outcome="failed"}'), 2)

    def test_without_settings_it_says_which(self):
        server = servers.Server(NUMERALD, "--state-dir", str(self.folder / "state"))
        self.addCleanup(server.stop)
        status, body = self.ask(server.url + "/alerts/test", b"")
        self.assertEqual(status, 503)
        for name in ("NUMERAL_SMTP_URL", "NUMERAL_ALERT_FROM", "NUMERAL_ALERT_TO"):
            self.assertIn(name, body)
        self.assertFalse(self.status(server)["alerts_enabled"])

    def test_no_password_is_seen_and_leaving_waits_for_no_mail(self):
        silent = self.mail_server(*self.tls)
        os.kill(silent.process.pid, signal.SIGSTOP)  # takes connections, and never says a word
        try:
            server = self.numerald(silent.port, "--allow-no-model", "--model", "/nonexistent", "--alert-for", "0")
            while not any(rule["state"] == "firing" for rule in self.status(server)["rules"]):
                pass
            pid = server.process.pid
            seen = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes() + pathlib.Path(f"/proc/{pid}/environ").read_bytes()
            self.assertNotIn(PASSWORD.encode(), seen)
            self.assertEqual(server.stop(), 0)
        finally:
            os.kill(silent.process.pid, signal.SIGCONT)


if __name__ == "__main__":
    NUMERALD = sys.argv.pop(1)
    for name in [name for name in os.environ if name.startswith("NUMERAL_") or name in ("GMAIL_PASS", "MODEL_PATH")]:
        del os.environ[name]
    unittest.main(verbosity=2)
