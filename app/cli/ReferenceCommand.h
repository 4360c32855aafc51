/// numeralctl model reference: what the glyphs look like that a model is meant for, for telling drift.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "core/base/Error.h"
#include "core/model/Bundle.h"
#include "core/training/Recipe.h"
#include "core/training/ReferenceRun.h"

namespace numeral::cli {

/// Makes drift.json in the bundle's folder, with a progress bar. Errors: those of data and recognising, Io.
base::Expected<void> writeReference(const std::shared_ptr<const model::Bundle>& bundle, const training::Recipe& recipe,
                                    const std::filesystem::path& data, training::ReferenceOptions options);

/// Adds it to "model".
void addReferenceCommand(CLI::App& model, int& exitCode);

} // namespace numeral::cli
