"""The shipped settings with shorter times and a mail server of the test's, and a compose file that mounts them."""
import json
import re
import shutil
import urllib.error
import urllib.request

from stage import ROOT

# A gateway of this network is this machine.
WATCHING = "172.30.232.0/24"
HOST = "172.30.232.1"
COMPOSE = """services:
  prometheus:
    volumes: ["{folder}/prometheus:/etc/prometheus:ro"]
  alertmanager:
    volumes: ["{folder}/alertmanager:/etc/alertmanager:ro"]
networks:
  watching:
    ipam: {{config: [{{subnet: {watching}}}]}}
"""
# Shortened so that a test takes seconds: how often is looked, how long an alert must last, how long mail is gathered.
PROMETHEUS = ((r"(scrape_interval|evaluation_interval|refresh_interval|scrape_timeout): .*", r"\1: 1s"),)
RULES = ((r"\bfor: 1m\b", "for: 5s"),)
ALERTMANAGER = ((r"smtp_smarthost: .*", f"smtp_smarthost: '{HOST}:%d'"), (r"smtp_auth_.*\n", "\n"),
                (r"smtp_require_tls: true", "smtp_require_tls: false"), (r"group_wait: .*", "group_wait: 1s"),
                (r"group_interval: .*", "group_interval: 1s"),
                (r" *http_config:\n *authorization:\n *credentials_file: .*\n", ""))


def changed(text, changes):
    for pattern, replacement in changes:
        text = re.sub(pattern, replacement, text)
    return text


def write(folder, smtp_port):
    """Into the folder: prometheus/, alertmanager/ and compose.test.yaml."""
    for name in ("prometheus", "alertmanager"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(ROOT / "monitoring" / name, folder / name)
    files = [(folder / "prometheus/prometheus-cluster.yml", PROMETHEUS),
             (folder / "alertmanager/alertmanager.yml",
              [(pattern, words % smtp_port if "%d" in words else words) for pattern, words in ALERTMANAGER])]
    files += [(path, RULES) for path in (folder / "prometheus/rules").glob("*.yml")]
    for path, changes in files:
        path.write_text(changed(path.read_text(), changes))
    (folder / "compose.test.yaml").write_text(COMPOSE.format(folder=folder, watching=WATCHING))


def post(url, body, kind):
    """Status and JSON of the answer, whatever the status."""
    request = urllib.request.Request(url, body, {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())
