"""Overview: is it well, and if not, where does it hurt."""
from panels import (BLUE, GRAY, GREEN, ORANGE, RED, YELLOW, dashboard, heatmap, lines, query, row, stat, timeline)

FAILED = 'sum(rate(api_errors_total{@P, status_code=~"5.."}[$__rate_interval]))'
ASKED = "sum(rate(api_requests_total{@P}[$__rate_interval]))"
DURATION = "sum by (le) (rate(api_request_duration_seconds_bucket{@P}[$__rate_interval]))"
LEVELS = {"critical": RED, "error": RED, "warning": ORANGE, "info": GREEN, "debug": BLUE, "trace": GRAY}


def state():
    return [
        row("State"),
        stat("Ready", "Instances that say they can serve.", "short", query("sum(numeral_ready{@})"),
             steps=((None, RED), (1, GREEN)), runbooks=["NumeralNotReady", "NumeralDown"]),
        stat("Alerts firing", "Rules of numerald itself that fire now.", "short",
             query("sum(numeral_alerts_firing{@})"), steps=((None, GREEN), (1, RED))),
        stat("Requests", "Prediction requests a second.", "reqps", query(ASKED)),
        stat("Failed", "Share of prediction requests answered with 500 or more.", "percentunit",
             query(f"{FAILED} / ({ASKED} > 0)"), decimals=2,
             steps=((None, GREEN), (0.05, ORANGE), (0.5, RED)), runbooks=["NumeralErrorRateElevated"]),
        stat("p99 latency", "The slowest hundredth of prediction requests takes so long or longer.", "s",
             query(f"histogram_quantile(0.99, {DURATION})"), steps=((None, GREEN), (0.25, YELLOW), (1, RED)),
             runbooks=["NumeralSlowPredictions"]),
        stat("Error budget left", "Of the 0.1 % that may fail, over the time shown; below 0 it is overspent.",
             "percentunit",
             query('1 - sum(increase(api_errors_total{@P, status_code=~"5.."}[$__range]))'
                   " / sum(increase(api_requests_total{@P}[$__range])) / 0.001", instant=True), graph=False,
             steps=((None, RED), (0, ORANGE), (0.25, GREEN)), decimals=0,
             runbooks=["NumeralAvailabilityBurnFast", "NumeralAvailabilityBurnSlow"]),
        stat("Queue fill", "How full the fullest queue is.", "percentunit",
             query("max(numeral_inference_queue_length{@} / numeral_inference_queue_capacity{@})"),
             steps=((None, GREEN), (0.5, YELLOW), (0.9, RED)), runbooks=["NumeralQueueNearlyFull"]),
        stat("Model", "What is loaded, and how many instances have it.", "short",
             query("count by (model, version) (numeral_model_info{@})", "{{model}} {{version}}"), text="name",
             graph=False),
        timeline("Alerts", "Which of numerald's own rules fire, over time.", "short",
                 query("max by (alert) (numeral_alerts_firing{@})", "{{alert}}"),
                 [(0, "quiet", GREEN), (1, "firing", RED)], height=9),
    ]


def traffic():
    return [
        row("Traffic"),
        lines("Requests by endpoint", "Everything that was answered, a second.", "reqps",
              query("sum by (method, endpoint) (rate(api_requests_total{@}[$__rate_interval]))",
                    "{{method}} {{endpoint}}"), stacked=True),
        lines("Requests by status", "Everything that was answered, a second, by status code.", "reqps",
              query("sum by (status_code) (rate(api_requests_total{@}[$__rate_interval]))", "{{status_code}}"),
              stacked=True, colours={"200": GREEN, "503": ORANGE, "500": RED}),
        lines("Predictions by client", "The ten addresses that ask most; addresses beyond the first 32 are 'other'.",
              "reqps", query("topk(10, sum by (client_ip) (rate(api_requests_total{@P}[$__rate_interval])))",
                             "{{client_ip}}")),
        lines("Glyphs by verdict", "Digits found, a second; a blank page counts one 'empty'.", "cps",
              query("sum by (verdict) (rate(numeral_verdicts_total{@}[$__rate_interval]))", "{{verdict}}"),
              stacked=True,
              colours={"digit": GREEN, "unsure": YELLOW, "not_a_digit": ORANGE, "empty": GRAY}),
        lines("Size of uploads", "Bodies of prediction requests.", "bytes",
              query("histogram_quantile(0.5, sum by (le) (rate(api_request_size_bytes_bucket{@P}[$__rate_interval])))",
                    "p50"),
              query("histogram_quantile(0.95, sum by (le) (rate(api_request_size_bytes_bucket{@P}[$__rate_interval])))",
                    "p95")),
        lines("Bytes of bodies", "In and out, a second.", "Bps",
              query("sum(rate(api_request_size_bytes_sum{@}[$__rate_interval]))", "received"),
              query("sum(rate(api_response_size_bytes_sum{@}[$__rate_interval]))", "sent")),
    ]


def errors():
    return [
        row("Errors"),
        lines("Share of failed predictions",
              "Answered with 500 or more. A warning from 5 % for five minutes, critical from 50 % for one.",
              "percentunit",
              query(f"{FAILED} / ({ASKED} > 0)", "failed"), most=1,
              steps=((None, GREEN), (0.05, ORANGE), (0.5, RED)),
              runbooks=["NumeralHighErrorRate", "NumeralErrorRateElevated"]),
        lines("Errors by kind", "Answers of 400 or more, a second.", "reqps",
              query("sum by (status_code, error_type) (rate(api_errors_total{@}[$__rate_interval]))",
                    "{{status_code}} {{error_type}}"), stacked=True),
        lines("Refused and failed", "Requests that the engine refused, and such as it took and could not answer.",
              "reqps",
              query("sum by (reason) (rate(numeral_inference_rejected_total{@}[$__rate_interval]))",
                    "refused: {{reason}}"),
              query("sum by (reason) (rate(numeral_inference_failures_total{@}[$__rate_interval]))",
                    "failed: {{reason}}"), runbooks=["NumeralLoadShed"]),
    ]


def latency():
    stages = "numeral_inference_stage_duration_seconds"
    return [
        row("Latency"),
        lines("Latency of predictions", "From a request's head to its answer. A warning from 1 s at p99.", "s",
              *(query(f"histogram_quantile({share}, {DURATION})", name)
                for share, name in ((0.5, "p50"), (0.9, "p90"), (0.99, "p99"))),
              runbooks=["NumeralSlowPredictions", "NumeralLatencyBurnFast", "NumeralLatencyBurnSlow"]),
        heatmap("Latency of predictions, all of them", "How many requests a second took how long.", "s",
                query(DURATION, "{{le}}"), width=8),
        lines("Within 0.25 s", "Share of predictions; the objective is 99 %.", "percentunit",
              query('sum(rate(api_request_duration_seconds_bucket{@P, le="0.25"}[$__rate_interval]))'
                    " / sum(rate(api_request_duration_seconds_count{@P}[$__rate_interval]))", "within 0.25 s"),
              most=1, steps=((None, RED), (0.99, RED)), decimals=1, calcs=("lastNotNull", "min")),
        lines("Where the time goes", "Mean time of a request in each stage.", "s",
              query(f"sum by (stage) (rate({stages}_sum{{@}}[$__rate_interval]))"
                    f" / sum by (stage) (rate({stages}_count{{@}}[$__rate_interval]))", "{{stage}}"), stacked=True),
        lines("Stages, p99", "The slowest hundredth of requests takes so long or longer in each stage.", "s",
              query(f"histogram_quantile(0.99, sum by (stage, le) (rate({stages}_bucket{{@}}[$__rate_interval])))",
                    "{{stage}}")),
        lines("Passes of the model", "Glyphs in one pass, on average: they grow with load.", "short",
              query("sum(rate(numeral_inference_batch_size_sum{@}[$__rate_interval]))"
                    " / sum(rate(numeral_inference_batch_size_count{@}[$__rate_interval]))", "glyphs in a pass")),
    ]


def saturation():
    return [
        row("Saturation"),
        lines("Queue", "Requests admitted and not yet answered, and how many may be.", "short",
              query("sum(numeral_inference_queue_length{@})", "under way"),
              query("sum(numeral_inference_queue_capacity{@})", "capacity"), colours={"capacity": RED},
              runbooks=["NumeralQueueNearlyFull"]),
        lines("Refused for a full queue", "A second. A warning above one in ten seconds.", "reqps",
              query('sum by (instance) (rate(numeral_inference_rejected_total{@, reason="queue_full"}'
                    "[$__rate_interval]))", "{{instance}}"), steps=((None, GREEN), (0.1, ORANGE)),
              runbooks=["NumeralLoadShed"]),
        lines("Being answered", "Requests by endpoint.", "short",
              query("sum by (endpoint) (api_active_requests{@})", "{{endpoint}}"), stacked=True),
    ]


def resources():
    return [
        row("Resources"),
        lines("Processors", "Of the container's limit or, without one, of the host.", "percent",
              query("max by (instance) (api_cpu_utilization_percent{@})", "{{instance}}"), most=100,
              steps=((None, GREEN), (95, ORANGE)), runbooks=["NumeralHighCpu"]),
        lines("Memory", "Of the container's limit or, without one, of the host.", "percent",
              query("max by (instance) (api_memory_utilization_percent{@})", "{{instance}}"), most=100,
              steps=((None, GREEN), (95, RED)), runbooks=["NumeralHighMemory"]),
        lines("Memory of the process", "Resident.", "bytes",
              query("max by (instance) (process_resident_memory_bytes{@})", "{{instance}}")),
        lines("Processors of the process", "How many it keeps busy.", "short",
              query("sum by (instance) (rate(process_cpu_seconds_total{@}[$__rate_interval]))", "{{instance}}")),
        lines("File descriptors", "Open, and how many may be.", "short",
              query("max by (instance) (process_open_fds{@})", "{{instance}} open"),
              query("min by (instance) (process_max_fds{@})", "{{instance}} allowed")),
        lines("Disks", "How full. A warning from 95 %.", "percent",
              query("max by (instance, mountpoint) (system_disk_usage_percent{@})", "{{instance}} {{mountpoint}}"),
              most=100, steps=((None, GREEN), (95, ORANGE)), runbooks=["NumeralDiskNearlyFull"]),
    ]


def watching():
    return [
        row("Log, mail and metrics"),
        lines("Log lines", "A second, by level.", "cps",
              query("sum by (level) (rate(numeral_log_messages_total{@}[$__rate_interval]))", "{{level}}"),
              stacked=True, colours=LEVELS),
        lines("Log sinks", "1: they take lines; 0: they do not.", "short",
              query("min by (sink) (numeral_log_sink_up{@})", "{{sink}}"), most=1, step_after=True,
              calcs=("lastNotNull", "min")),
        lines("Lost log lines", "A second, by sink.", "cps",
              query("sum by (sink) (rate(numeral_log_dropped_total{@}[$__rate_interval]))", "{{sink}}")),
        lines("Log file", "Size of the one that is being written; 0 without --log-file.", "bytes",
              query("max by (instance) (numeral_log_file_bytes{@})", "{{instance}}"), width=6),
        lines("Alert mails", "Over the last ten minutes.", "short",
              query("sum by (outcome) (increase(numeral_alert_notifications_total{@}[10m]))", "{{outcome}}"),
              colours={"sent": GREEN, "failed": RED, "suppressed": GRAY}, width=6, runbooks=["NumeralMailFailing"]),
        lines("Size of /metrics", "Series of one scrape; never more than 2,000.", "short",
              query("max by (instance) (numeral_metrics_series{@})", "{{instance}}"),
              steps=((None, GREEN), (2000, RED)), width=6),
        lines("Time of a scrape", "What it costs numerald to write the metrics.", "s",
              query("max by (instance) (numeral_metrics_scrape_duration_seconds{@})", "{{instance}}"), width=6),
    ]


def board():
    return dashboard("numeral-overview", "Overview", "State, traffic, errors, latency, saturation and resources.",
                     state() + traffic() + errors() + latency() + saturation() + resources() + watching())
