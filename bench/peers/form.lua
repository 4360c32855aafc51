-- For wrk: posts the image named by the variable IMAGE to /predict, as the form field `file`.
local file = assert(io.open(os.getenv("IMAGE"), "rb"))
local boundary = "bench-peers-boundary"
wrk.method = "POST"
wrk.headers["Content-Type"] = "multipart/form-data; boundary=" .. boundary
wrk.body = "--" .. boundary .. '\r\nContent-Disposition: form-data; name="file"; filename="image"\r\n' ..
  "Content-Type: application/octet-stream\r\n\r\n" .. file:read("*a") .. "\r\n--" .. boundary .. "--\r\n"
file:close()

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %.3f, "p50": %.3f, "p99": %.3f, "refused": %d, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
