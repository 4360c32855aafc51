#include "app/cli/PredictCommand.h"

#include <cstddef>
#include <deque>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "app/cli/Complaint.h"
#include "app/cli/ModelChoice.h"
#include "app/cli/ProgressBar.h"
#include "app/cli/TableWriter.h"
#include "app/cli/Text.h"
#include "app/service/ExitCode.h"
#include "core/engine/InputFiles.h"
#include "core/engine/LocalRecognizer.h"
#include "core/image/Codec.h"
#include "core/json/ResultWriter.h"
#include "core/model/Bundle.h"
#include "core/model/Store.h"
#include "monitoring/client/RemoteRecognizer.h"

namespace numeral::cli {
namespace {

/// So many requests, holding so many bytes of files, are under way at once; below what either recognizer admits.
constexpr std::size_t kMaxUnderWay = 64;
constexpr std::size_t kMaxBytesUnderWay = 64u << 20;

constexpr std::size_t kMaxTopK = 1000;

struct PredictOptions {
  std::vector<std::string> files;
  bool json = false;
  bool csv = false;
  bool recursive = false;
  std::string server;
  std::string model;
  std::string device = "auto";
  std::size_t topK = engine::Options{}.topK;
};

/// Recognises here, with a model of its own.
class LocalSetup final : public engine::Recognizer {
public:
  explicit LocalSetup(std::shared_ptr<const model::Bundle> bundle) : m_recognizer(storeWith(std::move(bundle)), {}) {}

  engine::Ticket submit(engine::Input input, engine::Options options, engine::Done done) override
  {
    return m_recognizer.submit(std::move(input), std::move(options), std::move(done));
  }

private:
  const model::Store& storeWith(std::shared_ptr<const model::Bundle> bundle)
  {
    m_store.put(std::move(bundle));
    return m_store;
  }

  model::Store m_store;
  engine::LocalRecognizer m_recognizer;
};

base::Expected<std::unique_ptr<engine::Recognizer>> openRecognizer(const PredictOptions& options)
{
  if (!options.server.empty())
    return client::RemoteRecognizer::open(options.server);
  return model::loadBundle(chooseModel(options.model), {.device = options.device})
      .map([](std::shared_ptr<const model::Bundle>&& bundle) -> std::unique_ptr<engine::Recognizer> {
        return std::make_unique<LocalSetup>(std::move(bundle));
      });
}

std::unique_ptr<json::ResultWriter> openWriter(const PredictOptions& options,
                                               const std::vector<engine::InputFile>& inputs)
{
  if (options.json)
    return json::makeJsonWriter(std::cout);
  if (options.csv)
    return json::makeCsvWriter(std::cout);
  std::size_t nameWidth = 0;
  for (const engine::InputFile& input : inputs)
    nameWidth = std::max(nameWidth, columnsOf(input.name));
  return makeTableWriter(std::cout, nameWidth);
}

base::Expected<base::Bytes> readBytes(const std::string& name)
{
  return base::readFile(name == "-" ? "/dev/stdin" : name, image::Limits{}.maxBytes);
}

/// Keeps many requests under way and writes their answers in the order of the files.
class Prediction {
public:
  Prediction(engine::Recognizer& recognizer, const PredictOptions& options, std::vector<engine::InputFile> inputs)
      : m_recognizer(recognizer), m_options(options), m_inputs(std::move(inputs)),
        m_writer(openWriter(options, m_inputs))
  {
    // Where the answers appear on the same terminal they show the progress themselves.
    if (m_inputs.size() > 1 && ::isatty(STDOUT_FILENO) == 0)
      m_progress.emplace("predict", m_inputs.size());
  }

  /// Returns how many files failed.
  std::size_t run()
  {
    for (const engine::InputFile& input : m_inputs) {
      if (!std::cout)
        break;
      start(input);
      while (m_underWay.size() >= kMaxUnderWay || m_bytesUnderWay >= kMaxBytesUnderWay)
        writeNext();
    }
    while (!m_underWay.empty())
      writeNext();
    m_progress.reset();
    m_writer->finish();
    return m_failed;
  }

private:
  struct UnderWay {
    const engine::InputFile* input;
    std::size_t bytes;
    std::future<engine::Result> result;
  };

  void start(const engine::InputFile& input)
  {
    std::promise<engine::Result> promise;
    UnderWay& entry = m_underWay.emplace_back(UnderWay{&input, 0, promise.get_future()});
    auto bytes = input.error ? tl::unexpected(*input.error) : readBytes(input.name);
    entry.bytes = bytes ? bytes->size() : 0;
    m_bytesUnderWay += entry.bytes;
    auto what = std::move(bytes).and_then(&engine::toInput);
    if (!what)
      return promise.set_value(tl::unexpected(what.error()));
    engine::Options options;
    options.lane = engine::Lane::Batch;
    options.topK = m_options.topK;
    m_recognizer.submit(std::move(*what), std::move(options),
                        [shared = std::make_shared<std::promise<engine::Result>>(std::move(promise))](
                            engine::Result result) { shared->set_value(std::move(result)); });
  }

  void writeNext()
  {
    UnderWay entry = std::move(m_underWay.front());
    m_underWay.pop_front();
    const engine::Result result = entry.result.get();
    m_bytesUnderWay -= entry.bytes;
    m_writer->write(entry.input->name, result);
    if (!result) {
      ++m_failed;
      complain(result.error(), printable(entry.input->name));
    }
    if (m_progress)
      m_progress->update(++m_written);
  }

  engine::Recognizer& m_recognizer;
  const PredictOptions& m_options;
  const std::vector<engine::InputFile> m_inputs;
  std::unique_ptr<json::ResultWriter> m_writer;
  std::optional<ProgressBar> m_progress;
  std::deque<UnderWay> m_underWay;
  std::size_t m_bytesUnderWay = 0;
  std::size_t m_written = 0;
  std::size_t m_failed = 0;
};

std::vector<engine::InputFile> inputsFor(const PredictOptions& options)
{
  auto inputs = engine::findInputs(options.files, {.recursive = options.recursive}).files;
  for (engine::InputFile& input : inputs) {
    if (input.error && input.error->code == base::ErrorCode::NotFound && !options.recursive)
      input.error->message += " --recursive looks into its subfolders as well.";
  }
  return inputs;
}

int predict(const PredictOptions& options)
{
  auto recognizer = openRecognizer(options);
  if (!recognizer) {
    complain(recognizer.error());
    return modelExitCode(recognizer.error());
  }
  return Prediction(**recognizer, options, inputsFor(options)).run() == 0 ? service::kFine : service::kFailed;
}

} // namespace

void addPredictCommand(CLI::App& app, int& exitCode)
{
  auto options = std::make_shared<PredictOptions>();
  CLI::App* command = app.add_subcommand("predict", "Read digits from images and drawings");
  command->add_option("FILE", options->files, "Images, drawings, folders of them, or - for standard input")
      ->required()
      ->type_name("");
  CLI::Option* json =
      command->add_flag("--json", options->json, "One JSON array: for each file the answer of /predict");
  command->add_flag("--csv", options->csv, "Comma-separated values with a header (RFC 4180)")->excludes(json);
  command->add_flag("-r,--recursive", options->recursive, "Look into the subfolders of folders as well");
  command->add_option("--top-k", options->topK, "Name so many other answers at most")
      ->check(CLI::Range(kMaxTopK))
      ->capture_default_str();
  CLI::Option* server =
      command->add_option("--server", options->server, "Ask the numerald at this address instead of reading here")
          ->type_name("URL");
  command
      ->add_option("--model", options->model,
                   "The model's folder, else that in NUMERAL_MODEL or MODEL_PATH, else the shipped one")
      ->type_name("PATH")
      ->excludes(server);
  command->add_option("--device", options->device, "Where to compute: auto, cpu or cuda[:N]")
      ->capture_default_str()
      ->excludes(server);
  command->footer(
      "Images are PNG, JPEG, WebP, BMP, PGM/PPM or TIFF, told by their content; drawings are JSON: {\"strokes\": …}.\n"
      "\n"
      "Examples:\n"
      "  numeralctl predict digit.png\n"
      "  numeralctl predict --recursive scans/ --csv > answers.csv\n"
      "  curl -s https://example.org/7.jpg | numeralctl predict --json -\n"
      "  numeralctl predict --server http://localhost:8000 *.png\n"
      "\n"
      "Ends with 0 if every file was read, 1 if one was not (the others are answered all the same),\n"
      "2 after wrong use, 4 without a usable model.");
  command->callback([options, &exitCode] { exitCode = predict(*options); });
}

} // namespace numeral::cli
