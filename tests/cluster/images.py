"""The images of the cluster: Numeral's own, and stand-ins for those that a registry would give."""
import pathlib
import re
import shutil
import subprocess

from stage import ROOT, Failed, Unreachable

DOCKERFILE = ROOT / "docker" / "Dockerfile"
NUMERAL = "localhost/numeral"
BASE = "docker.io/library/debian:bookworm-slim"
# What the compose file names, and the program and package of this machine that stand in for it.
STANDINS = {
    "docker.io/prom/prometheus:v2.42.0": ("prometheus", ["/usr/bin/prometheus"]),
    "docker.io/prom/alertmanager:v0.25.0": ("prometheus-alertmanager", ["/usr/bin/prometheus-alertmanager"]),
    "docker.io/prom/node-exporter:v1.5.0": ("prometheus-node-exporter", ["/usr/bin/prometheus-node-exporter"]),
    "docker.io/library/haproxy:2.6": ("haproxy", ["/usr/sbin/haproxy", "-W", "-db", "-f",
                                                 "/usr/local/etc/haproxy/haproxy.cfg"])}
STOP = {"haproxy": "SIGUSR1"}  # as the official image says


def versions():
    """Package and version of every stand-in."""
    packages = [package for package, _ in STANDINS.values()]
    shown = subprocess.run(["dpkg-query", "-W", "-f=${Package} ${Version}\\n", *packages], capture_output=True, text=True)
    return ", ".join(shown.stdout.split("\n")[:-1])


def programs():
    return [words[0] for _, words in STANDINS.values()]


def packed(stage, name, root, lines):
    """An image of the folder root and nothing else."""
    file = root.parent / f"{root.name}.Containerfile"
    file.write_text("\n".join(["FROM scratch", *lines, ""]))
    stage.build(name, file, root)


def standIn(stage, image):
    package, words = STANDINS[image]
    root = stage.folder / "standins" / package
    shutil.rmtree(root, ignore_errors=True)
    libraries = re.findall(r"(/\S+) \(0x", stage.call("ldd", words[0]))
    shared = [path for path in stage.call("dpkg-query", "-L", package).split("\n")
              if path.startswith("/usr/share/prometheus/") and pathlib.Path(path).is_file()]
    for path in (words[0], *libraries, *shared):
        target = root / path.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(pathlib.Path(path).resolve(), target)
    entry = ", ".join(f'"{word}"' for word in words)
    packed(stage, image, root, ["COPY . /", f"STOPSIGNAL {STOP.get(package, 'SIGTERM')}", f"ENTRYPOINT [{entry}]"])


def base(stage):
    """Debian's own, made from its packages."""
    if stage.hasImage(BASE):
        return
    rootfs = stage.folder / "rootfs"
    shutil.rmtree(rootfs, ignore_errors=True)
    sources = list(pathlib.Path("/etc/apt/sources.list.d").glob("*.sources"))
    mirror = next((line.split()[1] for file in sources for line in file.read_text().splitlines()
                   if line.startswith("URIs:")), "")
    try:
        stage.call("debootstrap", "--variant=minbase", "bookworm", rootfs, *([mirror] if mirror else []))
    except Failed as error:
        raise Unreachable(f"Debian's packages could not be fetched: {error}") from error
    for folder in ("sources.list.d", "apt.conf.d"):  # the same mirror, reached the same way
        shutil.copytree(f"/etc/apt/{folder}", rootfs / "etc/apt" / folder, dirs_exist_ok=True)
    if sources:
        (rootfs / "etc/apt/sources.list").write_text("")
    stage.call("sh", "-c", f"tar -C '{rootfs}' -c . | podman import - {BASE}")
    shutil.rmtree(rootfs)


def fromDockerfile(stage, configure=""):
    """All stages of the Dockerfile. Objects that this machine has compiled already are not compiled again."""
    base(stage)
    revision = stage.call("git", "-C", ROOT, "rev-parse", "--short", "HEAD", check=False) or "unknown"
    cache = stage.call("ccache", "--get-config", "cache_dir", check=False)
    stage.build(NUMERAL, DOCKERFILE, ROOT, "--build-arg", f"REVISION={revision}", "--build-arg", f"CONFIGURE={configure}",
                *(["--volume", f"{cache}:/root/.cache/ccache"] if cache and pathlib.Path(cache).is_dir() else []))


def fromRoot(stage, root):
    """The Dockerfile's last stage alone, around what was installed into root and completed by closure.sh."""
    stage.call("sh", "-c", f"tar -C '{root}' -c . | podman import - {NUMERAL}-root")  # owners and all
    last = DOCKERFILE.read_text().partition("\nFROM scratch\n")[2]
    taken = "COPY --from=build /image/ /"
    assert taken in last
    packed(stage, NUMERAL, stage.folder / "standins", [last.replace(taken, f"COPY --from={NUMERAL}-root / /")])


def make(stage, root=None, configure=""):
    (stage.folder / "standins").mkdir(exist_ok=True)
    for image in STANDINS:
        if not stage.hasImage(image):
            standIn(stage, image)
    if root:
        fromRoot(stage, root)
    else:
        fromDockerfile(stage, configure)
