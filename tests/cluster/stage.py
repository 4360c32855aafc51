"""The cluster of docker/compose.yaml on podman, with a storage and an engine of its own below one folder."""
import contextlib
import json
import os
import pathlib
import resource
import shutil
import subprocess
import time
import urllib.parse
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker" / "compose.yaml"
BASE = "docker.io/library/debian:bookworm-slim"
# What the compose file names and no registry gives here, from Debian's packages of the same versions.
STANDINS = {"prometheus": "docker.io/prom/prometheus:v2.42.0", "alertmanager": "docker.io/prom/alertmanager:v0.25.0",
            "haproxy": "docker.io/library/haproxy:2.6", "node-exporter": "docker.io/prom/node-exporter:v1.5.0"}
TOOLS = ("podman", "buildah", "runc", "docker-compose", "debootstrap")
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


def whatIsMissing():
    """Why containers cannot be run here; empty where they can."""
    if os.geteuid() != 0:
        return "only root can run these containers"
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


def waitFor(what, condition, seconds=60):
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
        self.socket = folder / "podman.sock"
        self.environment = os.environ | {
            "CONTAINERS_CONF": str(folder / "containers.conf"), "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
            "DOCKER_HOST": f"unix://{self.socket}", "COMPOSE_HTTP_TIMEOUT": "300", "COMPOSE_PROFILES": "cluster",
            "COMPOSE_PROJECT_NAME": "numeraltest", "COMPOSE_IGNORE_ORPHANS": "1"}
        self.service = None

    def call(self, *command, check=True, timeout=3600, **more):
        done = subprocess.run([str(part) for part in command], env=self.environment | more, capture_output=True,
                              text=True, timeout=timeout)
        if check and done.returncode != 0:
            raise Failed(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout.strip()

    def podman(self, *words, **more):
        return self.call("podman", *words, **more)

    def compose(self, *words, **more):
        return self.call("docker-compose", "--project-directory", COMPOSE.parent, "-f", self.folder / "compose.yaml",
                         *words, **more)

    # Images

    def hasImage(self, name):
        return subprocess.run(["podman", "image", "exists", name], env=self.environment).returncode == 0

    def makeBase(self):
        if self.hasImage(BASE):
            return
        rootfs = self.folder / "rootfs"
        shutil.rmtree(rootfs, ignore_errors=True)
        sources = list(pathlib.Path("/etc/apt/sources.list.d").glob("*.sources"))
        mirror = next((line.split()[1] for file in sources for line in file.read_text().splitlines()
                       if line.startswith("URIs:")), "")
        self.call("debootstrap", "--variant=minbase", "bookworm", rootfs, *([mirror] if mirror else []))
        for folder in ("sources.list.d", "apt.conf.d"):  # the same mirror, reached the same way
            shutil.copytree(f"/etc/apt/{folder}", rootfs / "etc/apt" / folder, dirs_exist_ok=True)
        if sources:
            (rootfs / "etc/apt/sources.list").write_text("")
        self.call("sh", "-c", f"tar -C '{rootfs}' -c . | podman import - {BASE}")
        shutil.rmtree(rootfs)

    def build(self, name, file, context, *words):
        self.call("buildah", "bud", "--isolation", "chroot", "--layers", "-t", name, *words, "-f", file, context)

    def makeImages(self):
        self.makeBase()
        folder = pathlib.Path(__file__).parent / "standins"
        for name, image in STANDINS.items():
            if not self.hasImage(image):
                self.build(image, folder / f"{name}.Containerfile", folder)
        revision = self.call("git", "-C", ROOT, "rev-parse", "--short", "HEAD", check=False) or "unknown"
        self.build("localhost/numeral", ROOT / "docker/Dockerfile", ROOT, "--build-arg", f"REVISION={revision}")

    # Engine

    def __enter__(self):
        self.service = subprocess.Popen(["podman", "system", "service", "--time", "0", f"unix://{self.socket}"],
                                        env=self.environment, stdout=subprocess.DEVNULL,
                                        stderr=open(self.folder / "podman.log", "w"))
        waitFor("podman's socket", self.socket.exists)
        for name, subnet in self.networks.items():
            self.podman("network", "rm", "-f", name, check=False)
            self.podman("network", "create", "--subnet", subnet, name)
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Failed, subprocess.TimeoutExpired):
            self.compose("down", "-v", "-t", "2", timeout=300)
            self.podman("network", "rm", "-f", *self.networks)
        self.service.terminate()
        self.service.wait()

    # What runs

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
