// SPDX-License-Identifier: Apache-2.0
// PROJ behind a small face. Axis order is normalized (longitude first, east first): without that EPSG:4326 and many
// CGCS2000 zones swap their axes silently.
#include "engine/town/plane.hpp"

#include <fmt/format.h>
#include <proj.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace tocsin {

struct Plane::Transformation {
  PJ_CONTEXT* context = nullptr;
  bool known = false;      // the code names a plane in meters
  bool built = false;      // `pipeline` was made, or tried
  PJ* pipeline = nullptr;  // made when first needed: finding it costs more than reading a small town
  Transformation() = default;
  Transformation(const Transformation&) = delete;
  Transformation& operator=(const Transformation&) = delete;
  ~Transformation() {
    proj_destroy(pipeline);
    proj_context_destroy(context);
    proj_cleanup();  // else PROJ's database stays open, and every process forked later closes it: 5 ms each
  }
};

namespace {

void keep_quiet(void* /*data*/, int /*level*/, const char* /*message*/) {}

/// Is the coordinate system a projected one in meters?
bool in_meters(PJ_CONTEXT* context, const PJ* system) {
  if (proj_get_type(system) != PJ_TYPE_PROJECTED_CRS) return false;
  PJ* axes = proj_crs_get_coordinate_system(context, system);
  double factor = 0;
  const bool known = axes != nullptr && proj_cs_get_axis_info(context, axes, 0, nullptr, nullptr, nullptr, &factor,
                                                              nullptr, nullptr, nullptr) != 0;
  proj_destroy(axes);
  return known && factor == 1.0;
}

bool is_known(PJ_CONTEXT* context, int epsg) {
  PJ* system = proj_create(context, fmt::format("EPSG:{}", epsg).c_str());
  const bool known = system != nullptr && in_meters(context, system);
  proj_destroy(system);
  return known;
}

/// WGS 84 degrees (longitude first) to the plane. CGCS2000 is bound to itself (EPSG:4490 to 4326 is an identity), so no
/// datum grid is ever asked for.
PJ* make_pipeline(PJ_CONTEXT* context, int epsg) {
  PJ* raw = proj_create_crs_to_crs(context, "EPSG:4326", fmt::format("EPSG:{}", epsg).c_str(), nullptr);
  if (raw == nullptr) return nullptr;
  PJ* normalized = proj_normalize_for_visualization(context, raw);
  proj_destroy(raw);
  return normalized;
}

}  // namespace

Plane::Plane(int epsg) : epsg_(epsg), transformation_(std::make_unique<Transformation>()) {
  if (epsg == 0) return;
  transformation_->context = proj_context_create();
  proj_log_func(transformation_->context, nullptr, keep_quiet);
  proj_context_set_enable_network(transformation_->context, 0);
  transformation_->known = is_known(transformation_->context, epsg);
}

Plane::~Plane() = default;
Plane::Plane(Plane&&) noexcept = default;
Plane& Plane::operator=(Plane&&) noexcept = default;

bool Plane::usable() const {
  return epsg_ == 0 || transformation_->known;
}

Plane::Transformation* Plane::ready() const {
  if (transformation_->known && !transformation_->built) {
    transformation_->built = true;
    transformation_->pipeline = make_pipeline(transformation_->context, epsg_);
  }
  return transformation_->pipeline != nullptr ? transformation_.get() : nullptr;
}

std::optional<PlanePosition> Plane::project(GeographicPosition position) const {
  const Transformation* transformation = ready();
  if (transformation == nullptr) return std::nullopt;
  const PJ_COORD out =
      proj_trans(transformation->pipeline, PJ_FWD, proj_coord(position.longitude_deg, position.latitude_deg, 0, 0));
  if (!std::isfinite(out.xy.x) || !std::isfinite(out.xy.y)) return std::nullopt;
  return PlanePosition{out.xy.x, out.xy.y};
}

std::optional<GeographicPosition> Plane::unproject(PlanePosition position) const {
  const Transformation* transformation = ready();
  if (transformation == nullptr) return std::nullopt;
  const PJ_COORD out = proj_trans(transformation->pipeline, PJ_INV, proj_coord(position.x_m, position.y_m, 0, 0));
  if (!std::isfinite(out.xy.x) || !std::isfinite(out.xy.y)) return std::nullopt;
  return GeographicPosition{out.xy.x, out.xy.y};
}

int plane_for(GeographicPosition position) {
  const double longitude = position.longitude_deg;
  const double latitude = position.latitude_deg;
  // Bounding box of China; neighbors inside the box get a CGCS2000 zone too, which is just as exact there.
  const bool in_china = longitude >= 73.5 && longitude <= 135.5 && latitude >= 18.0 && latitude <= 54.0;
  if (in_china) {
    const int zone = std::clamp(static_cast<int>(std::lround((longitude - 75.0) / 3.0)), 0, 20);
    return 4534 + zone;
  }
  const int utm = std::clamp(static_cast<int>(std::floor((longitude + 180.0) / 6.0)) + 1, 1, 60);
  return (latitude >= 0 ? 32600 : 32700) + utm;
}

}  // namespace tocsin
