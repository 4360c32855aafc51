"""Without compose: one docker run, a second one beside it, and a Prometheus on the host for both; the profiles."""
import contextlib
import json
import shutil
import subprocess
import urllib.parse

import images
import settings
from stage import ROOT, Failed, get, waitFor

TARGETS = "- targets: ['127.0.0.1:15000']\n"


@contextlib.contextmanager
def prometheusOnTheHost(folder):
    """Debian's, with the shipped file for one machine and the second server's address beside it."""
    home = folder / "prometheus-host"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(ROOT / "monitoring/prometheus", home)
    config = home / "prometheus.yml"
    config.write_text(settings.changed(config.read_text(), settings.PROMETHEUS))
    (home / "targets/numerald-two.yml").write_text(TARGETS)
    process = subprocess.Popen(["prometheus", f"--config.file={config}", f"--storage.tsdb.path={home}/data",
                                "--web.listen-address=127.0.0.1:9091"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    try:
        yield "http://127.0.0.1:9091"
    finally:
        process.terminate()
        process.wait()


def twoByHand(cluster):
    """The commands of docker/README.md, once the cluster has made room for them."""
    cluster.stage.compose("stop", "-t", "40")
    run = ["run", "-d", "--rm", "--cpus", "1", "--name"]
    with contextlib.ExitStack() as cleaning:
        for name, ports in (("numeral", ("8000:8000", "18000:18000")), ("numeral2", ("9000:8000", "15000:18000"))):
            cluster.stage.podman(*run, name, *(word for port in ports for word in ("-p", port)), images.NUMERAL)
            cleaning.callback(cluster.stage.podman, "rm", "-f", name, check=False)
        for port in (8000, 9000):
            waitFor("a server", lambda: get(f"http://127.0.0.1:{port}/readyz"))
        with prometheusOnTheHost(cluster.stage.folder) as prometheus:
            query = f"{prometheus}/api/v1/query?" + urllib.parse.urlencode({"query": 'sum(up{job="numerald"})'})
            waitFor("both in Prometheus", lambda: json.loads(get(query))["data"]["result"][0]["value"][1] == "2")
        answer = fromElsewhere(cluster)
    return f"both answer, one Prometheus on the host sees both; from elsewhere on the network: {answer}"


def fromElsewhere(cluster):
    """What a machine beside this one gets: a container asks this machine's address on their network."""
    seen = cluster.stage.podman("run", "--rm", "--network", "numeraltest_watching", "--entrypoint", "numeralctl",
                                "-v", f"{ROOT}/tests/data/images:/images:ro", images.NUMERAL, "predict", "--json",
                                "--server", f"http://{settings.HOST}:8000", "/images/digit-7.png")
    label = json.loads(seen)
    label = (label[0] if isinstance(label, list) else label).get("label")
    if label != "7":
        raise Failed(f"it reads {seen}")
    return "7 is read as 7"


def profiles(cluster):
    """`single` answers without a gateway; `load` sends requests to the cluster."""
    cluster.stage.compose("stop", "-t", "40")
    cluster.stage.compose("up", "-d", "--no-build", "single", "prometheus", COMPOSE_PROFILES="single")
    try:
        waitFor("a server", lambda: get("http://127.0.0.1:8000/readyz"))
        seen = 'sum(last_over_time(up{job="numerald"}[10s]))'  # without those of before, which Prometheus left as they were
        waitFor("its metrics", lambda: cluster.stage.ask(seen)[0][1] == 1)
    finally:
        cluster.stage.compose("rm", "-f", "-s", "single", COMPOSE_PROFILES="single")
    cluster.settle()
    before = cluster.answered()
    cluster.stage.compose("up", "-d", "--no-build", "--no-recreate", "--no-deps", "load", COMPOSE_PROFILES="cluster,load")
    try:
        waitFor("its requests", lambda: cluster.answered() > before + 100)
    finally:
        cluster.stage.compose("rm", "-f", "-s", "load", COMPOSE_PROFILES="cluster,load")
    return "single answers and is watched, load asks the cluster"
