#include "core/training/Trainer.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>

#include <ATen/autocast_mode.h>
#include <nlohmann/json.hpp>
#include <torch/script.h>
#include <torch/torch.h>

#include "core/base/Clock.h"
#include "core/base/Cpu.h"
#include "core/base/Files.h"
#include "core/model/TorchScriptModel.h"
#include "core/training/Network.h"
#include "core/training/Random.h"
#include "core/training/Schedule.h"
#include "core/training/Teachers.h"

namespace numeral::training {
namespace {

constexpr std::size_t kEvaluationBatch = 500;
constexpr std::size_t kMaxCheckpoint = std::size_t{1} << 30;

/// What a checkpoint must share with the run that goes on from it.
nlohmann::json fingerprint(const TrainingOptions& options, const Mixture& training, const Teachers& teachers,
                           std::size_t outputs)
{
  return {{"architecture", options.architecture},
          {"epochs", options.epochs},
          {"batch size", options.batchSize},
          {"peak rate", options.peakRate},
          {"momentum", options.momentum},
          {"weight decay", options.weightDecay},
          {"label smoothing", options.labelSmoothing},
          {"teachers", teachers.fingerprint()},
          {"teacher share", options.teacherShare},
          {"hardest", options.hardest},
          {"precision", options.precision},
          {"average decay", options.averageDecay},
          {"seed", options.seed},
          {"outputs", outputs},
          {"training images", training.fingerprint()}};
}

nlohmann::json toJson(const EpochResult& r)
{
  return {r.epoch, r.rate, r.trainingLoss, r.trainingAccuracy, r.heldBackLoss, r.heldBackAccuracy, r.seconds};
}

EpochResult epochFromJson(const nlohmann::json& j)
{
  return {j.at(0).get<int>(),    j.at(1).get<double>(), j.at(2).get<double>(), j.at(3).get<double>(),
          j.at(4).get<double>(), j.at(5).get<double>(), j.at(6).get<double>()};
}

std::string archived(torch::serialize::OutputArchive& archive)
{
  std::ostringstream stream;
  archive.save_to(stream);
  return stream.str();
}

/// Weights and running statistics by name, in the order in which the module lists them.
std::vector<std::pair<std::string, at::Tensor>> state(const torch::jit::Module& module)
{
  std::vector<std::pair<std::string, at::Tensor>> all;
  for (const auto& item : module.named_parameters())
    all.emplace_back(item.name, item.value);
  for (const auto& item : module.named_buffers())
    all.emplace_back(item.name, item.value);
  return all;
}

constexpr std::string_view kBfloat16 = "bfloat16";

/// While it lives, operations that bear it compute in bfloat16; weights and sums stay as they are.
class Autocast {
public:
  Autocast(bool enabled, const at::Device& device) : m_cpu(device.is_cpu())
  {
    at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    enable(enabled);
  }
  ~Autocast()
  {
    enable(false);
    at::autocast::clear_cache();
  }
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

private:
  void enable(bool enabled) const
  {
    if (m_cpu)
      at::autocast::set_cpu_enabled(enabled);
    else
      at::autocast::set_enabled(enabled);
  }

  bool m_cpu;
};

} // namespace

class Trainer::Impl {
public:
  Impl(TrainingOptions options, Mixture training, Dataset heldBack, Teachers teachers, std::size_t outputs,
       const torch::jit::Module& network, const std::string& device)
      : m_options(std::move(options)), m_training(std::move(training)), m_heldBack(std::move(heldBack)),
        m_teachers(std::move(teachers)), m_outputs(outputs), m_statistics(measure()), m_deviceName(device),
        m_device(device), m_network(network), m_average(m_network.deepcopy()), m_optimizer(makeOptimizer())
  {
  }

  std::size_t stepsPerEpoch() const { return (m_training.size() + m_options.batchSize - 1) / m_options.batchSize; }

  EpochResult trainEpoch(const Progress& progress)
  {
    const auto start = base::Steady::now();
    const auto epoch = static_cast<std::uint64_t>(m_history.size());
    const auto places = m_training.epoch(Random(m_options.seed, epoch));
    const std::size_t steps = stepsPerEpoch();
    const auto part = [&](std::size_t step) {
      const std::size_t from = step * m_options.batchSize;
      return std::span(places).subspan(from, std::min(m_options.batchSize, places.size() - from));
    };
    EpochResult result;
    result.epoch = static_cast<int>(epoch) + 1;
    std::size_t right = 0;
    m_network.train();
    const auto drawAhead = [&](std::size_t step) {
      return std::async(std::launch::async, [&, step] { return draw(part(step), epoch, step); });
    };
    auto next = drawAhead(0);
    for (std::size_t step = 0; step < steps; ++step) {
      auto batch = next.get();
      if (step + 1 < steps)
        next = drawAhead(step + 1); // while the network works on this one
      result.rate =
          learningRate(epoch * steps + step, steps * static_cast<std::size_t>(m_options.epochs), m_options.peakRate);
      const auto [loss, hits] = trainStep(batch, epoch * steps + step, result.rate);
      if (!std::isfinite(loss))
        throw std::runtime_error("the loss is no longer a number; lower the learning rate");
      result.trainingLoss += loss * static_cast<double>(batch.labels.size()) / static_cast<double>(places.size());
      right += hits;
      if (progress)
        progress(step + 1, loss);
    }
    result.trainingAccuracy = static_cast<double>(right) / static_cast<double>(places.size());
    evaluate(result);
    result.seconds = base::secondsSince(start);
    m_history.push_back(result);
    return result;
  }

  void save(const std::filesystem::path& path, base::Expected<void>& outcome)
  {
    torch::serialize::OutputArchive archive;
    archive.write("about", c10::IValue(fingerprint(m_options, m_training, m_teachers, m_outputs).dump()));
    auto history = nlohmann::json::array();
    for (const auto& result : m_history)
      history.push_back(toJson(result));
    archive.write("history", c10::IValue(history.dump()));
    for (const auto& [name, value] : state(m_network))
      archive.write("network_" + name, value);
    for (const auto& [name, value] : state(m_average))
      archive.write("average_" + name, value);
    torch::serialize::OutputArchive optimizer;
    m_optimizer.save(optimizer);
    archive.write("optimizer", optimizer);
    outcome = base::writeFile(path, archived(archive));
  }

  base::Expected<void> load(const base::Bytes& bytes, const std::string& path)
  {
    torch::serialize::InputArchive archive;
    archive.load_from(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    c10::IValue text;
    archive.read("about", text);
    const auto theirs = nlohmann::json::parse(text.toStringRef());
    const auto ours = fingerprint(m_options, m_training, m_teachers, m_outputs);
    for (const auto& [key, value] : ours.items())
      if (theirs.value(key, nlohmann::json()) != value)
        return base::failure(base::ErrorCode::InvalidArgument,
                             path + " was made with other options (" + key + "). Give the same ones, or start anew.");
    archive.read("history", text);
    std::vector<EpochResult> history;
    for (const auto& entry : nlohmann::json::parse(text.toStringRef()))
      history.push_back(epochFromJson(entry));
    const torch::NoGradGuard noGrad;
    const auto restore = [&archive](const torch::jit::Module& module, const std::string& prefix) {
      for (auto& [name, value] : state(module)) {
        at::Tensor stored;
        archive.read(prefix + name, stored);
        at::Tensor target = value;
        target.copy_(stored);
      }
    };
    restore(m_network, "network_");
    restore(m_average, "average_");
    torch::serialize::InputArchive optimizer;
    archive.read("optimizer", optimizer);
    m_optimizer.load(optimizer);
    m_history = std::move(history);
    return {};
  }

  base::Expected<void> startFrom(const base::Bytes& bytes, const std::string& path)
  {
    std::istringstream stream(std::string(base::textOf(bytes)));
    const auto given = torch::jit::load(stream, m_device);
    std::map<std::string, at::Tensor> weights;
    for (auto& [name, value] : state(given))
      weights.emplace(name, value);
    for (const auto* module : {&m_network, &m_average})
      for (auto& [name, value] : state(*module)) {
        const auto found = weights.find(name);
        if (name.starts_with("head_") && found != weights.end() && found->second.sizes() != value.sizes())
          continue; // of other classes: learned anew
        if (found == weights.end() || found->second.sizes() != value.sizes())
          return base::failure(base::ErrorCode::InvalidArgument,
                               path + " is another network: \"" + name +
                                   "\" differs or is missing. Give the --arch that it was trained with.");
        const torch::NoGradGuard noGrad;
        at::Tensor target = value;
        target.copy_(found->second);
      }
    m_start = m_average.deepcopy();
    return {};
  }

  base::Expected<void> keepOfStart(double share)
  {
    if (!m_start)
      return base::failure(base::ErrorCode::InvalidArgument,
                           "There are no weights that training began with, to keep something of.");
    const auto start = state(*m_start);
    const torch::NoGradGuard noGrad;
    for (std::size_t i = 0; auto& [name, value] : state(m_average)) {
      at::Tensor target = value;
      if (!name.starts_with("head_"))
        target.lerp_(start[i].second, share);
      ++i;
    }
    evaluate(m_history.back());
    return {};
  }

  at::Tensor heldBackOutput() const
  {
    std::vector<at::Tensor> outputs;
    const std::size_t size = m_heldBack.shape.size();
    for (std::size_t from = 0; from < m_heldBack.size(); from += kEvaluationBatch) {
      const std::size_t count = std::min(kEvaluationBatch, m_heldBack.size() - from);
      const auto part = std::span(m_heldBack.pixels).subspan(from * size, count * size);
      std::vector<std::uint8_t> pixels(part.begin(), part.end());
      outputs.push_back(forwardAverage(normalised(pixels, count)));
    }
    return torch::cat(outputs);
  }

  at::Tensor forwardAverage(const at::Tensor& batch) const
  {
    const torch::NoGradGuard noGrad;
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    m_average.eval();
    return m_average.forward({batch.to(m_device)}).toTensor().to(at::kCPU);
  }

  std::string torchScript() const
  {
    auto copy = m_average.deepcopy();
    copy.to(at::kCPU);
    copy.eval();
    for (const auto& parameter : copy.parameters())
      parameter.set_requires_grad(false);
    std::ostringstream stream;
    copy.save(stream);
    return stream.str();
  }

  std::size_t parameters() const
  {
    std::size_t count = 0;
    for (const auto& parameter : m_network.parameters())
      count += static_cast<std::size_t>(parameter.numel());
    return count;
  }

  const TrainingOptions m_options;
  const Mixture m_training;
  const Dataset m_heldBack;
  const Teachers m_teachers;
  const std::size_t m_outputs;
  const Statistics m_statistics;
  const std::string m_deviceName;
  std::vector<EpochResult> m_history;

private:
  torch::optim::SGD makeOptimizer()
  {
    m_network.to(m_device);
    m_average.to(m_device);
    // Decay pulls weights towards zero; the scales and shifts of batch normalisation are left alone.
    std::vector<at::Tensor> weights;
    std::vector<at::Tensor> rest;
    for (const auto& parameter : m_network.parameters())
      (parameter.dim() > 1 ? weights : rest).push_back(parameter);
    const auto options = [this](double decay) {
      return std::make_unique<torch::optim::SGDOptions>(torch::optim::SGDOptions(m_options.peakRate)
                                                            .momentum(m_options.momentum)
                                                            .nesterov(m_options.momentum > 0)
                                                            .weight_decay(decay));
    };
    std::vector<torch::optim::OptimizerParamGroup> groups;
    groups.emplace_back(weights, options(m_options.weightDecay));
    groups.emplace_back(rest, options(0));
    return torch::optim::SGD(groups, torch::optim::SGDOptions(m_options.peakRate));
  }

  struct Batch {
    std::vector<std::uint8_t> pixels;
    std::vector<std::int64_t> labels;
  };

  /// Each image's alteration depends on seed and place in the run alone.
  Batch draw(std::span<const Mixture::Place> places, std::uint64_t epoch, std::size_t step) const
  {
    const std::size_t size = m_training.shape().size();
    Batch batch;
    batch.pixels.resize(places.size() * size);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const Random random(m_options.seed + 1, epoch * m_training.size() + step * m_options.batchSize + i);
      places[i].source->draw(places[i].index, random, std::span(batch.pixels).subspan(i * size, size));
      batch.labels.push_back(places[i].source->label(places[i].index));
    }
    return batch;
  }

  /// Mean and deviation, of as many images as make them certain to the third digit.
  Statistics measure() const
  {
    constexpr std::size_t kImages = 5000;
    auto places = m_training.epoch(Random(m_options.seed));
    places.resize(std::min(places.size(), kImages));
    Dataset sample;
    sample.shape = m_training.shape();
    auto drawn = draw(places, 0, 0);
    sample.pixels = std::move(drawn.pixels);
    sample.labels.assign(drawn.labels.begin(), drawn.labels.end());
    return statistics(sample);
  }

  std::pair<double, std::size_t> trainStep(Batch& batch, std::size_t step, double rate)
  {
    for (auto& group : m_optimizer.param_groups())
      static_cast<torch::optim::SGDOptions&>(group.options()).lr(rate);
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    const auto truth = torch::tensor(batch.labels, at::kLong).to(m_device);
    const auto output = [&] {
      const Autocast autocast(m_options.precision == kBfloat16, m_device);
      return m_network.forward({normalised(batch.pixels, batch.labels.size())}).toTensor().to(at::kFloat);
    }();
    auto losses = -(target(batch, truth) * output.log_softmax(1)).sum(1);
    if (m_options.hardest < 1)
      losses = std::get<0>(losses.topk(std::max<std::int64_t>(1, std::llround(m_options.hardest * losses.numel()))));
    const auto loss = losses.mean();
    m_optimizer.zero_grad();
    loss.backward();
    m_optimizer.step();
    updateAverage(step);
    return {loss.item<double>(), static_cast<std::size_t>(output.argmax(1).eq(truth).sum().item<std::int64_t>())};
  }

  /// The answer wanted for each image: the truth, smoothed, and what the teachers say.
  at::Tensor target(const Batch& batch, const at::Tensor& truth) const
  {
    const auto outputs = static_cast<std::int64_t>(m_outputs);
    auto wanted = torch::one_hot(truth, outputs).to(at::kFloat);
    wanted.mul_(1 - m_options.labelSmoothing).add_(m_options.labelSmoothing / static_cast<double>(m_outputs));
    if (m_teachers.empty())
      return wanted;
    auto answers = m_teachers.answers(batch.pixels, batch.labels.size());
    const auto theirs =
        torch::from_blob(answers.data(), {static_cast<std::int64_t>(batch.labels.size()), outputs}).to(m_device);
    return wanted.lerp(theirs, m_options.teacherShare);
  }

  /// The average forgets faster at first, or it would drag the random weights along.
  void updateAverage(std::size_t step)
  {
    const torch::NoGradGuard noGrad;
    const auto steps = static_cast<double>(step);
    const double decay = std::min(m_options.averageDecay, (1 + steps) / (10 + steps));
    const auto current = state(m_network);
    const auto average = state(m_average);
    for (std::size_t i = 0; i < current.size(); ++i) {
      at::Tensor target = average[i].second;
      target.lerp_(current[i].second, 1 - decay);
    }
  }

  at::Tensor normalised(std::vector<std::uint8_t>& pixels, std::size_t count) const
  {
    const auto shape = m_training.shape();
    const auto bytes = torch::from_blob(
        pixels.data(), {static_cast<std::int64_t>(count), shape.channels, shape.height, shape.width}, at::kByte);
    const auto perChannel = [&shape](const std::vector<float>& values) {
      return torch::tensor(values).view({1, shape.channels, 1, 1});
    };
    return bytes.to(at::kFloat)
        .div_(255)
        .sub_(perChannel(m_statistics.mean))
        .div_(perChannel(m_statistics.deviation))
        .to(m_device);
  }

  void evaluate(EpochResult& result) const
  {
    if (m_heldBack.size() == 0)
      return;
    const auto output = heldBackOutput();
    const auto truth = torch::tensor(at::ArrayRef<int>(m_heldBack.labels)).to(at::kLong);
    result.heldBackLoss = torch::nn::functional::cross_entropy(output, truth).item<double>();
    result.heldBackAccuracy = output.argmax(1).eq(truth).to(at::kDouble).mean().item<double>();
  }

  const at::Device m_device;
  torch::jit::Module m_network;
  mutable torch::jit::Module m_average;      ///< forward is not const in libtorch
  std::optional<torch::jit::Module> m_start; ///< what m_average was before the first epoch, where it was given
  torch::optim::SGD m_optimizer;
};

namespace {

base::Expected<void> check(const TrainingOptions& options, const Mixture& training, const Dataset& heldBack,
                           std::size_t outputs)
{
  const auto wrong = [](const std::string& message) {
    return base::failure(base::ErrorCode::InvalidArgument, message);
  };
  if (training.size() < 2)
    return wrong("There are no images to train on; hold fewer back.");
  if (heldBack.size() > 0 && heldBack.shape != training.shape())
    return wrong("The images held back differ in size from those to train on.");
  if (options.epochs < 1 || options.batchSize < 2)
    return wrong("Training needs at least one epoch and batches of at least two images.");
  if (options.peakRate <= 0 || options.averageDecay < 0 || options.averageDecay >= 1 || options.labelSmoothing < 0 ||
      options.labelSmoothing >= 1)
    return wrong("The learning rate must be above 0, label smoothing and average decay from 0 to below 1.");
  if (!(options.teacherShare >= 0 && options.teacherShare <= 1) || !(options.hardest > 0 && options.hardest <= 1))
    return wrong("The teachers' share must be from 0 to 1, that of the hardest images above 0 and up to 1.");
  if (options.precision != "float32" && options.precision != kBfloat16)
    return wrong("The precision must be float32 or bfloat16, not " + options.precision + ".");
  for (const auto& part : training.parts())
    if (part.source->shape() != training.shape())
      return wrong("The sources of training images differ in size.");
  const auto fits = [outputs](int label) { return label >= 0 && static_cast<std::size_t>(label) < outputs; };
  const auto foreign = [outputs](int label) {
    return "The label " + std::to_string(label) + " is none of the " + std::to_string(outputs) + " classes.";
  };
  for (const int label : heldBack.labels)
    if (!fits(label))
      return wrong(foreign(label));
  for (const auto& part : training.parts())
    for (std::size_t i = 0; i < part.source->size(); ++i)
      if (const int label = part.source->label(i); !fits(label))
        return wrong(foreign(label));
  return {};
}

} // namespace

Trainer::Trainer(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
Trainer::~Trainer() = default;

base::Expected<std::unique_ptr<Trainer>> Trainer::create(TrainingOptions options, Mixture training, Dataset heldBack,
                                                         std::size_t outputs)
{
  if (auto checked = check(options, training, heldBack, outputs); !checked)
    return tl::unexpected(checked.error());
  const auto device = model::resolveDevice(options.device);
  if (!device)
    return tl::unexpected(device.error());
  auto teachers = Teachers::open(options.teachers, *device, training.shape(), outputs);
  if (!teachers)
    return tl::unexpected(teachers.error());
  auto network = makeNetwork(options.architecture, training.shape(), outputs, options.seed);
  if (!network)
    return tl::unexpected(network.error());
  try {
    at::set_num_threads(options.threads > 0 ? options.threads : base::usableProcessors());
    return std::unique_ptr<Trainer>(
        new Trainer(std::make_unique<Impl>(std::move(options), std::move(training), std::move(heldBack),
                                           std::move(*teachers), outputs, *network, *device)));
  } catch (const std::exception& e) {
    return base::failure(base::ErrorCode::Internal, "Training could not be set up.", e.what());
  }
}

const TrainingOptions& Trainer::options() const { return m_impl->m_options; }

std::size_t Trainer::stepsPerEpoch() const { return m_impl->stepsPerEpoch(); }

bool Trainer::finished() const
{
  return m_impl->m_history.size() >= static_cast<std::size_t>(m_impl->m_options.epochs);
}

const std::vector<EpochResult>& Trainer::history() const { return m_impl->m_history; }
const Statistics& Trainer::normalisation() const { return m_impl->m_statistics; }
std::size_t Trainer::parameters() const { return m_impl->parameters(); }
const std::string& Trainer::device() const { return m_impl->m_deviceName; }

base::Expected<EpochResult> Trainer::trainEpoch(const Progress& progress)
{
  try {
    return m_impl->trainEpoch(progress);
  } catch (const std::exception& e) {
    return base::failure(base::ErrorCode::Internal, "Training stopped.", e.what());
  }
}

base::Expected<void> Trainer::startFrom(const std::filesystem::path& modelFile)
{
  const auto bytes = base::readFile(modelFile, kMaxCheckpoint);
  if (!bytes)
    return tl::unexpected(bytes.error());
  try {
    return m_impl->startFrom(*bytes, modelFile.string());
  } catch (const std::exception& e) {
    return base::failure(base::ErrorCode::InvalidArgument, modelFile.string() + " is no TorchScript model.", e.what());
  }
}

base::Expected<void> Trainer::keepOfStart(double share)
{
  if (!finished() || !(share >= 0 && share < 1))
    return base::failure(base::ErrorCode::InvalidArgument,
                         "Of what training began with, a share from 0 to below 1 is kept after the last epoch.");
  try {
    return m_impl->keepOfStart(share);
  } catch (const std::exception& e) {
    return base::failure(base::ErrorCode::Internal, "The weights could not be blended.", e.what());
  }
}

base::Expected<void> Trainer::saveCheckpoint(const std::filesystem::path& path) const
{
  base::Expected<void> outcome;
  try {
    m_impl->save(path, outcome);
  } catch (const std::exception& e) {
    return base::failure(base::ErrorCode::Internal, "The checkpoint could not be made.", e.what());
  }
  return outcome;
}

base::Expected<void> Trainer::loadCheckpoint(const std::filesystem::path& path)
{
  const auto bytes = base::readFile(path, kMaxCheckpoint);
  if (!bytes)
    return tl::unexpected(bytes.error());
  try {
    return m_impl->load(*bytes, path.string());
  } catch (const std::exception& e) {
    return base::failure(base::ErrorCode::InvalidArgument, path.string() + " is not a checkpoint of this program.",
                         e.what());
  }
}

const Dataset& Trainer::heldBack() const { return m_impl->m_heldBack; }

std::vector<float> Trainer::heldBackLogits() const
{
  if (m_impl->m_heldBack.size() == 0)
    return {};
  const auto output = m_impl->heldBackOutput().contiguous();
  return {output.data_ptr<float>(), output.data_ptr<float>() + output.numel()};
}

std::vector<float> Trainer::logits(std::span<const float> batch, std::size_t count) const
{
  const auto shape = m_impl->m_training.shape();
  std::vector<float> values(batch.begin(), batch.end());
  const auto input =
      torch::from_blob(values.data(), {static_cast<std::int64_t>(count), shape.channels, shape.height, shape.width});
  const auto output = m_impl->forwardAverage(input).contiguous();
  return {output.data_ptr<float>(), output.data_ptr<float>() + output.numel()};
}

base::Expected<std::string> Trainer::torchScript() const
{
  try {
    return m_impl->torchScript();
  } catch (const std::exception& e) {
    return base::failure(base::ErrorCode::Internal, "The network could not be written as TorchScript.", e.what());
  }
}

} // namespace numeral::training
