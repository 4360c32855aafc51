"""What a cluster does all day: replicas are found, share the load, come and go, and are replaced by newer ones."""
import json
import shutil
import ssl
import time
import urllib.request

import images
from cluster import noErrors
from stage import ROOT, Failed, waitFor

JOBS = {"numerald": 3, "haproxy": 1, "node": 1, "alertmanager": 1, "prometheus": 1}


def start(cluster):
    begin = time.monotonic()
    cluster.scale(3)
    cluster.waitForRotation(3)
    taken = time.monotonic() - begin
    health = [cluster.stage.health(name) for name in cluster.stage.replicas()]
    if health != ["healthy"] * 3:
        raise Failed(f"the gateway was started before the replicas were healthy: {health}")
    return f"three replicas, healthy by the image's own check, in rotation {taken:.0f} s after compose was called"


def discovery(cluster):
    def found():
        return {labels["job"]: value for labels, value in cluster.stage.ask("sum by (job) (up)")}
    waitFor("a target for all that is there", lambda: found() == JOBS)
    return "Prometheus found by DNS " + ", ".join(f"{count} {job}" for job, count in JOBS.items())


def sharing(cluster):
    with cluster.underLoad(rate=60) as summary:
        time.sleep(10)
    shares = waitFor("three counts", lambda: (
        found := cluster.stage.ask('sum by (instance) (increase(api_requests_total{endpoint="/predict"}[20s]))'))
        and len(found) == 3 and found)
    counts = sorted(value for _, value in shares)
    noErrors(summary)
    if counts[0] < counts[-1] / 2:
        raise Failed(f"unevenly shared: {counts}")
    clients = {labels["client_ip"] for labels, _ in cluster.stage.ask('api_requests_total{endpoint="/predict"} > 0')}
    gateway = cluster.stage.address(cluster.gateway(), "serving")
    if gateway in clients:
        raise Failed(f"replicas take the gateway {gateway} for the client")
    return (f"{summary['requests']} requests, least to most of one replica {counts[0] / counts[-1]:.2f}, "
            f"as client {', '.join(sorted(clients))}")


def scaling(cluster):
    with cluster.underLoad(rate=60) as summary:
        cluster.scale(5)
        cluster.waitForRotation(5)
        waitFor("five targets", lambda: cluster.stage.ask('count(up{job="numerald"} == 1)')[0][1] == 5)
        cluster.scale(2)
        cluster.waitForRotation(2)
    noErrors(summary)
    cluster.settle()
    return f"3 to 5 to 2 replicas: {summary['requests']} requests, none lost"


def nextImage(stage):
    """The same program with a model of another version."""
    manifest = json.loads((ROOT / "models/digits/manifest.json").read_text())
    manifest["version"] += "-next"
    context = stage.folder / "next"
    shutil.rmtree(context, ignore_errors=True)
    context.mkdir()
    (context / "manifest.json").write_text(json.dumps(manifest))
    (context / "Containerfile").write_text(
        f"FROM {images.NUMERAL}\nCOPY manifest.json /usr/share/numeral/models/digits/manifest.json\n")
    stage.build(f"{images.NUMERAL}:next", context / "Containerfile", context)
    return f"{images.NUMERAL}:next"


def rolling(cluster):
    """The new version beside the old one, then the old replicas stopped one by one."""
    image = nextImage(cluster.stage)
    old = cluster.stage.replicas()
    with cluster.underLoad(rate=60) as summary:
        cluster.scale(6, image)
        cluster.waitForRotation(6)
        versions = waitFor("two versions", lambda: (
            found := {labels["version"] for labels, _ in cluster.stage.ask("numeral_model_info")}) and len(found) == 2
            and found)
        for left, name in zip((5, 4, 3), old):
            cluster.stage.remove(name)
            cluster.waitForRotation(left)
    noErrors(summary)
    for name in cluster.stage.replicas():
        cluster.stage.remove(name)
    cluster.settle()
    return f"{' and '.join(sorted(versions))} side by side, {summary['requests']} requests, none lost"


def tls(cluster):
    """compose.tls.yaml with a certificate made for it."""
    pem = cluster.stage.folder / "gateway.pem"
    key = cluster.stage.folder / "gateway.key"
    cluster.stage.call("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                       "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                       "-keyout", key, "-out", pem)
    authority = pem.read_text()
    pem.write_text(authority + key.read_text())
    cluster.stage.compose("up", "-d", "--no-build", "--no-deps", "gateway", files=["compose.tls.yaml"],
                          TLS_CERTIFICATE=str(pem))
    try:
        cluster.waitForRotation(3)
        trusting = ssl.create_default_context(cadata=authority)
        with urllib.request.urlopen("https://127.0.0.1:8443/version", context=trusting, timeout=10) as answer:
            version = json.loads(answer.read())["version"]
    finally:
        cluster.stage.compose("up", "-d", "--no-build", "--no-deps", "gateway")
    cluster.waitForRotation(3)
    return f"numerald {version} answered by https, the certificate checked"
