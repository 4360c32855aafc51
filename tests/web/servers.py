"""The real server, and a gateway before it that can refuse as gateways and busy servers do."""
import collections
import http.client
import http.server
import json
import re
import subprocess
import threading


class Server:
    """numerald on a free port, or on the one that is given."""

    def __init__(self, program, *flags, port=0):
        self.process = subprocess.Popen([program, "--port", str(port), "--admin-port", "0", *flags],
                                        stdout=subprocess.PIPE, text=True)
        for line in self.process.stdout:
            if ready := re.match(r"numerald ready on (http://\S+:(\d+)) \(admin (http://[^)]+)\)", line):
                self.url, self.port, self.admin = ready.group(1), int(ready.group(2)), ready.group(3)
                # Whoever stops reading a log stops what is logged.
                self.reader = threading.Thread(target=collections.deque, args=(self.process.stdout, 0), daemon=True)
                self.reader.start()
                return
        raise RuntimeError("numerald did not start")

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
        status = self.process.wait()
        self.reader.join()
        self.process.stdout.close()
        return status


class Gateway:
    """Passes on what comes, but for paths with a refusal: (status, headers, problem)."""

    def __init__(self, server):
        self.refusals = {}
        self.seen = []  # (method, path, headers, body)
        gateway = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.pass_on()

            def do_POST(self):
                self.pass_on()

            def pass_on(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                gateway.seen.append((self.command, self.path, dict(self.headers), body))
                if refusal := gateway.refusals.get(self.path.split("?")[0]):
                    status, headers, problem = refusal
                    self.reply(status, {"Content-Type": "application/problem+json", **headers}, json.dumps(problem).encode())
                    return
                upstream = http.client.HTTPConnection("127.0.0.1", server.port)
                upstream.request(self.command, self.path, body, dict(self.headers))
                answer = upstream.getresponse()
                content = answer.read()
                self.reply(answer.status, {name: value for name, value in answer.getheaders()
                                           if name.lower() not in ("content-length", "connection", "date")}, content)
                upstream.close()

            def reply(self, status, headers, body):
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                try:
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # a page that was left, or a question that was given up

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, daemon=True)
        self.thread.start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()
        self.thread.join()

    def asked(self, path):
        return [(headers, body) for _, asked, headers, body in self.seen if asked.split("?")[0] == path]
