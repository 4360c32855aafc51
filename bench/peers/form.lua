-- For wrk: posts the images named by the variable IMAGES, one a line, to /predict in turn, as the form field `file`.
local boundary = "bench-peers-boundary"
wrk.method = "POST"
wrk.headers["Content-Type"] = "multipart/form-data; boundary=" .. boundary

local requests = {}
local turn = 0

function init()
  for path in os.getenv("IMAGES"):gmatch("[^\n]+") do
    local file = assert(io.open(path, "rb"))
    requests[#requests + 1] = wrk.format(nil, nil, nil,
      "--" .. boundary .. '\r\nContent-Disposition: form-data; name="file"; filename="image"\r\n' ..
      "Content-Type: application/octet-stream\r\n\r\n" .. file:read("*a") .. "\r\n--" .. boundary .. "--\r\n")
    file:close()
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "seconds": %.3f, "p50": %.3f, "p99": %.3f, "refused": %d, "failed": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
