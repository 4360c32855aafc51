#!/usr/bin/env python3
"""overload.py NUMERALD [SECONDS]: how long answers take while the server has too much to do.

A prober asks on one connection, again and again, and notes how long each answer took, while wrk or slow clients keep
the server busy. Nothing is asserted; everything shares this machine.
"""
import collections
import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
IMAGE = os.path.join(HERE, "../../tests/data/images/mnist-7.png")
DRIPPERS = 200


class Server:
    def __init__(self, program, *options):
        self.process = subprocess.Popen([program, "--port", "0", "--admin-port", "0", *options],
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:(\d+) \(admin http://127\.0\.0\.1:(\d+)\)", line)
        if not found:
            sys.exit("numerald did not start")
        self.port, self.admin = int(found[1]), int(found[2])
        # A log that nobody reads would stop, and with it a part of what is measured.
        threading.Thread(target=collections.deque, args=(self.process.stdout, 0), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def load(port, connections, seconds):
    return subprocess.Popen(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", os.path.join(HERE, "predict.lua"),
                             f"http://127.0.0.1:{port}/predict"], env={**os.environ, "IMAGE": IMAGE},
                            stdout=subprocess.DEVNULL)


def probe(port, method, path, seconds, body=None):
    """Milliseconds by status."""
    times = {}
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        connection.request(method, path, body, {"Content-Type": "image/png"} if body else {})
        answer = connection.getresponse()
        answer.read()
        times.setdefault(answer.status, []).append((time.perf_counter() - start) * 1e3)
        time.sleep(0.002)
    return times


def tell(what, times):
    for status, values in sorted(times.items()):
        values.sort()
        print(f"{what:<52} {status}  n {len(values):>5}  p50 {values[len(values) // 2]:7.2f} ms"
              f"  p99 {values[int(len(values) * 0.99)]:7.2f} ms")


def main():
    program = sys.argv[1]
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with open(IMAGE, "rb") as file:
        image = file.read()
    with Server(program, "--queue", "4") as server:
        busy = load(server.port, 64, seconds + 2)
        time.sleep(1)
        tell("/predict, a queue of 4, 64 connections", probe(server.port, "POST", "/predict", seconds, image))
        busy.wait()
    with Server(program) as server:
        busy = load(server.port, 256, 2 * seconds + 2)
        time.sleep(1)
        tell("/readyz on the admin port, 256 connections", probe(server.admin, "GET", "/readyz", seconds))
        tell("/metrics on the admin port, 256 connections", probe(server.admin, "GET", "/metrics", seconds))
        busy.wait()
        slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(DRIPPERS)]
        for one in slow:
            one.sendall(b"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx")
        what = f", {DRIPPERS} connections dripping"
        tell("/readyz on the admin port" + what, probe(server.admin, "GET", "/readyz", seconds))
        tell("/predict" + what, probe(server.port, "POST", "/predict", seconds, image))
        for one in slow:
            one.close()


main()
