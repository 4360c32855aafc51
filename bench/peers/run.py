#!/usr/bin/python3
"""numerald beside a FastAPI service with the same model file: run.py NUMERALD MODEL OUT [SECONDS [ROUNDS]]

With Debian's own Python, whose packages the peer is made of.

Both run at once on this machine and are asked in turn (A B A B); wrk shares it with them. Writes table.md, figures.json
and ratios.svg into OUT.
"""
import http.client
import json
import os
import pathlib
import platform
import re
import signal
import socket
import subprocess
import sys
import time

from PIL import Image, ImageDraw

import chart

HERE = pathlib.Path(__file__).resolve().parent
IMAGES = HERE.parents[1] / "tests" / "data" / "images"
CONNECTIONS = [1, 4, 32, 128]
WORKERS = 2
WARM_SECONDS = 2
PHOTO_TIMES = 4  # so much longer with photographs: few are answered in a second


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def family(pid):
    """A process and all below it."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [below for child in children for below in family(int(child))]


def cpu_seconds(pid):
    total = 0
    for one in family(pid):
        fields = pathlib.Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def memory_mib(pid):
    """Proportional: what workers share counts once."""
    total = 0
    for one in family(pid):
        total += int(re.search(r"^Pss:\s+(\d+)", pathlib.Path(f"/proc/{one}/smaps_rollup").read_text(), re.M).group(1))
    return total / 1024


class Service:
    def __init__(self, name, command, port, environment=None):
        self.name = name
        self.port = port
        self.process = subprocess.Popen(command, env=dict(os.environ, **(environment or {})), stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, cwd=HERE)

    def wait(self):
        for _ in range(600):
            if self.process.poll() is not None:
                sys.exit(f"{self.name} did not start (it ended with {self.process.returncode})")
            try:
                if self.get("/health") == 200:
                    return
            except OSError:
                pass
            time.sleep(0.1)
        sys.exit(f"{self.name} did not answer within a minute")

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path)
        return connection.getresponse().status

    def read(self, image):
        boundary = "b"
        body = (f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'.encode() +
                image.read_bytes() + f"\r\n--{boundary}--\r\n".encode())
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("POST", "/predict", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"})
        return json.loads(connection.getresponse().read()).get("label")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def load(service, images, connections, seconds):
    command = ["wrk", f"-t{min(2, connections)}", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s",
               str(HERE / "form.lua"), f"http://127.0.0.1:{service.port}/predict"]
    before = cpu_seconds(service.process.pid)
    output = subprocess.run(command, env=dict(os.environ, IMAGES="\n".join(map(str, images))), check=True, capture_output=True,
                            text=True).stdout
    figures = json.loads(output.strip().splitlines()[-1])
    spent = cpu_seconds(service.process.pid) - before
    answered = figures["requests"] - figures["refused"]  # wrk counts a 503 as a request
    return {"rate": answered / figures["seconds"], "p50": figures["p50"], "p99": figures["p99"],
            "failed": figures["failed"] + figures["refused"], "cpu_ms": 1e3 * spent / max(answered, 1)}


def small_images(doubtful):
    """One of eight asks the second network of a cascade, as one of eight of MNIST's digits does."""
    Image.blend(Image.open(IMAGES / "mnist-4.png"), Image.open(IMAGES / "mnist-9.png"), 0.6).save(doubtful)
    return [IMAGES / f"mnist-{digit}.png" for digit in range(1, 8)] + [doubtful]


def photograph(path):
    """12 megapixels: a seven on grey paper, as a telephone takes it."""
    image = Image.effect_noise((4000, 3000), 12).point(lambda value: min(255, value + 70))
    pen = ImageDraw.Draw(image)
    pen.line([(1500, 800), (2500, 800), (1900, 2300)], fill=40, width=140, joint="curve")
    image.convert("RGB").save(path, quality=85)


def version(command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def versions(numerald):
    import fastapi
    import torch
    import uvicorn
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return {"numerald": version([numerald, "--version"]), "python": platform.python_version(),
            "fastapi": fastapi.__version__, "uvicorn": uvicorn.__version__, "torch": torch.__version__,
            "wrk": subprocess.run(["wrk", "-v"], capture_output=True, text=True).stdout.split(" [")[0].strip(),
            "processors": os.cpu_count(), "processor": model.group(1) if model else platform.machine()}


def ratios(numerators, denominators):
    """Of neighbours; those without an answer say nothing."""
    return spread([a / b for a, b in zip(numerators, denominators) if a > 0 and b > 0])


def spread(values):
    values = sorted(values) or [0.0]
    middle = len(values) // 2
    median = values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
    return {"median": median, "least": values[0], "most": values[-1]}


def compare(services, name, images, connections, seconds, rounds):
    for service in services:
        load(service, images, connections, WARM_SECONDS)
    runs = {service.name: [] for service in services}
    for _ in range(rounds):
        for service in services:
            runs[service.name].append(load(service, images, connections, seconds))
    ours, theirs = (runs[service.name] for service in services)
    row = {"image": name, "connections": connections, "runs": runs,
           "rate_ratio": ratios([a["rate"] for a in ours], [b["rate"] for b in theirs]),
           "cpu_ratio": ratios([b["cpu_ms"] for b in theirs], [a["cpu_ms"] for a in ours])}
    print(f"{name}, {connections} connections: {spread([a['rate'] for a in ours])['median']:.0f}/s beside "
          f"{spread([b['rate'] for b in theirs])['median']:.0f}/s, {row['rate_ratio']['median']:.1f} times", flush=True)
    return row


def markdown(report):
    lines = ["| image | connections | numerald /s | peer /s | times as many | p99 ms | p99 ms, peer | CPU ms a request | "
             "CPU ms, peer | failed |", "| --- " * 10 + "|"]
    for row in report["rows"]:
        ours, theirs = row["runs"]["numerald"], row["runs"]["fastapi"]
        middle = lambda runs, key: spread([run[key] for run in runs])["median"]
        ratio = row["rate_ratio"]
        lines.append(f"| {row['image']} | {row['connections']} | {middle(ours, 'rate'):.0f} | {middle(theirs, 'rate'):.0f} | "
                     f"{ratio['median']:.1f} ({ratio['least']:.1f} to {ratio['most']:.1f}) | {middle(ours, 'p99'):.1f} | "
                     f"{middle(theirs, 'p99'):.1f} | {middle(ours, 'cpu_ms'):.2f} | {middle(theirs, 'cpu_ms'):.2f} | "
                     f"{sum(run['failed'] for run in ours)}, {sum(run['failed'] for run in theirs)} |")
    right = ", ".join(f"{name} {count} of 10" for name, count in report["right"].items())
    memory = ", ".join(f"{name} {mib:.0f} MiB" for name, mib in report["memory_mib"].items())
    about = ", ".join(f"{name} {value}" for name, value in report["versions"].items())
    return "\n".join(lines + ["", f"Sample images read right: {right}. Memory: {memory}.", "", f"With {about}; "
                              f"{report['rounds']} rounds of {report['seconds']} s each, in turn; wrk on the same machine.",
                              ""])


def main():
    numerald, model, out = sys.argv[1], os.path.abspath(sys.argv[2]), pathlib.Path(sys.argv[3])
    seconds = int(sys.argv[4]) if len(sys.argv) > 4 else 5
    rounds = int(sys.argv[5]) if len(sys.argv) > 5 else 3
    out.mkdir(parents=True, exist_ok=True)
    photo = out / "photograph.jpg"
    photograph(photo)
    ports = [free_port(), free_port()]
    services = [Service("numerald", [os.path.abspath(numerald), "--port", str(ports[0]), "--admin-port", "0", "--model", model],
                        ports[0]),
                Service("fastapi", [sys.executable, "serve.py", str(ports[1]), str(WORKERS)],
                        ports[1], {"MODEL": model, "OMP_NUM_THREADS": "1"})]
    try:
        for service in services:
            service.wait()
        samples = [(str(digit), IMAGES / f"mnist-{digit}.png") for digit in range(10)]
        report = {"versions": versions(numerald), "seconds": seconds, "rounds": rounds,
                  "right": {service.name: sum(service.read(file) == truth for truth, file in samples)
                            for service in services}}
        report["rows"] = [compare(services, name, files, connections, length, rounds)
                          for name, files, length in (("28x28 PNG", small_images(out / "doubtful.png"), seconds),
                                                     ("12-megapixel JPEG", [photo], PHOTO_TIMES * seconds))
                          for connections in CONNECTIONS]
        report["memory_mib"] = {service.name: memory_mib(service.process.pid) for service in services}
    finally:
        for service in services:
            service.stop()
    (out / "figures.json").write_text(json.dumps(report, indent=2) + "\n")
    (out / "table.md").write_text(markdown(report))
    (out / "ratios.svg").write_text(chart.draw(report))
    print(markdown(report))


if __name__ == "__main__":
    main()
