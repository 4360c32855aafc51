"""Classic: the panels that users of the earlier services know, by client and by instance, under the names of then."""
from panels import dashboard, lines, query, row, stat, variable

CLIENT = 'client_ip=~"$client"'
AT = "{{instance}} {{client_ip}}"


def requests():
    return [
        row("Requests"),
        stat("Requests", "Answered in the time shown, of the chosen clients.", "short",
             query(f"sum(increase(api_requests_total{{@P, {CLIENT}}}[$__range]))", instant=True), width=6, graph=False,
             decimals=0),
        stat("Predictions", "Glyphs read in the time shown.", "short", query("sum(increase(model_predictions_total{@}[$__range]))", instant=True),
             width=6, graph=False, decimals=0),
        stat("Failed", "Share of prediction requests answered with 400 or more, over 60 s.", "percent",
             query("max(api_error_rate_current{@})"), width=6, decimals=1),
        stat("Mean latency", "Over 60 s.", "s", query("max(api_average_latency_seconds{@})"), width=6),
        lines("Requests a second", "Over 60 s, as numerald itself counts.", "reqps",
              query("max by (instance) (api_requests_per_second_current{@})", "{{instance}}"), width=8),
        lines("Requests by client", "Prediction requests a second.", "reqps",
              query(f"sum by (instance, client_ip) (rate(api_requests_total{{@, {CLIENT}}}[$__rate_interval]))", AT)),
        stat("Requests created", "When each client first asked; the ten latest.", "dateTimeAsIso",
             query(f"topk(10, max by (instance, client_ip) (api_requests_created{{@, {CLIENT}}})) * 1000", AT,
                   instant=True), width=8, height=8, graph=False, text="value_and_name"),
    ]


def times():
    return [
        row("T/L: time for the length of what was sent"),
        lines("T/L", "Time of the last request for each byte of its upload, in microseconds.", "µs",
              query(f"max by (instance, client_ip) (api_processing_time_per_char_microseconds{{@, {CLIENT}}})", AT)),
        lines("T/L (SODA)", "The same, under the name of the first service.", "µs",
              query(f"max by (instance, client_ip) (processing_time_per_char_microseconds_SODA{{@, {CLIENT}}})", AT)),
        lines("L", "Bytes of the last upload.", "bytes",
              query(f"max by (instance, client_ip) (api_input_length_bytes{{@, {CLIENT}}})", AT)),
        lines("Run time", "Of the last request, from its head to its answer.", "s",
              query("max by (instance) (api_runtime_seconds{@})", "{{instance}}")),
        lines("Inference time", "Of the model, for the last request.", "s",
              query("max by (instance) (api_inference_time_seconds{@})", "{{instance}}")),
        lines("Mean inference time", "Over 60 s, by device.", "s",
              query("max by (instance, device) (model_average_inference_time_seconds{@})", "{{instance}} {{device}}")),
    ]


def resources():
    return [
        row("Memory, processors, network"),
        lines("Memory", "Of the container's limit or, without one, of the host.", "percent",
              query("max by (instance) (api_memory_utilization_percent{@})", "{{instance}}"), width=12, most=100),
        lines("CPU", "Of the container's limit or, without one, of the host.", "percent",
              query("max by (instance) (api_cpu_utilization_percent{@})", "{{instance}}"), width=12, most=100),
        lines("Network received", "Bytes since the start.", "bytes",
              query("max by (instance) (api_network_receive_bytes{@})", "{{instance}}"), width=6),
        lines("Network sent", "Bytes since the start.", "bytes",
              query("max by (instance) (api_network_transmit_bytes{@})", "{{instance}}"), width=6),
        lines("Network received, rate", "Bytes a second.", "Bps",
              query("max by (instance) (rate(api_network_receive_bytes{@}[$__rate_interval]))", "{{instance}}"),
              width=6),
        lines("Network sent, rate", "Bytes a second.", "Bps",
              query("max by (instance) (rate(api_network_transmit_bytes{@}[$__rate_interval]))", "{{instance}}"),
              width=6),
    ]


def confidence():
    return [
        row("Confidence"),
        lines("Confidence of the last glyph", "0 to 1.", "percentunit",
              query("max by (instance) (model_confidence_current{@})", "{{instance}}"), most=1, width=12),
        lines("Mean confidence", "Of single glyphs, over 60 s.", "percentunit",
              query("avg by (instance) (model_average_confidence_score{@})", "{{instance}}"), most=1, width=12),
    ]


def board():
    client = variable("client", "Client", 'label_values(api_requests_created{job=~"$job", instance=~"$instance"}, '
                                          "client_ip)")
    return dashboard("numeral-classic", "Classic", "The panels of the earlier services, by client and instance.",
                     requests() + times() + resources() + confidence(), variables=[client])
