#!/usr/bin/env python3
"""The metrics that people's dashboards and scripts read: contract_test.py NUMERALD

REFERENCE.md follows the code; this table does not. A name, a type or a label that goes is a break for somebody.
"""
import collections
import json
import pathlib
import re
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests/web"))
import servers  # noqa: E402

# name{labels} by type; {a,b} in a name stands for two of them.
CONTRACT = {
    "counter": """
        api_requests_total{client_ip,method,endpoint,status_code}
        api_errors_total{method,endpoint,error_type,status_code}
        model_low_confidence_total{threshold} model_predictions_total{device,predicted_class}
        system_disk_io_read_bytes_total{device} system_disk_io_read_count_total{device}
        system_disk_io_write_bytes_total{device} system_disk_io_write_count_total{device}
        system_network_io_sent_bytes_total{interface} system_network_io_sent_packets_total{interface}
        system_network_io_received_bytes_total{interface} system_network_io_received_packets_total{interface}
        numeral_inference_rejected_total{reason} numeral_inference_failures_total{reason}
        numeral_verdicts_total{model,verdict,source} numeral_feedback_total{outcome}
        numeral_model_reloads_total{outcome} numeral_alert_notifications_total{channel,outcome}
        numeral_log_messages_total{level} numeral_log_dropped_total{sink}
        process_cpu_seconds_total http_requests_total{handler,method,status,code}""",
    "gauge": """
        api_requests_created{client_ip} api_inference_time_seconds api_runtime_seconds
        api_input_length_bytes{client_ip} api_processing_time_per_char_microseconds{client_ip}
        api_network_receive_bytes api_network_transmit_bytes
        api_memory_utilization_percent api_cpu_utilization_percent
        api_requests_per_second_current api_error_rate_current api_average_latency_seconds
        api_active_requests{method,endpoint}
        model_confidence_current model_average_confidence_score model_average_inference_time_seconds{device}
        system_cpu_usage_percent system_ram_usage_percent system_ram_used_bytes system_ram_total_bytes
        system_disk_usage_percent{device,mountpoint} system_disk_free_bytes{device,mountpoint}
        system_disk_total_bytes{device,mountpoint}
        system_gpu_utilization_percent{gpu_id} system_gpu_memory_used_bytes{gpu_id}
        system_gpu_memory_total_bytes{gpu_id} system_gpu_temperature_celsius{gpu_id} system_gpu_power_watts{gpu_id}
        numeral_inference_queue_length numeral_inference_queue_capacity numeral_feedback_accuracy_ratio
        numeral_drift_score{model,feature,statistic} numeral_drift_window_samples{model}
        numeral_model_info{model,version,task,device,sha256} numeral_build_info{version,revision} numeral_ready
        numeral_alerts_firing{alert} numeral_log_sink_up{sink} numeral_log_file_bytes
        process_open_fds process_max_fds process_virtual_memory_bytes process_virtual_memory_max_bytes
        process_resident_memory_bytes process_start_time_seconds process_threads""",
    "histogram": """
        api_request_duration_seconds{method,endpoint} api_request_size_bytes{method,endpoint}
        api_response_size_bytes{method,endpoint}
        model_inference_time_cpu_seconds model_inference_time_gpu_seconds model_inference_time_total_seconds{device}
        model_confidence_score
        numeral_inference_stage_duration_seconds{model,stage} numeral_inference_batch_size{model}
        http_request_duration_seconds{handler,method}""",
}
# What a machine may not have, or may not limit.
ABSENT = re.compile(r"system_gpu_|system_disk_|process_max_fds$|process_virtual_memory_max_bytes$")
# Values of a label that are all there before anybody has asked anything, with 0.
KNOWN = {
    "model_low_confidence_total": {"threshold": {"0.5", "0.6", "0.7", "0.8"}},
    "model_predictions_total": {"predicted_class": set("0123456789")},
    "numeral_verdicts_total": {"verdict": {"digit", "unsure", "not_a_digit", "empty"},
                               "source": {"window", "http", "batch"}},
    "numeral_inference_stage_duration_seconds_count": {
        "stage": {"queue", "decode", "preprocess", "forward", "postprocess"}},
    "numeral_inference_rejected_total": {"reason": {"queue_full", "no_model", "not_found", "shutting_down", "other"}},
    "api_errors_total": {"endpoint": {"/predict", "/predict/batch", "/v2"},
                         "error_type": {"internal", "queue_full", "no_model", "shutting_down", "deadline_exceeded"},
                         "status_code": {"500", "503", "504"}},
    "numeral_feedback_total": {"outcome": {"correct", "wrong"}},
    "numeral_model_reloads_total": {"outcome": {"success", "failure"}},
    "numeral_alert_notifications_total": {"outcome": {"sent", "failed", "suppressed"}},
    "numeral_log_messages_total": {"level": {"trace", "debug", "info", "warning", "error"}},
    "numeral_log_dropped_total": {"sink": {"stdout", "stderr", "file", "syslog"}},
}
MOST_ENDPOINTS = 10


def contract():
    """(type, labels) by name."""
    return {name: (kind, set(labels.split(",")) if labels else set())
            for kind, names in CONTRACT.items() for name, labels in re.findall(r"(\w+)(?:{([\w,]+)})?", names)}


class Scrape:
    def __init__(self, text):
        self.kinds = dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.MULTILINE))
        self.series = []  # (name, labels, value)
        for name, labels, value in re.findall(r"^(\w+)(?:\{(.*)\})? (\S+)$", text, re.MULTILINE):
            self.series.append((name, dict(re.findall(r'(\w+)="((?:[^"\\]|\\.)*)"', labels)), float(value)))

    def family(self, name):
        return name if name in self.kinds else re.sub(r"_(bucket|sum|count)$", "", name)

    def labels(self):
        """Every set of label names of each family."""
        found = collections.defaultdict(set)
        for name, labels, _ in self.series:
            found[self.family(name)].add(frozenset(labels) - {"le"})
        return found

    def values(self, label):
        return {labels[label] for _, labels, _ in self.series if label in labels}


class ContractTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = cls.enter(tempfile.TemporaryDirectory())
        cls.server = servers.Server(NUMERALD, "--state-dir", cls.folder)
        cls.addClassCleanup(cls.server.stop)
        cls.fresh = cls.scrape()
        for _ in range(200):  # as many as drift wants before it says anything
            status, answer = cls.ask("/predict", (ROOT / "tests/data/images/mnist-7.png").read_bytes(), "image/png")
        assert status == 200, answer
        cls.ask("/feedback", json.dumps({"request_id": json.loads(answer)["request_id"], "label": "7"}).encode())
        for path in ("/predict", "/predict/batch", "/v2/models/digits/infer", "/feedback", "/nowhere", "/admin/reload"):
            cls.ask(path, b"{")
        for path in ("/", "/docs", "/openapi.json", "/version", "/health", "/livez", "/readyz", "/metrics", "/api-stats",
                     "/model-stats", "/system-info", "/logging-status", "/test-logging", "/alerts/status", "/v2",
                     "/v2/health/live", "/v2/models/digits", "/v2/repository/index", "/load_model", "/predict"):
            cls.ask(path)
        cls.used = cls.scrape()
        # A share of processor time is told of an interval, so it may not be there yet.
        deadline = time.monotonic() + 30
        while not {"api_cpu_utilization_percent", "system_cpu_usage_percent"} <= cls.used.kinds.keys():
            assert time.monotonic() < deadline, "no processor time within 30 s"
            cls.used = cls.scrape()

    @classmethod
    def enter(cls, context):
        entered = context.__enter__()
        cls.addClassCleanup(context.__exit__, None, None, None)
        return entered

    @classmethod
    def ask(cls, path, body=None, kind="application/json"):
        try:
            with urllib.request.urlopen(urllib.request.Request(cls.server.url + path, body, {"Content-Type": kind})) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    @classmethod
    def scrape(cls):
        with urllib.request.urlopen(cls.server.admin + "/metrics") as answer:
            return Scrape(answer.read().decode())

    def test_names_types_and_labels_are_there(self):
        labels = self.used.labels()
        for name, (kind, wanted) in contract().items():
            with self.subTest(name=name):
                if name not in self.used.kinds and ABSENT.match(name):
                    continue
                self.assertEqual(self.used.kinds.get(name), kind)
                self.assertEqual(labels[name], {frozenset(wanted)})

    def test_what_can_be_known_is_there_from_the_start(self):
        for name, known in KNOWN.items():
            for label, values in known.items():
                with self.subTest(name=name, label=label):
                    there = [(labels[label], value) for found, labels, value in self.fresh.series if found == name]
                    self.assertLessEqual(values, {value for value, _ in there})
        for name, labels, value in self.fresh.series:
            if name in ("numeral_verdicts_total", "model_predictions_total", "api_errors_total"):
                self.assertEqual(value, 0, labels)

    def test_paths_are_few(self):
        for label in ("endpoint", "handler"):
            self.assertLessEqual(len(self.used.values(label)), MOST_ENDPOINTS, self.used.values(label))

    def test_nothing_is_a_summary(self):
        self.assertEqual(set(self.used.kinds.values()), {"counter", "gauge", "histogram"})

    def test_stages_are_told_apart_from_fifty_microseconds_on(self):
        bounds = {float(labels["le"]) for name, labels, _ in self.used.series
                  if name == "numeral_inference_stage_duration_seconds_bucket"}
        self.assertEqual(min(bounds), 50e-6)


if __name__ == "__main__":
    NUMERALD = sys.argv.pop(1)
    unittest.main(verbosity=2)
