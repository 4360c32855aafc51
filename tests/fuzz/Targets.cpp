#include "tests/fuzz/Target.h"

namespace numeral::fuzz {

std::vector<Target> targets()
{
  return {headTarget(),      idxTarget(),     imageTarget(), inferTarget(),     labelsTarget(), manifestTarget(),
          multipartTarget(), predictTarget(), queryTarget(), referenceTarget(), strokesTarget()};
}

} // namespace numeral::fuzz
