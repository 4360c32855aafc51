"""System and GPU: the host as numerald sees it, the process, and the accelerators."""
from panels import GREEN, ORANGE, RED, dashboard, lines, query, row


def each(name, by="instance", function="max"):
    return f"{function} by ({by}) ({name}{{@}})"


def rated(name, by):
    return f"sum by ({by}) (rate({name}{{@}}[$__rate_interval]))"


def host():
    full = ((None, GREEN), (95, ORANGE))
    return [
        row("Host"),
        lines("Processors", "Busy, of all the host has.", "percent",
              query(each("system_cpu_usage_percent"), "{{instance}}"), most=100, steps=full),
        lines("Memory in use", "Of all the host has.", "percent",
              query(each("system_ram_usage_percent"), "{{instance}}"), most=100, steps=full),
        lines("Memory", "Used, and there.", "bytes", query(each("system_ram_used_bytes"), "{{instance}} used"),
              query(each("system_ram_total_bytes"), "{{instance}} total")),
    ]


def disks():
    by, at = "instance, device, mountpoint", "{{instance}} {{mountpoint}}"
    return [
        row("Disks"),
        lines("How full", "A warning from 95 %.", "percent", query(each("system_disk_usage_percent", by), at), most=100,
              steps=((None, GREEN), (95, ORANGE)), runbooks=["NumeralDiskNearlyFull"]),
        lines("Free", "Of each disk.", "bytes", query(each("system_disk_free_bytes", by), at),
              calcs=("lastNotNull", "min")),
        lines("Size", "Of each disk.", "bytes", query(each("system_disk_total_bytes", by), at)),
        lines("Bytes read and written", "A second, by device.", "Bps",
              query(rated("system_disk_io_read_bytes_total", "instance, device"), "{{instance}} {{device}} read"),
              query(rated("system_disk_io_write_bytes_total", "instance, device"), "{{instance}} {{device}} written"),
              width=12),
        lines("Reads and writes", "A second, by device.", "iops",
              query(rated("system_disk_io_read_count_total", "instance, device"), "{{instance}} {{device}} reads"),
              query(rated("system_disk_io_write_count_total", "instance, device"), "{{instance}} {{device}} writes"),
              width=12),
    ]


def network():
    by, at = "instance, interface", "{{instance}} {{interface}}"
    return [
        row("Network"),
        lines("Bytes", "A second, by interface.", "Bps",
              query(rated("system_network_io_received_bytes_total", by), f"{at} received"),
              query(rated("system_network_io_sent_bytes_total", by), f"{at} sent"), width=12),
        lines("Packets", "A second, by interface.", "pps",
              query(rated("system_network_io_received_packets_total", by), f"{at} received"),
              query(rated("system_network_io_sent_packets_total", by), f"{at} sent"), width=12),
    ]


def process():
    return [
        row("Process"),
        lines("Processors of the process", "How many it keeps busy.", "short",
              query(rated("process_cpu_seconds_total", "instance"), "{{instance}}"), width=5),
        lines("Memory of the process", "Resident and virtual.", "bytes",
              query(each("process_resident_memory_bytes"), "{{instance}} resident"),
              query(each("process_virtual_memory_bytes"), "{{instance}} virtual")),
        lines("Threads", "One for each connection that may be open, and a few.", "short",
              query(each("process_threads"), "{{instance}}"), width=5),
        lines("Running for", "Since its start.", "s",
              query("time() - max by (instance) (process_start_time_seconds{@})", "{{instance}}"), width=6),
    ]


def gpus():
    by, at = "instance, gpu_id", "{{instance}} GPU {{gpu_id}}"
    return [
        row("GPU (empty where there is none)"),
        lines("GPU in use", "Of each GPU.", "percent", query(each("system_gpu_utilization_percent", by), at), most=100),
        lines("Memory of the GPU", "Used, and there.", "bytes", query(each("system_gpu_memory_used_bytes", by), f"{at} used"),
              query(each("system_gpu_memory_total_bytes", by), f"{at} total")),
        lines("Temperature", "Of each GPU.", "celsius", query(each("system_gpu_temperature_celsius", by), at),
              steps=((None, GREEN), (85, RED))),
        lines("Power", "Drawn by each GPU.", "watt", query(each("system_gpu_power_watts", by), at), width=12),
        lines("The model's time on a GPU", "Mean for one request.", "s",
              query("sum by (instance) (rate(model_inference_time_gpu_seconds_sum{@}[$__rate_interval]))"
                    " / (sum by (instance) (rate(model_inference_time_gpu_seconds_count{@}[$__rate_interval])) > 0)",
                    "{{instance}}"), width=12),
    ]


def board():
    return dashboard("numeral-system", "System and GPU", "The host as numerald sees it, the process, accelerators.",
                     host() + disks() + network() + process() + gpus())
