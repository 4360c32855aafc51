"""Fleet: which instance is unlike the others."""
from panels import GREEN, ORANGE, RED, YELLOW, dashboard, lines, query, row, stat, table

BY = "sum by (instance)"
ASKED = f"{BY} (rate(api_requests_total{{@P}}[$__rate_interval]))"
FAILED = f'{BY} (rate(api_errors_total{{@P, status_code=~"5.."}}[$__rate_interval]))'
P99 = ("histogram_quantile(0.99, sum by (instance, le)"
       " (rate(api_request_duration_seconds_bucket{@P}[$__rate_interval])))")
BUSY = f"{BY} (rate(process_cpu_seconds_total{{@}}[$__rate_interval]))"


def together():
    return [
        row("All of them"),
        stat("Instances up", "That Prometheus can scrape.", "short", query("sum(up{@})"),
             steps=((None, RED), (1, GREEN)), width=4, runbooks=["NumeralDown", "NumeralAbsent"]),
        stat("Instances ready", "That say they can serve.", "short", query("sum(numeral_ready{@})"),
             steps=((None, RED), (1, GREEN)), width=4, runbooks=["NumeralNotReady"]),
        stat("Versions", "More than one: a release is under way, or was forgotten.", "short",
             query("count(count by (version, revision) (numeral_build_info{@}))"),
             steps=((None, GREEN), (2, ORANGE)), width=4),
        stat("Models", "Different files served under one name. More than one: a reload is under way, or failed.",
             "short", query("max(count by (model) (count by (model, sha256) (numeral_model_info{@})))"),
             steps=((None, GREEN), (2, ORANGE)), width=4),
        stat("Uneven load", "Requests of the busiest instance over the mean of all; 1 is even.", "short",
             query(f"max({ASKED}) / (avg({ASKED}) > 0)"), steps=((None, GREEN), (1.5, YELLOW), (3, ORANGE)), width=4,
             decimals=2),
        stat("Starts", "Of processes in the time shown, beyond the first of each.", "short",
             query("sum(changes(process_start_time_seconds{@}[$__range]))", instant=True),
             steps=((None, GREEN), (1, YELLOW), (4, RED)), width=4, graph=False, runbooks=["NumeralRestartLoop"]),
        table("Instances", "One row an instance.", "instance",
              ("Up", "short", "max by (instance, version, revision) (numeral_build_info{@})", None),
              ("Ready", "short", "max by (instance) (numeral_ready{@})", [(None, RED), (1, GREEN)]),
              ("Requests", "reqps", ASKED, None),
              ("Failed", "percentunit", f"{FAILED} / ({ASKED} > 0)",
               [(None, GREEN), (0.05, ORANGE), (0.5, RED)]),
              ("p99", "s", P99, [(None, GREEN), (0.25, YELLOW), (1, RED)]),
              ("Processors busy", "short", BUSY, None),
              ("Memory", "bytes", "max by (instance) (process_resident_memory_bytes{@})", None),
              ("Alerts", "short", "sum by (instance) (numeral_alerts_firing{@})", [(None, GREEN), (1, RED)]),
              ("Running for", "s", "time() - max by (instance) (process_start_time_seconds{@})", None),
              labels=(("version", "Version"), ("revision", "Revision"))),
    ]


def compared():
    return [
        row("Side by side"),
        lines("Requests", "Predictions a second.", "reqps", query(ASKED, "{{instance}}")),
        lines("Failed", "Share of predictions answered with 500 or more.", "percentunit",
              query(f"{FAILED} / ({ASKED} > 0)", "{{instance}}"), most=1,
              steps=((None, GREEN), (0.05, ORANGE), (0.5, RED)), runbooks=["NumeralErrorRateElevated"]),
        lines("p99 latency", "The slowest hundredth of predictions takes so long or longer.", "s",
              query(P99, "{{instance}}"), runbooks=["NumeralSlowPredictions"]),
        lines("Queue", "How full.", "percentunit",
              query("max by (instance) (numeral_inference_queue_length{@} / numeral_inference_queue_capacity{@})",
                    "{{instance}}"), most=1, steps=((None, GREEN), (0.9, ORANGE)),
              runbooks=["NumeralQueueNearlyFull"]),
        lines("Refused for a full queue", "A second.", "reqps",
              query(f'{BY} (rate(numeral_inference_rejected_total{{@, reason="queue_full"}}[$__rate_interval]))',
                    "{{instance}}"), runbooks=["NumeralLoadShed"]),
        lines("Mean confidence", "Of single glyphs: an instance that is unlike the others has another model or "
              "other clients.", "percentunit",
              query(f"{BY} (rate(model_confidence_score_sum{{@}}[$__rate_interval]))"
                    f" / {BY} (rate(model_confidence_score_count{{@}}[$__rate_interval]))", "{{instance}}"), most=1,
              calcs=("lastNotNull", "min")),
    ]


def limits():
    return [
        row("Against their limits"),
        lines("Processors against the limit", "Busy, and the container's limit where there is one.", "short",
              query(BUSY, "{{instance}} busy"),
              query("max by (instance) (numeral_container_cpu_limit_cores{@})", "{{instance}} limit"),
              runbooks=["NumeralHighCpu"]),
        lines("Memory against the limit", "Used by the container, or by the process where none has a limit; and the limit.", "bytes",
              query("max by (instance) (numeral_container_memory_used_bytes{@})"
                    " or max by (instance) (process_resident_memory_bytes{@})", "{{instance}} used"),
              query("max by (instance) (numeral_container_memory_limit_bytes{@})", "{{instance}} limit"),
              runbooks=["NumeralHighMemory"]),
        lines("Throttled", "Share of the scheduler's periods in which the container had used up its processors.",
              "percentunit",
              query(f"{BY} (rate(numeral_container_cpu_throttled_periods_total{{@}}[$__rate_interval]))"
                    f" / ({BY} (rate(numeral_container_cpu_periods_total{{@}}[$__rate_interval])) > 0)",
                    "{{instance}}"), most=1, runbooks=["NumeralHighCpu"]),
        lines("Time throttled", "Seconds of waiting a second, summed over threads.", "short",
              query(f"{BY} (rate(numeral_container_cpu_throttled_seconds_total{{@}}[$__rate_interval]))",
                    "{{instance}}")),
        lines("Versions over time", "Instances of each version and revision.", "short",
              query("count by (version, revision) (numeral_build_info{@})", "{{version}} {{revision}}"), stacked=True,
              step_after=True),
        lines("Models over time", "Instances that serve each file.", "short",
              query("count by (model, version, sha256) (numeral_model_info{@})", "{{model}} {{version}} {{sha256}}"),
              stacked=True, step_after=True),
    ]


def board():
    return dashboard("numeral-fleet", "Fleet", "Instances side by side: load, errors, versions, limits.",
                     together() + compared() + limits())
