"""The cluster under test: how many replicas, what the gateway thinks of them, requests at a steady rate."""
import contextlib
import json
import re
import subprocess
import time

from stage import Failed, get, waitFor

GATEWAY = "http://127.0.0.1:8000"
SERVICES = ("gateway", "numerald", "prometheus", "alertmanager", "node-exporter")
CONNECTIONS = 16


class Load:
    """Requests until stop(), which gives loadtest's summary."""

    def __init__(self, program, *words, url=GATEWAY):
        self.process = subprocess.Popen([program, "loadtest", f"{url}/predict", "--json", *map(str, words)],
                                        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)

    def stop(self):
        self.process.send_signal(2)
        return self.summary()

    def summary(self):
        return json.loads(self.process.communicate(timeout=120)[0])


def noErrors(summary):
    if summary["failed"] or not summary["succeeded"]:
        raise Failed(f"{summary['failed']} of {summary['requests']} requests failed: {summary['failures']}")


class Cluster:
    def __init__(self, stage, numeralctl, mailbox):
        self.stage = stage
        self.numeralctl = numeralctl
        self.mailbox = mailbox

    def scale(self, count, image="localhost/numeral"):
        self.stage.compose("up", "-d", "--no-build", "--no-recreate", "--scale", f"numerald={count}", *SERVICES,
                           NUMERAL_IMAGE=image)

    def settle(self, count=3):
        """So many replicas of the present image, all of them asked."""
        self.scale(count)
        self.waitForRotation(count)

    # The gateway

    def gateway(self):
        return self.stage.podman("ps", "-q", "--filter", "label=com.docker.compose.service=gateway")

    def gatewaySays(self, name, labels):
        """The values of its metric; labels is the start of them, in its order."""
        text = get(f"http://{self.stage.address(self.gateway())}:8405/metrics").decode()
        return [float(value) for value in re.findall(rf'^{name}\{{{labels}[^}}]*\}} (\S+)$', text, re.M)]

    def inRotation(self):
        """How many replicas it sends requests to."""
        return int(sum(self.gatewaySays("haproxy_server_status", 'proxy="predict",server="[^"]*",state="UP"')))

    def waitForRotation(self, count, seconds=300):
        try:
            return waitFor(f"{count} replicas in rotation", lambda: self.inRotation() == count, seconds)
        except Failed as error:
            raise Failed(f"{error}; there are {self.inRotation()}") from error

    def timesDown(self):
        """How often it has found a replica unwell so far."""
        return sum(self.gatewaySays("haproxy_server_check_up_down_total", 'proxy="predict"'))

    def answered(self):
        return sum(self.gatewaySays("haproxy_backend_http_responses_total", 'proxy="predict",code="2xx"'))

    def sentAgain(self):
        return sum(sum(self.gatewaySays(f"haproxy_backend_{kind}_warnings_total", 'proxy="predict"'))
                   for kind in ("retry", "redispatch"))

    # Requests

    @contextlib.contextmanager
    def underLoad(self, rate=30):
        before = self.answered()
        load = Load(self.numeralctl, "--rate", rate, "-c", CONNECTIONS)
        summary = {}
        try:
            waitFor("requests", lambda: self.answered() > before + rate)
            yield summary
            time.sleep(2)  # what goes wrong late belongs to it as well
        finally:
            summary |= load.stop()
