"""What replicas and gateway need: size, start, limits, processor time of a request, memory."""
import re
import subprocess
import time

import images
from cluster import Load, noErrors
from stage import Failed, get

MIB = 2**20
LARGEST = 650
SECONDS = 15
LEAD = 5  # seconds until what is told is of the load alone


def reading(admin, name):
    """A metric without labels."""
    return float(re.search(rf"^{name} (\S+)$", get(f"{admin}/metrics").decode(), re.M)[1])


def image(cluster):
    """Size, and how long it takes to be ready beside a program that only loads the libraries."""
    size = int(cluster.stage.podman("image", "inspect", "--format", "{{.Size}}", images.NUMERAL)) / MIB
    loading, ready = [], []
    for _ in range(5):  # in turns: what else the machine does falls on both
        loading.append(timed(cluster.stage, "--entrypoint", "numeralctl", images.NUMERAL, "--version", until="numeralctl"))
        ready.append(timed(cluster.stage, images.NUMERAL, "--port", "0", "--admin-port", "0", until="ready on"))
    if size > LARGEST:
        raise Failed(f"the image takes {size:.0f} MiB")
    return (f"{size:.0f} MiB; ready {min(ready):.2f} s after podman run, {min(ready) / min(loading):.2f} times a program "
            "that only loads libtorch")


def timed(stage, *words, until):
    """Seconds from the call to a line with these words; the end of a container takes time of its own."""
    begin = time.monotonic()
    process = subprocess.Popen(["podman", "run", "--rm", "--name", "numeraltest-timed", *words],
                               env=stage.environment, stdout=subprocess.PIPE, text=True)
    taken = next((time.monotonic() - begin for line in process.stdout if until in line), None)
    stage.podman("kill", "numeraltest-timed", check=False)  # the one may have ended
    process.communicate()
    if taken is None:
        raise Failed(f"no line with '{until}' from {' '.join(words)}")
    return taken


def used(cluster, url, admin, *words):
    """Processors that numerald used under load, and what it said of them on average."""
    load = Load(cluster.numeralctl, *words, url=url)
    time.sleep(LEAD)
    begin, before = time.monotonic(), reading(admin, "process_cpu_seconds_total")
    shown = []
    while time.monotonic() < begin + SECONDS:
        time.sleep(1)
        shown.append(reading(admin, "api_cpu_utilization_percent"))
    taken = (reading(admin, "process_cpu_seconds_total") - before) / (time.monotonic() - begin)
    load.stop()
    return taken, sum(shown) / len(shown)


def limit(cluster):
    """No more is used than is allowed, and what is told is relative to that. Half a processor is soon used up, also on a
    busy machine, so that the kernel has to hold the replica back."""
    told = []
    for allowed in (0.5, 1.0):
        with cluster.stage.alone("--cpus", allowed) as (url, admin):
            taken, shown = used(cluster, url, admin, "-c", 16)
            limited = reading(admin, "numeral_container_cpu_limit_cores")
            held = reading(admin, "numeral_container_cpu_throttled_periods_total")
        told.append(f"of {allowed} processors {taken:.2f} used, {shown:.0f} % told, held back in {held:.0f} periods")
        if limited != allowed or taken > allowed * 1.1 or (allowed < 1 and held == 0):
            raise Failed(f"{told[-1]}, limit told {limited}")
        if abs(shown - 100 * taken / allowed) > 20:
            raise Failed(f"what is told is not relative to the limit: {told[-1]}")
    limits = [value for _, value in cluster.stage.ask("numeral_container_cpu_limit_cores")]
    if limits != [1.0] * 3:
        raise Failed(f"limits of the cluster's replicas: {limits}")
    return "; ".join(told)


def capacity(cluster):
    """Processor time of a request in server and gateway, memory of a replica; asked gently and as fast as it goes."""
    told = []
    for words in (("--rate", 30, "-c", 8), ("-c", 48)):
        before = spent(cluster)
        summary = Load(cluster.numeralctl, *words, "-d", 20).summary()
        after = spent(cluster)
        noErrors(summary)
        servers, gateway = (1000 * (now - then) / summary["requests"] for now, then in zip(after, before))
        told.append(f"at {summary['requests'] / 20:.0f}/s {servers:.2f} ms in server and {gateway:.2f} ms in gateway")
    resident = [value / MIB for _, value in cluster.stage.ask("process_resident_memory_bytes{job=\"numerald\"}")]
    charged = [value / MIB for _, value in cluster.stage.ask("numeral_container_memory_used_bytes")]
    return (f"{', '.join(told)}; a replica {max(resident):.0f} MiB resident, {max(charged):.0f} MiB of its own in its "
            "container")


def spent(cluster):
    """Processor seconds so far of all replicas, and of the gateway."""
    return (sum(cluster.stage.processorSeconds(name) for name in cluster.stage.replicas()),
            cluster.stage.processorSeconds(cluster.gateway()))
