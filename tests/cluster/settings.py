"""The shipped settings with shorter times and a mail server of the test's, and a compose file that mounts them."""
import json
import re
import shutil
import urllib.error
import urllib.request

import yaml

from stage import COMPOSE, ROOT

# Their gateways are this machine.
NETWORKS = {"numeraltest_serving": "172.30.231.0/24", "numeraltest_watching": "172.30.232.0/24"}
HOST = "172.30.232.1"
# Shortened so that a test takes seconds: how often is looked, how long an alert must last, how long mail is gathered.
PROMETHEUS = ((r"(scrape_interval|evaluation_interval|refresh_interval|scrape_timeout): .*", r"\1: 1s"),)
RULES = ((r"\bfor: 1m\b", "for: 5s"),)
GROUPING = ((r"group_wait: .*", "group_wait: 1s"), (r"group_interval: .*", "group_interval: 1s"))
# The test's own server, which asks for neither login nor TLS; nobody listens for webhooks.
MAIL = ((r"smtp_smarthost: .*", f"smtp_smarthost: '{HOST}:%d'"), (r"smtp_auth_.*\n", "\n"),
        (r"smtp_require_tls: true", "smtp_require_tls: false"),
        (r" *http_config:\n *authorization:\n *credentials_file: .*\n", ""))


def changed(text, changes):
    for pattern, replacement in changes:
        text = re.sub(pattern, replacement, text)
    return text


def composeFile(folder):
    """The shipped file with the settings in the folder, and with networks that are there: of podman's, docker-compose
    1.29 finds at its second call that they are not as it made them."""
    compose = yaml.safe_load(COMPOSE.read_text())
    for name in ("prometheus", "alertmanager"):
        volumes = compose["services"][name]["volumes"]
        volumes[0] = f"{folder}/{name}:/etc/{name}:ro"
    compose["networks"] = {name.partition("_")[2]: {"external": True, "name": name} for name in NETWORKS}
    return compose


def write(folder, smtp_port, shipped_times=False):
    """Into the folder: prometheus/, alertmanager/ and compose.yaml."""
    for name in ("prometheus", "alertmanager"):
        shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(ROOT / "monitoring" / name, folder / name)
    alertmanager = MAIL if shipped_times else MAIL + GROUPING
    files = [(folder / "alertmanager/alertmanager.yml",
              [(pattern, words % smtp_port if "%d" in words else words) for pattern, words in alertmanager])]
    if not shipped_times:
        files += [(folder / "prometheus/prometheus-cluster.yml", PROMETHEUS)]
        files += [(path, RULES) for path in (folder / "prometheus/rules").glob("*.yml")]
    for path, changes in files:
        path.write_text(changed(path.read_text(), changes))
    (folder / "compose.yaml").write_text(yaml.safe_dump(composeFile(folder)))


def post(url, body, kind):
    """Status and JSON of the answer, whatever the status."""
    request = urllib.request.Request(url, body, {"Content-Type": kind})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())
