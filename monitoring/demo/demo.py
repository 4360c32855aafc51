#!/usr/bin/python3
"""An alert's life from fault to mail and back, in front of your eyes: demo.py NUMERALD [--short]

Starts numerald, Prometheus, Alertmanager and a mail sink on loopback, sends traffic, stops numerald for a while, and
prints what happens when. Rules, routes and templates are the shipped ones; only durations are shortened, and told.
"""
import argparse
import re
import sys
import tempfile
import time

import yaml

sys.dont_write_bytecode = True
import stack
import traffic

ALERT = "NumeralDown"
PATIENCE = 60


class Timeline:
    def __init__(self):
        self.began = time.monotonic()
        self.steps = []

    def tell(self, step, more=""):
        self.steps.append(step)
        print(f"{time.monotonic() - self.began:6.1f} s  {step:<10}  {more}", flush=True)


def watched(smtp_port, folder, grouped):
    """The shipped Alertmanager configuration with the sink's address, without webhooks and with short waits."""
    settings = yaml.safe_load((stack.ALERTMANAGER / "alertmanager.yml").read_text())
    sender = settings["global"]["smtp_from"]
    settings["global"] = {"smtp_smarthost": f"127.0.0.1:{smtp_port}", "smtp_from": sender, "smtp_require_tls": False,
                          "smtp_hello": "localhost"}
    settings["templates"] = [str(stack.ALERTMANAGER / name) for name in settings["templates"]]
    for route in [settings["route"], *settings["route"]["routes"]]:
        route.update(group_wait=grouped, group_interval=grouped, repeat_interval="1h")
    for receiver in settings["receivers"]:
        receiver.pop("webhook_configs", None)
    return settings


def state(prometheus):
    """pending, firing, or None where the alert is neither."""
    return next((alert["state"] for alert in prometheus.alerts() if alert["labels"]["alertname"] == ALERT), None)


def mail(messages, word):
    """The first mail about the alert whose subject says this."""
    return next((message for message in messages if word in message["Subject"] and ALERT in message["Subject"]), None)


def words_of(message):
    """Subject, and the first line of what a person reads."""
    plain = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    lines = [line for line in plain.get_payload(decode=True).decode().splitlines() if line.strip()]
    return f"{message['Subject']} | {lines[1] if len(lines) > 1 else lines[0]}"


def play(program, folder, timeline, held, grouped, quiet):
    with stack.mail_sink() as (smtp_port, messages), \
            stack.Alertmanager(folder, watched(smtp_port, folder, grouped)) as alertmanager:
        server = stack.Numerald(program, folder)
        try:
            (folder / "rules").mkdir()
            settings = stack.derived(stack.quickened(folder / "rules", held), [server.target], alertmanager.target)
            with stack.Prometheus(folder, settings) as prometheus:
                timeline.tell("started", f"numerald {server.admin}, Prometheus {prometheus.url}, "
                                         f"Alertmanager {alertmanager.url}, mail on port {smtp_port}")
                stack.wait(lambda: prometheus.query('up{job="numerald"} == 1'), "the first scrape", PATIENCE)
                with traffic.Traffic(server.url) as clients:
                    stack.wait(lambda: prometheus.query("job_instance:numeral_prediction_requests:rate1m > 0"),
                               "traffic that Prometheus sees", PATIENCE)
                    time.sleep(quiet)
                timeline.tell("well", f"{clients.statuses.get(200, 0)} requests answered with 200")
                ports = [int(re.search(r":(\d+)$", address).group(1)) for address in (server.url, server.admin)]
                server.stop()
                timeline.tell("fault", "numerald is stopped")
                stack.wait(lambda: state(prometheus) in ("pending", "firing"), "the alert to be pending", PATIENCE)
                timeline.tell("pending", f"{ALERT}: Prometheus cannot scrape it")
                stack.wait(lambda: state(prometheus) == "firing", "the alert to fire", PATIENCE)
                timeline.tell("firing", f"after {held} (shipped: 1m)")
                stack.wait(lambda: mail(messages, "FIRING"), "mail about the alert", PATIENCE)
                timeline.tell("mail", words_of(mail(messages, "FIRING")))
                server = stack.Numerald(program, folder, name="again", port=ports[0], admin_port=ports[1])
                timeline.tell("mended", "numerald runs again on its ports")
                stack.wait(lambda: state(prometheus) is None, "the alert to end", PATIENCE)
                timeline.tell("resolved", f"{ALERT} is over")
                stack.wait(lambda: mail(messages, "RESOLVED"), "mail that it is over", PATIENCE)
                timeline.tell("mail", words_of(mail(messages, "RESOLVED")))
        finally:
            server.stop()
    timeline.tell("ended", "all that was started has ended")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--short", action="store_true", help="as quick as it goes, for tests")
    options = parser.parse_args()
    stack.need("prometheus", "prometheus-alertmanager", modules=["aiosmtpd", "yaml"])
    held, grouped, quiet = ("2s", "1s", 0) if options.short else ("10s", "3s", 5)
    print(f"Shortened: scrapes and rules every second (shipped: 15s), alerts held for {held} (shipped: 1m and more),\n"
          f"mails grouped for {grouped} (shipped: 10s for critical ones). Names, thresholds, routes and words are as "
          "shipped.\n")
    timeline = Timeline()
    with tempfile.TemporaryDirectory(prefix="numeral-demo-") as folder:
        play(options.program, stack.pathlib.Path(folder), timeline, held, grouped, quiet)


if __name__ == "__main__":
    main()
