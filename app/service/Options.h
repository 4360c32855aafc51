/// What the operator chose: flags before environment before configuration file before defaults.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "app/service/AlertOptions.h"
#include "app/service/LogOptions.h"

namespace numeral::service {

struct Options {
  std::string host = "127.0.0.1";
  int port = 8000; ///< 0 takes a free one
  std::string adminHost = "127.0.0.1";
  int adminPort = 18000;       ///< 0 takes a free one; -1 for none
  std::filesystem::path model; ///< empty: defaultModel()
  bool allowNoModel = false;
  std::string device = "auto";
  int threads = 0; ///< forward workers; 0: as many as usable processors
  std::size_t maxBatch = 32;
  std::size_t queue = 256;
  std::size_t maxBody = 20u << 20; ///< bytes
  std::size_t maxPixels = 50'000'000;
  std::size_t connections = 512;           ///< open at a time on the data port
  double rateLimit = 0;                    ///< requests with a body a second of one client; 0: as many as it likes
  std::size_t clientRequests = 256;        ///< under way of one client; 0: as many as it likes
  std::vector<std::string> trustedProxies; ///< addresses and ranges
  std::filesystem::path apiKeyFile;        ///< empty: nobody has a key
  bool requireApiKey = false;              ///< also for predictions
  std::filesystem::path modelsDir;         ///< of the models that clients may name; empty: none
  double drainDelay = 0;                   ///< seconds
  double drainTimeout = 25;                ///< seconds
  std::filesystem::path stateDir;          ///< where right answers are kept; empty: defaultStateFolder()
  bool feedbackImages = false;             ///< keep what was read as well
  bool ownFeedbackImages = false;          ///< the same, but only of what Instance::keepFeedback() is given
  std::string logLevel = "info";
  LogOptions log;
  AlertOptions alerts;
  std::size_t keptLogRecords = 0; ///< for Instance::logRing(); 0 keeps none
};

} // namespace numeral::service
