// SPDX-License-Identifier: Apache-2.0
#include "models/exercise/msel.hpp"

namespace tocsin::exercise {
namespace {

class MselSheets final : public InjectSheets {
 public:
  [[nodiscard]] std::optional<InjectTable> write(const Catalog& catalog, const InjectExport& order,
                                                 Diagnostics& diagnostics) const override {
    return export_injects(catalog, order, diagnostics);
  }
  [[nodiscard]] std::optional<ImportedInjects> read(const Catalog& catalog, const InjectImport& order,
                                                    Diagnostics& diagnostics) const override {
    return import_injects(catalog, order, diagnostics);
  }
};

}  // namespace

std::shared_ptr<const InjectSheets> msel_sheets() {
  return std::make_shared<const MselSheets>();
}

}  // namespace tocsin::exercise
