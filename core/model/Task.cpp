#include "core/model/Task.h"

#include "core/model/ClassificationTask.h"
#include "core/model/DigitsTask.h"

namespace numeral::model {

base::Expected<std::unique_ptr<const Task>> makeTask(const Manifest& manifest)
{
  if (manifest.task == "digits")
    return DigitsTask::make(manifest);
  if (manifest.task == "classification")
    return std::make_unique<const ClassificationTask>(manifest);
  return base::failure(base::ErrorCode::InvalidModel, "manifest.json: \"task\" is \"" + manifest.task +
                                                          "\"; known are \"digits\" and \"classification\".");
}

} // namespace numeral::model
