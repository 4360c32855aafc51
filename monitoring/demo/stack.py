"""Starts what watches numerald, on loopback and free ports, and ends it again: numerald, Prometheus, Alertmanager, a mail sink.

Each is a child of the caller, ended by its own process, with its files in a folder that the caller gives.
"""
import contextlib
import email
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

SKIPPED = 77  # CTest's SKIP_RETURN_CODE
try:
    import yaml
except ImportError:
    sys.exit(print("SKIPPED: there is no python3-yaml; `scripts/packages.sh test` installs it.", file=sys.stderr) or SKIPPED)

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROMETHEUS = ROOT / "monitoring" / "prometheus"
ALERTMANAGER = ROOT / "monitoring" / "alertmanager"
PATIENCE = 60


def missing(*programs):
    """Which of the programs are not installed."""
    return [program for program in programs if shutil.which(program) is None]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(condition, what, seconds=PATIENCE):
    """Until the condition gives something; that is returned."""
    end = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.1)


def fetch(url, data=None, headers=None, method=None):
    """Status and body, whatever the status."""
    asked = urllib.request.Request(url, data, headers or {}, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def answers(url):
    try:
        return fetch(url)[0] == 200
    except OSError:
        return False


class Process:
    """A child whose words go to a file; leaving the `with` ends it."""

    def __init__(self, name, folder, command, **more):
        self.name, self.log = name, pathlib.Path(folder) / f"{name}.log"
        self.reader = None  # of its output, where that is a pipe
        with self.log.open("w") as log:
            self.process = subprocess.Popen([str(word) for word in command], stderr=log,
                                            stdout=more.pop("stdout", log), **more)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def until(self, condition):
        """Waits for the condition, and tells the child's last words where it dies instead."""
        def alive():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} ended with {self.process.returncode}:\n{self.log.read_text()[-2000:]}")
            return condition()
        return wait(alive, self.name)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.reader:
            self.reader.join()
        if self.process.stdout:
            self.process.stdout.close()


class Numerald(Process):
    """On free ports, or on the ones that are given; with a state folder of its own."""

    def __init__(self, program, folder, *flags, name="numerald", port=0, admin_port=0, environment=None,
                 **more):
        state = pathlib.Path(folder) / f"{name}-state"
        super().__init__(name, folder, [program, "--port", port, "--admin-port", admin_port, "--state-dir", state,
                                        *flags], stdout=subprocess.PIPE, text=True,
                         env={**os.environ, **(environment or {})}, **more)
        for line in self.process.stdout:
            if ready := re.match(r"numerald ready on (http://\S+) \(admin (http://[^)]+)\)", line):
                self.url, self.admin = ready.groups()
                # Whoever stops reading a log stops what is logged.
                self.reader = threading.Thread(target=self._keep_output, daemon=True)
                self.reader.start()
                return
        raise RuntimeError(f"numerald did not start:\n{self.log.read_text()[-2000:]}")

    def _keep_output(self):
        with self.log.open("a") as log:
            shutil.copyfileobj(self.process.stdout, log)

    @property
    def target(self):
        return urllib.parse.urlsplit(self.admin).netloc


def quickened(folder, held="2s"):
    """The shipped rules with their durations cut to `held`; windows, thresholds and names stay."""
    for path in sorted((PROMETHEUS / "rules").glob("*.yml")):
        rules = yaml.safe_load(path.read_text())
        for group in rules["groups"]:
            group.pop("interval", None)
            for rule in group["rules"]:
                if "alert" in rule and rule["for"] != "0m":
                    rule["for"] = held
        (pathlib.Path(folder) / path.name).write_text(yaml.safe_dump(rules, sort_keys=False))
    return str(pathlib.Path(folder) / "*.yml")


def derived(rules, targets, alertmanager=None, interval="1s"):
    """The shipped configuration for one machine with other targets, a shorter interval and these rules."""
    settings = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())
    settings["global"] = {"scrape_interval": interval, "scrape_timeout": interval, "evaluation_interval": interval}
    settings["rule_files"] = [rules]
    settings["scrape_configs"] = [job | {"static_configs": [{"targets": targets}]}
                                  for job in settings["scrape_configs"] if job["job_name"] == "numerald"]
    settings.pop("alerting", None)
    if alertmanager:
        settings["alerting"] = {"alertmanagers": [{"static_configs": [{"targets": [alertmanager]}]}]}
    return settings


class Prometheus(Process):
    def __init__(self, folder, settings):
        folder = pathlib.Path(folder)
        config = folder / "prometheus.yml"
        config.write_text(yaml.safe_dump(settings))
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        super().__init__("prometheus", folder, ["prometheus", f"--config.file={config}",
                                                f"--storage.tsdb.path={folder / 'data'}",
                                                f"--web.listen-address=127.0.0.1:{port}"])
        try:
            self.until(lambda: answers(f"{self.url}/-/ready"))
        except BaseException:
            self.stop()
            raise

    def ask(self, path, **parameters):
        """Prometheus' `data`; ValueError with its words where it refuses."""
        status, body = fetch(f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters, doseq=True)}")
        answer = json.loads(body)
        if answer["status"] != "success":
            raise ValueError(f"{status}: {answer['error']}")
        return answer["data"]

    def query(self, expression, **more):
        return self.ask("query", query=expression, **more)["result"]

    def query_range(self, expression, start, end, step):
        return self.ask("query_range", query=expression, start=start, end=end, step=step)["result"]

    def alerts(self):
        return self.ask("alerts")["alerts"]


class Alertmanager(Process):
    def __init__(self, folder, settings):
        folder = pathlib.Path(folder)
        config = folder / "alertmanager.yml"
        config.write_text(yaml.safe_dump(settings))
        port = free_port()
        self.url, self.target = f"http://127.0.0.1:{port}", f"127.0.0.1:{port}"
        super().__init__("alertmanager", folder, ["prometheus-alertmanager", f"--config.file={config}",
                                                  f"--storage.path={folder / 'alertmanager'}",
                                                  "--cluster.listen-address=",
                                                  f"--web.listen-address={self.target}"])
        try:
            self.until(lambda: answers(f"{self.url}/-/ready"))
        except BaseException:
            self.stop()
            raise


@contextlib.contextmanager
def mail_sink():
    """Takes mail on loopback: gives the port and the list that messages are appended to."""
    from aiosmtpd.controller import Controller

    class Keep:
        def __init__(self):
            self.messages = []

        async def handle_DATA(self, _server, _session, envelope):
            self.messages.append(email.message_from_bytes(envelope.content))
            return "250 kept"

    keep = Keep()
    sink = Controller(keep, hostname="127.0.0.1", port=free_port())
    sink.start()
    try:
        yield sink.port, keep.messages
    finally:
        sink.stop()


def need(*programs, modules=()):
    """Ends the caller with CTest's code for "skipped" where something is not installed."""
    lacking = missing(*programs)
    for module in modules:
        try:
            __import__(module)
        except ImportError:
            lacking.append(module)
    if lacking:
        print(f"SKIPPED: not installed: {', '.join(lacking)}; `scripts/packages.sh test` installs them.",
              file=sys.stderr)
        sys.exit(SKIPPED)
