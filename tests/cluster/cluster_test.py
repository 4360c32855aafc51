#!/usr/bin/env python3
"""A real cluster of containers, its faults and what they cost: cluster_test.py NUMERALCTL [FOLDER] [CHECK…]

Builds the image, starts docker/compose.yaml on podman and goes through the checks below in order; prints a line for
each with what was measured. Ends with 77 where containers cannot be run, 1 where a check failed.
"""
import contextlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import time

import settings
from mail_sink import MailSink
from stage import BASE, ROOT, Failed, Stage, get, waitFor, whatIsMissing

GATEWAY = "http://127.0.0.1:8000"
SERVICES = ("gateway", "numerald", "prometheus", "alertmanager")
PICTURES = ROOT / "tests" / "data" / "images"
KEPT_CPUS = 1.0
SKIPPED = 77


class Load:
    """Requests at a steady rate until stop(), which gives loadtest's summary."""

    def __init__(self, program, *words):
        self.process = subprocess.Popen([program, "loadtest", f"{GATEWAY}/predict", "--json", *map(str, words)],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def stop(self):
        self.process.send_signal(2)
        return json.loads(self.process.communicate(timeout=60)[0])


class Cluster:
    def __init__(self, stage, numeralctl, mailbox):
        self.stage = stage
        self.numeralctl = numeralctl
        self.mailbox = mailbox

    def scale(self, count, image="localhost/numeral"):
        self.stage.compose("up", "-d", "--no-build", "--no-recreate", "--scale", f"numerald={count}", *SERVICES,
                           NUMERAL_IMAGE=image)

    def inRotation(self):
        """How many replicas the gateway sends requests to."""
        text = get(f"http://{self.stage.address(self.gateway())}:8405/metrics").decode()
        return len(re.findall(r'^haproxy_server_status\{proxy="predict",server="[^"]*",state="UP"\} 1$', text, re.M))

    def gateway(self):
        return self.stage.podman("ps", "-q", "--filter", "label=com.docker.compose.service=gateway")

    def waitForRotation(self, count, seconds=90):
        return waitFor(f"{count} replicas in rotation, there are {self.inRotation()}",
                       lambda: self.inRotation() == count, seconds)

    def settle(self, count=3):
        """So many replicas of the present image, all of them asked."""
        self.scale(count)
        self.waitForRotation(count)

    @contextlib.contextmanager
    def underLoad(self, rate=30):
        load = Load(self.numeralctl, "--rate", rate, "-c", 16)
        summary = {}
        try:
            waitFor("requests", lambda: self.stage.ask('sum(rate(api_requests_total{endpoint="/predict"}[10s])) > 5'))
            yield summary
            time.sleep(2)  # what goes wrong late belongs to it as well
        finally:
            summary |= load.stop()

    def start(self):
        start = time.monotonic()
        self.scale(3)
        self.waitForRotation(3)
        return f"three replicas in rotation {time.monotonic() - start:.0f} s after compose was called"

    def discovery(self):
        waitFor("three targets", lambda: self.stage.ask('sum(up{job="numerald"})')[0][1] == 3)
        return "Prometheus found three replicas by DNS"

    def sharing(self):
        with self.underLoad(rate=60) as summary:
            time.sleep(10)
        shares = waitFor("three counts", lambda: (
            found := self.stage.ask('sum by (instance) (increase(api_requests_total{endpoint="/predict"}[20s]))'))
            and len(found) == 3 and found)
        counts = sorted(value for _, value in shares)
        noErrors(summary)
        if counts[0] < counts[-1] / 2:
            raise Failed(f"unevenly shared: {counts}")
        clients = {labels["client_ip"] for labels, _ in self.stage.ask('api_requests_total{endpoint="/predict"} > 0')}
        gateway = self.stage.address(self.gateway(), "serving")
        if gateway in clients:
            raise Failed(f"replicas take the gateway {gateway} for the client")
        return f"{summary['requests']} requests, least to most of one replica {counts[0] / counts[-1]:.2f}, as client {', '.join(sorted(clients))}"

    def scaling(self):
        with self.underLoad() as summary:
            self.scale(5)
            self.waitForRotation(5)
            waitFor("five targets", lambda: self.stage.ask('count(up{job="numerald"} == 1)')[0][1] == 5)
            self.scale(2)
            self.waitForRotation(2)
        noErrors(summary)
        self.settle()
        return f"3 to 5 to 2 replicas: {summary['requests']} requests, none lost"

    def killing(self):
        victim = next(iter(self.stage.replicas()))
        with self.underLoad(rate=60) as summary:
            before = self.retries()
            start = time.monotonic()
            self.stage.podman("kill", "--signal", "KILL", victim)
            self.waitForRotation(2, 30)
            gone = time.monotonic() - start
            retries = self.retries() - before
        self.stage.podman("rm", "-f", victim)
        noErrors(summary)
        self.settle()
        return f"out of rotation after {gone:.1f} s, {summary['requests']} requests, none failed, {retries:.0f} retried"

    def retries(self):
        text = get(f"http://{self.stage.address(self.gateway())}:8405/metrics").decode()
        return sum(float(value) for value in
                   re.findall(r'^haproxy_backend_(?:retry_warnings|redispatch_warnings)_total\{proxy="predict"\} (\S+)$',
                              text, re.M))

    def rolling(self):
        """Another version of the model beside the old one, then the old ones stopped one by one."""
        manifest = json.loads((ROOT / "models/digits/manifest.json").read_text())
        manifest["version"] += "-next"
        context = self.stage.folder / "next"
        shutil.rmtree(context, ignore_errors=True)
        context.mkdir()
        (context / "manifest.json").write_text(json.dumps(manifest))
        (context / "Containerfile").write_text(
            "FROM localhost/numeral\nCOPY manifest.json /usr/share/numeral/models/digits/manifest.json\n")
        self.stage.build("localhost/numeral:next", context / "Containerfile", context)
        old = self.stage.replicas()
        with self.underLoad() as summary:
            self.scale(6, "localhost/numeral:next")
            self.waitForRotation(6)
            versions = waitFor("two versions", lambda: (
                found := {labels["version"] for labels, _ in self.stage.ask('numeral_model_info')}) and len(found) == 2
                and found)
            for left, name in zip((5, 4, 3), old):
                self.stage.podman("stop", "-t", "35", name)
                self.stage.podman("rm", "-f", name)
                self.waitForRotation(left)
        noErrors(summary)
        for name in self.stage.replicas():
            self.stage.podman("rm", "-f", name)
        self.settle()
        return f"{' and '.join(sorted(versions))} side by side, {summary['requests']} requests, none lost"

    def cutOff(self):
        victim, number = next(iter(self.stage.replicas().items()))
        network = next(name for name in json.loads(self.stage.podman("inspect", number))[0]["NetworkSettings"]["Networks"]
                       if name.endswith("serving"))
        with self.underLoad() as summary:
            start = time.monotonic()
            self.stage.podman("network", "disconnect", network, victim)
            self.waitForRotation(2)
            gone = time.monotonic() - start
            start = time.monotonic()
            self.stage.podman("network", "connect", "--alias", "replicas", network, victim)
            self.waitForRotation(3)
            back = time.monotonic() - start
        lost = summary["failed"]
        return (f"out after {gone:.1f} s, back after {back:.1f} s, {summary['requests']} requests, "
                f"{lost} failed (those in its hands)")

    def prometheusRestart(self):
        before = self.stage.ask("count_over_time(up{job=\"numerald\"}[10m])")
        self.stage.compose("restart", "-t", "5", "prometheus")
        after = waitFor("Prometheus", lambda: self.stage.ask("count_over_time(up{job=\"numerald\"}[10m])"))
        if not before or max(value for _, value in after) < max(value for _, value in before) * 0.5:
            raise Failed("the samples of before are gone")
        return "what was scraped before the restart is still there"

    def limit(self):
        load = Load(self.numeralctl, "-c", 48)
        waitFor("a busy replica", lambda: max(value for _, value in self.stage.ask(
            'max_over_time(api_cpu_utilization_percent[10s])')) > 50)
        time.sleep(12)
        used = max(value for _, value in self.stage.ask('rate(process_cpu_seconds_total{job="numerald"}[10s])'))
        shown = max(value for _, value in self.stage.ask('max_over_time(api_cpu_utilization_percent[10s])'))
        load.stop()
        limits = {value for _, value in self.stage.ask("numeral_container_cpu_limit_cores")}
        if used > KEPT_CPUS * 1.1 or limits != {KEPT_CPUS}:
            raise Failed(f"a replica used {used:.2f} processors; limits told: {limits}")
        return f"the busiest replica used {used:.2f} of 1 processors and told of {shown:.0f} %"

    def fullDisk(self):
        name = "numeraltest-full"
        with contextlib.suppress(Failed):
            self.stage.podman("rm", "-f", name)
        self.stage.podman("run", "-d", "--name", name, "--read-only", "--tmpfs", "/var/lib/numeral:size=1m,mode=1777",
                          "-p", "127.0.0.1:8009:8000", "localhost/numeral", "--feedback-images")
        try:
            waitFor("a server", lambda: get("http://127.0.0.1:8009/readyz"))
            picture = (PICTURES / "digit-7.png").read_bytes()
            statuses = []
            for _ in range(400):
                number = settings.post("http://127.0.0.1:8009/predict", picture, "image/png")[1]["request_id"]
                statuses.append(settings.post("http://127.0.0.1:8009/feedback",
                                               json.dumps({"request_id": number, "label": "7"}).encode(),
                                               "application/json")[0])
                if statuses[-1] >= 500:
                    break
            status, answer = settings.post("http://127.0.0.1:8009/predict", picture, "image/png")
            if statuses[-1] < 500 or status != 200 or answer["label"] != "7":
                raise Failed(f"feedback {statuses[-1]}, predict {status} {answer}")
            return f"feedback told {statuses[-1]} after {len(statuses) - 1} kept, digits go on being read"
        finally:
            self.stage.podman("rm", "-f", name)

    def alerting(self):
        """A replica that hangs: its address is still known, and it answers nobody."""
        victim = next(iter(self.stage.replicas()))
        times = {}
        start = time.monotonic()
        self.stage.podman("pause", victim)
        try:
            self.waitForRotation(2)
            times["out of rotation"] = time.monotonic() - start
            alert = 'ALERTS{alertname="NumeralDown",alertstate="%s"}'
            waitFor("pending", lambda: self.stage.ask(alert % "pending") or self.stage.ask(alert % "firing"), 60)
            times["pending"] = time.monotonic() - start
            waitFor("firing", lambda: self.stage.ask(alert % "firing"), 120)
            times["firing"] = time.monotonic() - start
            waitFor("mail", lambda: self.mailbox.subjects("NumeralDown", "FIRING"), 60)
            times["mail"] = time.monotonic() - start
        finally:
            self.stage.podman("unpause", victim)
        waitFor("mail of its end", lambda: self.mailbox.subjects("NumeralDown", "RESOLVED"), 180)
        times["resolved mail"] = time.monotonic() - start
        self.waitForRotation(3)
        return ", ".join(f"{what} {seconds:.1f} s" for what, seconds in times.items())

    def image(self):
        """Size, and how long it takes to be ready beside a program that only loads the libraries."""
        size = int(self.stage.podman("image", "inspect", "--format", "{{.Size}}", "localhost/numeral")) / 2**20
        loading = min(self.timed("--entrypoint", "numeralctl", "localhost/numeral", "--version") for _ in range(5))
        ready = min(self.timed("--entrypoint", "numerald", "localhost/numeral", "--port", "0", "--admin-port", "0",
                               until="ready on") for _ in range(5))
        if size > 650:
            raise Failed(f"the image takes {size:.0f} MiB")
        return f"{size:.0f} MiB; ready {ready:.2f} s after podman run, {ready / loading:.2f} times a program that only loads libtorch"

    def timed(self, *words, until=None):
        start = time.monotonic()
        process = subprocess.Popen(["podman", "run", "--rm", "--name", "numeraltest-timed", *words],
                                   env=self.stage.environment, stdout=subprocess.PIPE, text=True)
        for line in process.stdout:
            if until and until in line:
                taken = time.monotonic() - start
                self.stage.podman("kill", "numeraltest-timed")
                break
        process.communicate()
        return taken if until else time.monotonic() - start


CHECKS = ("image", "start", "discovery", "sharing", "scaling", "killing", "cutOff", "rolling", "limit", "fullDisk",
          "prometheusRestart", "alerting")


def noErrors(summary):
    if summary["failed"]:
        raise Failed(f"{summary['failed']} of {summary['requests']} requests failed: {summary['failures']}")


def main(numeralctl, folder="build/cluster", *chosen):
    if missing := whatIsMissing():
        print(f"SKIPPED, the cluster was not tested: {missing}.")
        return SKIPPED
    failed = []
    stage = Stage(pathlib.Path(folder).resolve(), settings.NETWORKS)
    stage.makeImages()
    with MailSink() as mailbox, stage:
        settings.write(stage.folder, mailbox.port)
        cluster = Cluster(stage, numeralctl, mailbox)
        for name in chosen or CHECKS:
            try:
                print(f"ok      {name}: {getattr(cluster, name)()}", flush=True)
            except (Failed, subprocess.SubprocessError) as error:
                print(f"FAILED  {name}: {error}", flush=True)
                failed.append(name)
    print(f"{len(chosen or CHECKS) - len(failed)} of {len(chosen or CHECKS)} checks passed, base image {BASE}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
