#!/usr/bin/env python3
"""Rules and dashboards of monitoring/ as Kubernetes objects: rules.py | kubectl apply -n monitoring -f -

A PrometheusRule for the Prometheus operator, and a ConfigMap for each dashboard, which Grafana's sidecar finds by its
label. Made from the files that compose mounts, so that there is one of each. JSON, which is YAML too.
"""
import json
import pathlib

import yaml

MONITORING = pathlib.Path(__file__).resolve().parents[2] / "monitoring"


def rules():
    groups = [group for path in sorted((MONITORING / "prometheus/rules").glob("*.yml"))
              for group in yaml.safe_load(path.read_text())["groups"]]
    return {"apiVersion": "monitoring.coreos.com/v1", "kind": "PrometheusRule",
            "metadata": {"name": "numeral", "labels": {"app.kubernetes.io/name": "numerald"}},
            "spec": {"groups": groups}}


def dashboard(path):
    return {"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": f"numeral-dashboard-{path.stem}", "labels": {"grafana_dashboard": "1"}},
            "data": {path.name: path.read_text()}}


def objects():
    return [rules()] + [dashboard(path) for path in sorted((MONITORING / "grafana/dashboards").glob("*.json"))]


if __name__ == "__main__":
    print(json.dumps({"apiVersion": "v1", "kind": "List", "items": objects()}, indent=1))
