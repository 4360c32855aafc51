/// Stands in for NVIDIA's library: the functions that numeral calls, and two cards of which one tells no power.
#include <cstdio>

namespace {

constexpr int kSuccess = 0;
constexpr int kNotSupported = 3;

struct Card {
  unsigned index;
};
Card g_cards[2]{{0}, {1}};

struct Utilization {
  unsigned gpu;
  unsigned memory;
};
struct Memory {
  unsigned long long total;
  unsigned long long free;
  unsigned long long used;
};

} // namespace

// NOLINTBEGIN(readability-identifier-naming): NVIDIA's names
extern "C" {

int nvmlInit_v2() { return kSuccess; }
int nvmlShutdown() { return kSuccess; }

int nvmlDeviceGetCount_v2(unsigned* count)
{
  *count = 2;
  return kSuccess;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, Card** card)
{
  *card = &g_cards[index];
  return kSuccess;
}

int nvmlDeviceGetName(Card* card, char* name, unsigned length)
{
  std::snprintf(name, length, "Card %u", card->index);
  return kSuccess;
}

int nvmlDeviceGetUtilizationRates(Card* /*card*/, Utilization* utilization)
{
  *utilization = {37, 12};
  return kSuccess;
}

int nvmlDeviceGetMemoryInfo(Card* /*card*/, Memory* memory)
{
  *memory = {8ULL << 30U, 5ULL << 30U, 3ULL << 30U};
  return kSuccess;
}

int nvmlDeviceGetTemperature(Card* /*card*/, int sensor, unsigned* degrees)
{
  *degrees = 61;
  return sensor == 0 ? kSuccess : kNotSupported;
}

int nvmlDeviceGetPowerUsage(Card* card, unsigned* milliwatts)
{
  *milliwatts = 123456;
  return card->index == 0 ? kSuccess : kNotSupported;
}
}
// NOLINTEND(readability-identifier-naming)
