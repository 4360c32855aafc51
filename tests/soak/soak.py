#!/usr/bin/env python3
"""A long siege of a real server: soak.py NUMERALD [SECONDS]

Good and hostile clients at once, then quiet. Memory, threads and descriptors must have come back to where they were
once the server was warm, and a good request must still be answered. Prints a table; fails where one of it is not so.
"""
import collections
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

DATA = pathlib.Path(__file__).parents[1] / "data" / "images"
WARM_SECONDS = 60  # what is allocated once, such as the buffers of every thread, is there by then
QUIET_SECONDS = 20  # longer than an idle connection is kept (15 s)
MEMORY_SLACK = 1.10  # memory may end at so much of what it was: allocators keep some
MEMORY_SLACK_MIB = 24
SIEGE = {"reader": 3, "dripper": 2, "resetter": 1, "half": 1, "noise": 1, "large": 1, "bad": 2}


def request(body, kind="image/png", target="/predict", more=""):
    head = f"POST {target} HTTP/1.1\r\nHost: soak\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


class Siege:
    """Each method is one client's life, over and over until the end. Nothing but `reader` may expect an answer."""

    def __init__(self, port):
        self.port = port
        self.over = threading.Event()
        self.lock = threading.Lock()
        self.counts = dict.fromkeys(SIEGE, 0)
        self.wrong = []
        self.pictures = [(str(digit), (DATA / f"digit-{digit}.png").read_bytes()) for digit in range(10)]
        self.hostile = [file.read_bytes() for file in sorted((DATA / "hostile").iterdir())]

    def start(self):
        self.threads = [threading.Thread(target=self.live, args=(name, seed)) for name, count in SIEGE.items()
                        for seed in range(count)]
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def live(self, name, seed):
        chance = random.Random(f"{name}{seed}")
        while not self.over.is_set():
            try:
                getattr(self, name)(chance)
            except OSError:  # refused, reset, timed out: what the others do is the server's right
                if name == "reader":
                    self.fail("a good request met a broken connection")
            with self.lock:
                self.counts[name] += 1

    def fail(self, words):
        with self.lock:
            self.wrong.append(words)

    def connect(self):
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def reader(self, chance):
        """Good images on a kept connection; busy (503) is an answer too."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _ in range(chance.randint(1, 50)):
            truth, picture = chance.choice(self.pictures)
            connection.request("POST", "/predict", picture, {"Content-Type": "image/png"})
            answer = connection.getresponse()
            body = answer.read()
            if answer.status == 200 and json.loads(body)["label"] != truth:
                self.fail(f"{truth} was read as {json.loads(body)['label']}")
            elif answer.status not in (200, 503):
                self.fail(f"a good request got {answer.status}")
            if answer.getheader("connection") == "close":
                break
        connection.close()

    def dripper(self, chance):
        """A byte now and then, in a head or in a body, for a while or until the server has enough."""
        with self.connect() as client:
            client.sendall(chance.choice([b"GET /livez HTTP/1.1\r\nHost: ", request(b"")[:-4] + b"0000\r\n\r\n",
                                          b"POST /predict HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n"]))
            end = time.monotonic() + chance.uniform(1, 15)
            while time.monotonic() < end and not self.over.wait(0.1):
                client.sendall(b"a")

    def resetter(self, chance):
        """Gone in the middle, with a reset instead of a farewell."""
        client = self.connect()
        _, picture = chance.choice(self.pictures)
        whole = request(picture)
        client.sendall(whole[:chance.randint(1, len(whole))])
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()

    def half(self, chance):
        """Closes its half before it reads, or in the middle of the body."""
        with self.connect() as client:
            _, picture = chance.choice(self.pictures)
            whole = request(picture)
            client.sendall(whole[:chance.choice([len(whole), len(whole) // 2])])
            client.shutdown(socket.SHUT_WR)
            while client.recv(65536):
                pass

    def noise(self, chance):
        """A proper request with some bytes changed."""
        with self.connect() as client:
            _, picture = chance.choice(self.pictures)
            bytes_ = bytearray(request(picture, chance.choice(["image/png", "application/json",
                                                               "multipart/form-data; boundary=X"])))
            for _ in range(chance.randint(1, 8)):
                bytes_[chance.randrange(min(len(bytes_), 300))] = chance.randrange(256)
            client.sendall(bytes_)
            client.settimeout(1)
            client.recv(65536)

    def large(self, chance):
        """As much as is allowed, and more."""
        size = chance.choice([5, 19, 21]) << 20
        with self.connect() as client:
            client.sendall(request(b"\xff\xd8\xff" + bytes(size), "image/jpeg"))
            client.recv(65536)
        self.over.wait(1)

    def bad(self, chance):
        """Broken images, and JSON that is too much."""
        body, kind = chance.choice([(picture, "image/png") for picture in self.hostile] + [
            (b'{"a":' + b"[" * 100_000, "application/json"), (b'{"pixels": [' + b"0," * 900_000 + b"0]}", "application/json"),
            (b'{"strokes": [[' + b"[0,0]," * 99_000 + b"[1,1]]]}", "application/json"),
            (b"--X\r\n\r\nx\r\n" * 1000, "multipart/form-data; boundary=X")])
        with self.connect() as client:
            client.sendall(request(body, kind, more="Connection: close\r\n"))
            answer = client.recv(65536)
            if answer and not re.match(rb"HTTP/1.1 [45]0\d|HTTP/1.1 4\d\d|HTTP/1.1 200", answer):
                self.fail(f"a bad request got {answer[:40]!r}")
            if answer.startswith(b"HTTP/1.1 500"):
                self.fail("a bad request got 500")


def figures(pid):
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    number = lambda name: int(re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE).group(1))
    return {"memory, MiB": number("VmRSS") / 1024, "threads": number("Threads"),
            "descriptors": len(os.listdir(f"/proc/{pid}/fd"))}


def ask(port):
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    client.request("POST", "/predict", (DATA / "digit-7.png").read_bytes(), {"Content-Type": "image/png"})
    answer = client.getresponse()
    return answer.status == 200 and json.loads(answer.read())["label"] == "7"


def besiege(port, seconds):
    siege = Siege(port)
    siege.start()
    time.sleep(seconds)
    siege.stop()
    return siege


def quiet(pid, wanted):
    """Waits until the connections have gone; their number shows among the descriptors."""
    end = time.monotonic() + 2 * QUIET_SECONDS
    while time.monotonic() < end and figures(pid)["descriptors"] > wanted:
        time.sleep(0.5)
    time.sleep(1)


def table(rows, warm, peak, end):
    print(f"{'':14}{'warm':>10}{'siege':>10}{'after':>10}")
    for row in rows:
        print(f"{row:14}{warm[row]:>10.0f}{peak[row]:>10.0f}{end[row]:>10.0f}")


def main():
    numerald, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 120
    # libpng tells of every broken file on stderr.
    server = subprocess.Popen([numerald, "--port", "0", "--admin-port", "0"], stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL, text=True)
    try:
        port = int(re.search(r"http://[^:]+:(\d+) ", server.stdout.readline()).group(1))
        # A log that nobody reads would stop, and with it a part of what is besieged.
        threading.Thread(target=collections.deque, args=(server.stdout, 0), daemon=True).start()
        idle = figures(server.pid)
        besiege(port, min(WARM_SECONDS, seconds / 2))
        quiet(server.pid, idle["descriptors"])
        warm = figures(server.pid)
        peak = dict(warm)
        siege = Siege(port)
        siege.start()
        stop_at = time.monotonic() + seconds
        while time.monotonic() < stop_at and server.poll() is None:
            time.sleep(1)
            if server.poll() is None:
                peak = {name: max(peak[name], value) for name, value in figures(server.pid).items()}
        siege.stop()
        if server.poll() is not None:
            sys.exit(f"numerald died with {server.returncode}")
        quiet(server.pid, warm["descriptors"])
        end = figures(server.pid)
        table(warm, warm, peak, end)
        print("clients: " + ", ".join(f"{name} {count}" for name, count in siege.counts.items()))
        wrong = sorted(set(siege.wrong))
        if not ask(port):
            wrong.append("a good request is not answered any more")
        if end["memory, MiB"] > max(warm["memory, MiB"] * MEMORY_SLACK, warm["memory, MiB"] + MEMORY_SLACK_MIB):
            wrong.append("memory has grown")
        wrong += [f"{name} have grown" for name in ("threads", "descriptors") if end[name] > warm[name]]
        server.send_signal(signal.SIGTERM)
        if server.wait(60) != 0:
            wrong.append(f"numerald ended with {server.returncode}")
        for words in wrong:
            print(f"soak: {words}", file=sys.stderr)
        sys.exit(1 if wrong else 0)
    finally:
        server.kill()


if __name__ == "__main__":
    main()
