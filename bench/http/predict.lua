-- For wrk: posts the image named by the variable IMAGE to /predict, as the body.
local file = assert(io.open(os.getenv("IMAGE"), "rb"))
wrk.method = "POST"
wrk.headers["Content-Type"] = "image/png"
wrk.body = file:read("*a")
file:close()

function done(summary, latency, requests)
  local seconds = summary.duration / 1e6
  local errors = summary.errors
  io.write(string.format("requests/s %.0f\n", summary.requests / seconds))
  for _, p in ipairs({50, 90, 99}) do
    io.write(string.format("p%d %.2f ms\n", p, latency:percentile(p) / 1e3))
  end
  io.write(string.format("failed %d\n",
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
