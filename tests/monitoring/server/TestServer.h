/// A real server on free ports, with the toy model of three colours and a real engine.
#pragma once

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/engine/LocalRecognizer.h"
#include "monitoring/logging/Log.h"
#include "monitoring/logging/LogRing.h"
#include "monitoring/metrics/EngineMetrics.h"
#include "monitoring/server/HttpServer.h"
#include "tests/support/HttpConnection.h"
#include "tests/support/ToyModel.h"

namespace numeral::support {

inline server::Addresses freePorts()
{
  return {.host = "127.0.0.1", .port = 0, .adminHost = "127.0.0.1", .adminPort = 0};
}

/// What most tests leave as it is. Without a store feedback is refused.
struct TestExtras {
  server::GuardConfig guard{};
  server::Controls controls{};
  feedback::FeedbackStore* feedback = nullptr;
  server::Figures figures{};
};

struct TestServer {
  explicit TestServer(engine::EngineConfig config = {}, server::Limits limits = {}, TestExtras extras = {})
      : engineMetrics(metrics, config.maxRequests), recognizer(store, config, {&engineMetrics}),
        server(services(extras), limits, std::move(extras.guard))
  {
    store.put(toyBundle(toy));
    engineMetrics.modelLoaded(toyManifest(), "cpu");
    if (const auto started = server.start(freePorts()); !started)
      throw std::runtime_error(started.error().message);
  }

  int port() const { return server.port(); }
  int adminPort() const { return server.adminPort(); }

  server::Services services(const TestExtras& extras)
  {
    server::Services made{recognizer,
                          store,
                          metrics,
                          log,
                          [this](const report::PageDrawing& drawing) {
                            const std::lock_guard lock(drawnMutex);
                            drawn.push_back(drawing);
                          },
                          extras.controls};
    if (extras.feedback != nullptr)
      made.feedback = extras.feedback;
    made.figures = extras.figures;
    return made;
  }

  std::shared_ptr<ToyModel> toy = std::make_shared<ToyModel>();
  logging::LogRing ring{1000}; ///< prints nothing, keeps what would be printed from debug on
  logging::Log log{logging::Level::Off, &ring};
  metrics::Registry metrics;
  metrics::EngineMetrics engineMetrics;
  model::Store store;
  engine::LocalRecognizer recognizer;
  std::mutex drawnMutex;
  std::vector<report::PageDrawing> drawn; ///< what came from the drawing page
  server::HttpServer server;
};

inline image::Image plain(std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
  image::Image image(8, 8, 3);
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      image.at(x, y, 0) = red;
      image.at(x, y, 1) = green;
      image.at(x, y, 2) = blue;
    }
  return image;
}

inline std::string pngOf(const image::Image& image)
{
  const auto bytes = image::encodePng(image).value();
  return std::string(base::textOf(bytes));
}

inline std::string bluePng() { return pngOf(plain(10, 20, 250)); }

/// The label of the answer to a blue picture: "blue" from a server that is well.
inline std::string askForBlue(int port)
{
  const auto answer = fetch(port, "POST", "/predict", bluePng(), "Content-Type: image/png\r\n");
  return answer.status == 200 ? nlohmann::json::parse(answer.body).at("label").get<std::string>()
                              : std::to_string(answer.status);
}

} // namespace numeral::support
