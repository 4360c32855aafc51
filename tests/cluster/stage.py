"""The cluster of docker/compose.yaml on podman, with a storage and an engine of its own below one folder."""
import contextlib
import json
import os
import pathlib
import resource
import shutil
import socket
import subprocess
import tempfile
import threading
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker" / "compose.yaml"
TOOLS = ("podman", "buildah", "runc", "docker-compose", "catatonit")
PORTS = (8000, 9090, 9093)  # as compose publishes them
PROBE = "localhost/numeraltest-probe"
CONTAINERS_CONF = """[containers]
default_ulimits = ["nofile={0}:{0}", "nproc={1}:{1}"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
"""
STORAGE_CONF = """[storage]
driver = "overlay"
graphroot = "{0}/storage"
runroot = "{0}/run"
"""


class Failed(Exception):
    pass


class Unreachable(Failed):
    """What cannot be fetched here."""


def isTaken(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def whatIsMissing(programs):
    """Why the cluster cannot be run here; empty where it may go well."""
    if os.geteuid() != 0:
        return "only root can run these containers"
    if busy := [str(port) for port in PORTS if isTaken(port)]:
        return f"something listens already on {', '.join(busy)}"
    missing = [tool for tool in (*TOOLS, *programs) if shutil.which(tool) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


def waitFor(what, condition, seconds=180):
    """The first true value of the condition."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(OSError, ValueError, KeyError, IndexError):
            if value := condition():
                return value
        time.sleep(0.2)
    raise Failed(f"not within {seconds} s: {what}")


def get(url, timeout=10):
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        return answer.read()


class Stage:
    def __init__(self, folder, networks):
        self.folder = folder
        self.networks = networks  # subnets by name
        folder.mkdir(parents=True, exist_ok=True)
        limits = [min(resource.getrlimit(kind)[1], most) if resource.getrlimit(kind)[1] != resource.RLIM_INFINITY else most
                  for kind, most in ((resource.RLIMIT_NOFILE, 20_000), (resource.RLIMIT_NPROC, 20_000))]
        (folder / "containers.conf").write_text(CONTAINERS_CONF.format(*limits))
        (folder / "storage.conf").write_text(STORAGE_CONF.format(folder))
        # A socket's name is short, and the folder's may be long.
        self.sockets = tempfile.TemporaryDirectory(prefix="numeral-cluster-")
        self.socket = pathlib.Path(self.sockets.name) / "podman.sock"
        self.environment = os.environ | {
            "CONTAINERS_CONF": str(folder / "containers.conf"), "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
            "DOCKER_HOST": f"unix://{self.socket}", "COMPOSE_HTTP_TIMEOUT": "300", "COMPOSE_PROFILES": "cluster",
            "COMPOSE_PROJECT_NAME": "numeraltest", "COMPOSE_IGNORE_ORPHANS": "1",
            "DISABLE_HC_SYSTEMD": "true"}  # health is asked for by this test: there may be no timers
        self.service = None

    def call(self, *command, check=True, timeout=3600, **more):
        done = subprocess.run([str(part) for part in command], env=self.environment | more, capture_output=True,
                              text=True, timeout=timeout)
        if check and done.returncode != 0:
            raise Failed(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout.strip()

    def podman(self, *words, **more):
        return self.call("podman", *words, **more)

    def compose(self, *words, files=(), **more):
        """With files of docker/ on top of the folder's compose.yaml."""
        paths = [self.folder / "compose.yaml", *(COMPOSE.parent / name for name in files)]
        with self.healthAskedFor():
            return self.call("docker-compose", "--project-directory", COMPOSE.parent,
                             *(word for path in paths for word in ("-f", path)), *words, **more)

    @contextlib.contextmanager
    def healthAskedFor(self):
        """Meanwhile the image's HEALTHCHECK is run once a second wherever it has not succeeded yet."""
        over = threading.Event()

        def ask():
            while not over.wait(1):
                for name in self.podman("ps", "-q", "--filter", "health=starting", check=False).split():
                    self.podman("healthcheck", "run", name, check=False)
        asking = threading.Thread(target=ask)
        asking.start()
        try:
            yield
        finally:
            over.set()
            asking.join()

    # Images

    def hasImage(self, name):
        return subprocess.run(["podman", "image", "exists", name], env=self.environment).returncode == 0

    def build(self, name, file, context, *words):
        self.call("buildah", "bud", "--isolation", "chroot", "--layers", "--format", "docker", "-t", name, *words, "-f",
                  file, context)  # the other format knows no HEALTHCHECK

    # Engine

    def __enter__(self):
        self.service = subprocess.Popen(["podman", "system", "service", "--time", "0", f"unix://{self.socket}"],
                                        env=self.environment, stdout=subprocess.DEVNULL,
                                        stderr=open(self.folder / "podman.log", "w"))
        waitFor("podman's socket", self.socket.exists)
        self.makeNetworks()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Failed, subprocess.TimeoutExpired):
            self.compose("down", "-v", "-t", "2", timeout=300)
            self.podman("network", "rm", "-f", *self.networks)
        self.service.terminate()
        self.service.wait()

    def makeNetworks(self):
        for name, subnet in self.networks.items():
            self.podman("network", "rm", "-f", name, check=False)
            self.podman("network", "create", "--subnet", subnet, name)

    def refuses(self):
        """Why no container starts here; empty where one does, with limits and on a network as those of the cluster."""
        try:
            self.call("sh", "-c", f"tar -C /usr/bin -c catatonit | podman import - {PROBE}")  # needs no library
            self.makeNetworks()
            self.podman("run", "--rm", "--cpus", "1", "--memory", "64m", "--network", next(iter(self.networks)),
                        "--entrypoint", "/catatonit", PROBE, "--version", timeout=300)
        except (Failed, subprocess.TimeoutExpired) as error:
            return str(error)
        return ""

    # What runs

    @contextlib.contextmanager
    def alone(self, *options, words=()):
        """A server beside the cluster; gives the addresses of its two ports."""
        name = "numeraltest-alone"
        self.podman("rm", "-f", name, check=False)
        self.podman("run", "-d", "--name", name, "-p", "127.0.0.1:8009:8000", "-p", "127.0.0.1:18009:18000", *options,
                    "localhost/numeral", *words)
        try:
            waitFor("a server", lambda: get("http://127.0.0.1:8009/readyz"))
            yield "http://127.0.0.1:8009", "http://127.0.0.1:18009"
        finally:
            self.podman("rm", "-f", name)

    def remove(self, name):
        """As an engine does it that gives a container its time."""
        self.podman("stop", "-t", "35", name)
        self.podman("rm", "-f", name)

    def process(self, name):
        """The number of its first process on this machine; 0 where it does not run."""
        return int(self.podman("inspect", "--format", "{{.State.Pid}}", name))

    def health(self, name):
        """By the image's own check; empty where it has none."""
        state = json.loads(self.podman("inspect", name))[0]["State"]
        return (state.get("Health") or state.get("Healthcheck") or {}).get("Status", "")

    def processorSeconds(self, name):
        """Of all of its processes so far."""
        wanted = [self.process(name)]
        ticks = 0
        for process in wanted:
            fields = pathlib.Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
            for task in pathlib.Path(f"/proc/{process}/task").iterdir():
                wanted += [int(child) for child in (task / "children").read_text().split()]
        return ticks / os.sysconf("SC_CLK_TCK")

    def replicas(self):
        """The ids of the running replicas by their names."""
        rows = json.loads(self.podman("ps", "--format", "json", "--filter",
                                      "label=com.docker.compose.service=numerald"))
        return {row["Names"][0]: row["Id"] for row in rows if row["State"] == "running"}

    def address(self, container, network="watching"):
        networks = json.loads(self.podman("inspect", container))[0]["NetworkSettings"]["Networks"]
        return next(value["IPAddress"] for name, value in networks.items() if name.endswith(network))

    def ask(self, query):
        """The samples that Prometheus has for it now, labels and value."""
        url = "http://127.0.0.1:9090/api/v1/query?" + urllib.parse.urlencode({"query": query})
        return [(row["metric"], float(row["value"][1])) for row in json.loads(get(url))["data"]["result"]]
