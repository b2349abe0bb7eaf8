// SPDX-License-Identifier: Apache-2.0
#include "models/communications/mesh.hpp"

#include <algorithm>
#include <cmath>

#include "engine/input/codes.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/ground.hpp"

namespace tocsin::communications {

void MeshParameters::describe(Fields& f) {
  f.required("nodes", nodes, {"Zones at whose centers the nodes stand.", "节点所在分区（分区中心）。"})
      .example("[baima-c1, baima-dongsheng]");
  f.optional("called_out", called_out, {"When they are called out, after StartEx.", "出动时刻（自演练开始）。"})
      .at_least(0s);
  f.parameter("set_up", set_up, {"From then until the mesh carries messages.", "自出动至组网开通。"}).at_least(0s);
  f.parameter("endurance", endurance, {"How long the batteries of its nodes last.", "节点续航时间。"}).more_than(0s);
  f.parameter("hop", hop, {"How far a node reaches.", "单跳距离。"}).more_than(0_m);
  f.parameter("most_hops", most_hops, {"Hops that still carry.", "最多跳数。"}).between(1, 20);
  f.optional("terrain", terrain,
             {"Whether higher ground in between takes the signal away.", "其间的高地是否遮挡信号。"});
  f.parameter("antenna_height", antenna_height, {"Height of an antenna above ground.", "天线离地高度。"}).at_least(0_m);
  f.parameter("voice_channels", voice_channels, {"Calls at a time.", "同时通话数。"}).between(0, 1000);
  describe_radio(f);
}

void MeshParameters::check(const Scenario& scenario, Diagnostics& diagnostics) {
  BearerEntry::check(scenario, diagnostics);
  if (called_out > scenario.exercise.duration) {
    diagnostics.error(where, codes::kOutOfRange,
                      phrase("'{}' is called out after EndEx", "“{}”的出动时刻晚于演练结束", id),
                      phrase("called_out: at most {}", "called_out：不超过 {}", to_text(scenario.exercise.duration)));
  }
  if (nodes.empty()) {
    diagnostics.error(where, codes::kMissingKey, phrase("the mesh '{}' has no nodes", "自组网“{}”没有节点", id),
                      {"nodes: [the id of a zone, …]", "nodes: [分区编号, …]"});
  }
  if (nodes.size() > 200) {
    diagnostics.error(where, codes::kOutOfRange, {"a mesh has at most 200 nodes", "自组网最多200个节点"});
    return;
  }
  if (terrain == Terrain::line_of_sight) ground_ = std::make_shared<Ground>(*scenario.town);
  places_.clear();
  for (const auto& reference : nodes) {
    const auto zone = scenario.find(reference, diagnostics);
    if (zone.exists()) places_.push_back(scenario.town->zones[zone.index()].place);
  }
  find_hops();
}

bool MeshParameters::sees(const Place& node, const Place& place) const {
  if (std::hypot(node.x_m - place.x_m, node.y_m - place.y_m) > hop.si()) return false;
  return ground_ == nullptr || ground_->sees(node, antenna_height, place);
}

std::vector<std::uint32_t> MeshParameters::near(const Place& place) const {
  std::vector<std::uint32_t> result;
  for (std::uint32_t n = 0; n < places_.size(); ++n) {
    if (sees(places_[n], place)) result.push_back(n);
  }
  return result;
}

// Breadth first from every node; of one node to itself one hop, by way of it.
void MeshParameters::find_hops() {
  const auto count = places_.size();
  hops_.assign(count * count, 0);
  for (std::size_t from = 0; from < count; ++from) {
    std::vector<std::size_t> ring{from};
    hops_[from * count + from] = 1;
    for (int away = 1; away <= most_hops && !ring.empty(); ++away) {
      std::vector<std::size_t> next;
      for (const auto at : ring) {
        for (std::size_t to = 0; to < count; ++to) {
          if (hops_[from * count + to] != 0 || !sees(places_[at], places_[to])) continue;
          hops_[from * count + to] = static_cast<std::uint8_t>(away);
          next.push_back(to);
        }
      }
      ring = std::move(next);
    }
  }
}

}  // namespace tocsin::communications
