"""What goes wrong, what it costs, and how long it is until the gateway and people know."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

import settings
from cluster import CONNECTIONS, noErrors
from stage import ROOT, Failed, waitFor

PICTURES = ROOT / "tests" / "data" / "images"
HERE = pathlib.Path(__file__).resolve().parent


def crash(cluster, end):
    """A replica's process is ended under load; the restart policy starts it again. What that cost, in words."""
    name, number = next(iter(cluster.stage.replicas().items()))
    process = cluster.stage.process(name)
    with cluster.underLoad(rate=60) as summary:
        again, down = cluster.sentAgain(), cluster.timesDown()
        begin = time.monotonic()
        told = end(process)
        waitFor("the gateway to see it", lambda: cluster.timesDown() > down or cluster.inRotation() < 3)
        gone = time.monotonic() - begin
        waitFor("another start", lambda: cluster.stage.process(name) not in (0, process))
        cluster.waitForRotation(3)
        back = time.monotonic() - begin
        again = cluster.sentAgain() - again
    noErrors(summary)
    return (f"{told}out of rotation after {gone:.1f} s, started again and back after {back:.1f} s, "
            f"{summary['requests']} requests, none failed, {again:.0f} sent again")


def killing(cluster):
    return crash(cluster, lambda process: os.kill(process, signal.SIGKILL) or "")


def outOfMemory(cluster):
    """Something else in the replica's memory limit takes all of it, and the kernel chooses numerald."""
    def end(process):
        done = subprocess.run([sys.executable, "-B", HERE / "eat_memory.py", str(process)], capture_output=True,
                              text=True, timeout=60)
        if done.returncode != 0:
            raise Failed(f"it lives on: {done.stdout}{done.stderr}")
        return done.stdout.strip() + ", "
    return crash(cluster, end)


def cutOff(cluster):
    victim, number = next(iter(cluster.stage.replicas().items()))
    network = next(name for name in json.loads(cluster.stage.podman("inspect", number))[0]["NetworkSettings"]["Networks"]
                   if name.endswith("serving"))
    with cluster.underLoad() as summary:
        begin = time.monotonic()
        cluster.stage.podman("network", "disconnect", network, victim)
        cluster.waitForRotation(2)
        gone = time.monotonic() - begin
        begin = time.monotonic()
        cluster.stage.podman("network", "connect", "--alias", "replicas", network, victim)
        cluster.waitForRotation(3)
        back = time.monotonic() - begin
    if summary["failed"] > CONNECTIONS:
        raise Failed(f"more failed than it can have had in its hands: {summary['failures']}")
    return (f"out after {gone:.1f} s, back after {back:.1f} s, {summary['requests']} requests, "
            f"{summary['failed']} failed (those in its hands)")


def alerting(cluster):
    """A replica that hangs: its address is still known, and it answers nobody."""
    victim = next(iter(cluster.stage.replicas()))
    times = {}
    told = {state: len(cluster.mailbox.subjects("NumeralDown", state)) for state in ("FIRING", "RESOLVED")}

    def toldAgain(state):
        return len(cluster.mailbox.subjects("NumeralDown", state)) > told[state]
    waitFor("no alert of before", lambda: not cluster.stage.ask('ALERTS{alertname="NumeralDown"}'), 600)
    with cluster.underLoad() as summary:
        begin = time.monotonic()
        cluster.stage.podman("pause", victim)
        try:
            cluster.waitForRotation(2)
            times["out of rotation"] = time.monotonic() - begin
            alert = 'ALERTS{alertname="NumeralDown",alertstate="firing"}'
            waitFor("firing", lambda: cluster.stage.ask(alert))
            times["firing"] = time.monotonic() - begin
            waitFor("mail", lambda: toldAgain("FIRING"))
            times["mail"] = time.monotonic() - begin
        finally:
            cluster.stage.podman("unpause", victim)
        begin = time.monotonic()
        cluster.waitForRotation(3)
        times["back"] = time.monotonic() - begin
        waitFor("mail of its end", lambda: toldAgain("RESOLVED"), 240)
        times["mail of its end"] = time.monotonic() - begin
    if summary["failed"] > CONNECTIONS:
        raise Failed(f"more failed than it can have had in its hands: {summary['failures']}")
    words = ", ".join(f"{what} {seconds:.1f} s" for what, seconds in times.items())
    return f"{words}; {summary['requests']} requests, {summary['failed']} failed (those in its hands)"


def prometheusRestart(cluster):
    replica = cluster.stage.ask('up{job="numerald"} == 1')[0][0]["instance"]
    counted = f'count_over_time(up{{job="numerald", instance="{replica}"}}[1d])'
    before = cluster.stage.ask(counted)[0][1]
    cluster.stage.compose("restart", "-t", "5", "prometheus")
    after = waitFor("samples of before and after", lambda: (
        found := cluster.stage.ask(counted)[0][1]) > before and found)
    waitFor("all targets", lambda: cluster.stage.ask('sum(up{job="numerald"})')[0][1] == 3)
    return f"{before:.0f} samples of a replica before the restart are still there, now it has {after:.0f}"


def fullDisk(cluster):
    with cluster.stage.alone("--read-only", "--tmpfs", "/tmp:size=64k", "--env", "NUMERAL_STATE_DIR=/tmp",
                             words=["--feedback-images"]) as (url, _):
        picture = (PICTURES / "digit-7.png").read_bytes()
        for kept in range(2000):
            number = settings.post(f"{url}/predict", picture, "image/png")[1]["request_id"]
            label = json.dumps({"request_id": number, "label": "7"}).encode()
            told, answer = settings.post(f"{url}/feedback", label, "application/json")
            if told != 202:
                break
        if kept == 0 or told != 503 or "No space left on device" not in answer["detail"]:
            raise Failed(f"feedback {told} after {kept} kept: {answer}")
        status, answer = settings.post(f"{url}/predict", picture, "image/png")
        if status != 200 or answer["label"] != "7":
            raise Failed(f"predict {status} {answer}")
        return f"feedback told {told} after {kept} kept, digits go on being read"
