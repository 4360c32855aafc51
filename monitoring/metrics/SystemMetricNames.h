/// The names and helps of what is read of process, container and host.
#pragma once

#include "monitoring/metrics/MetricNames.h"

namespace numeral::metrics {

// Against the container's limits, or without one the host.
inline constexpr Name kApiCpu{"api_cpu_utilization_percent",
                              "Processor time used since the last reading, 0 to 100: of the container's limit, or "
                              "without one of the host's processors."};
inline constexpr Name kApiMemory{"api_memory_utilization_percent",
                                 "Memory used, 0 to 100: of the container's limit, or without one of the host's; "
                                 "caches do not count."};

// The host as this process sees it.
inline constexpr Name kCpuUsage{"system_cpu_usage_percent",
                                "Use of the host's processors since the last reading, 0 to 100."};
inline constexpr Name kRamUsage{"system_ram_usage_percent",
                                "Memory of the host that could not be had without swapping, 0 to 100."};
inline constexpr Name kRamUsed{"system_ram_used_bytes", "Memory of the host that could not be had without swapping."};
inline constexpr Name kRamTotal{"system_ram_total_bytes", "Memory of the host."};
inline constexpr Name kDiskUsage{"system_disk_usage_percent",
                                 "Use of a local file system, 0 to 100, of what is not kept for root."};
inline constexpr Name kDiskFree{"system_disk_free_bytes", "Free for everybody on a local file system."};
inline constexpr Name kDiskTotal{"system_disk_total_bytes", "Size of a local file system."};
inline constexpr Name kDiskReadBytes{"system_disk_io_read_bytes_total", "Read from a disk of the host."};
inline constexpr Name kDiskWriteBytes{"system_disk_io_write_bytes_total", "Written to a disk of the host."};
inline constexpr Name kDiskReads{"system_disk_io_read_count_total", "Times a disk of the host was read."};
inline constexpr Name kDiskWrites{"system_disk_io_write_count_total", "Times a disk of the host was written to."};
inline constexpr Name kNetworkSentBytes{"system_network_io_sent_bytes_total",
                                        "Sent by a network interface that this process sees."};
inline constexpr Name kNetworkReceivedBytes{"system_network_io_received_bytes_total",
                                            "Received by a network interface that this process sees."};
inline constexpr Name kNetworkSentPackets{"system_network_io_sent_packets_total",
                                          "Packets sent by a network interface that this process sees."};
inline constexpr Name kNetworkReceivedPackets{"system_network_io_received_packets_total",
                                              "Packets received by a network interface that this process sees."};
inline constexpr Name kGpuUtilization{"system_gpu_utilization_percent",
                                      "Share of the last moments in which the GPU worked, 0 to 100, whoever for."};
inline constexpr Name kGpuMemoryUsed{"system_gpu_memory_used_bytes", "Memory of the GPU in use, whoever by."};
inline constexpr Name kGpuMemoryTotal{"system_gpu_memory_total_bytes", "Memory of the GPU."};
inline constexpr Name kGpuTemperature{"system_gpu_temperature_celsius", "Temperature of the GPU."};
inline constexpr Name kGpuPower{"system_gpu_power_watts", "Power that the GPU draws."};

// The container; absent without one, or where it is not limited.
inline constexpr Name kContainerCpuLimit{"numeral_container_cpu_limit_cores",
                                         "Processors that the container may use; absent without a limit."};
inline constexpr Name kContainerPeriods{"numeral_container_cpu_periods_total",
                                        "Periods of the container's processor limit; absent without a limit."};
inline constexpr Name kContainerThrottled{"numeral_container_cpu_throttled_periods_total",
                                          "Periods in which the container had to wait for processor time; absent "
                                          "without a limit."};
inline constexpr Name kContainerThrottledTime{"numeral_container_cpu_throttled_seconds_total",
                                              "Time that the container waited for processor time; absent without a "
                                              "limit."};
inline constexpr Name kContainerMemoryLimit{"numeral_container_memory_limit_bytes",
                                            "Memory that the container may use; absent without a limit."};
inline constexpr Name kContainerMemoryUsed{"numeral_container_memory_used_bytes",
                                           "Memory that the container uses, caches left out; absent without a limit."};

// The standard set of every client library.
inline constexpr Name kProcessCpu{"process_cpu_seconds_total", "Processor time used, user and system, in seconds."};
inline constexpr Name kProcessOpenFiles{"process_open_fds", "Open file descriptors."};
inline constexpr Name kProcessMaxFiles{"process_max_fds", "File descriptors that may be open; absent without a limit."};
inline constexpr Name kProcessVirtual{"process_virtual_memory_bytes", "Virtual memory size."};
inline constexpr Name kProcessMaxVirtual{"process_virtual_memory_max_bytes",
                                         "Virtual memory that may be had; absent without a limit."};
inline constexpr Name kProcessResident{"process_resident_memory_bytes", "Resident memory size."};
inline constexpr Name kProcessStart{"process_start_time_seconds", "Unix time of the process's start."};
inline constexpr Name kProcessThreads{"process_threads", "Threads of the operating system."};

} // namespace numeral::metrics
