// SPDX-License-Identifier: Apache-2.0
#include "tests/support/cases.hpp"

#include <zlib.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace tocsin::test {
namespace {

std::string unzipped(const std::filesystem::path& file) {
  gzFile in = gzopen(file.c_str(), "rb");
  if (in == nullptr) throw std::runtime_error("cannot read " + file.string());
  std::string text;
  std::string block(1U << 20U, '\0');
  int count = 0;
  while ((count = gzread(in, block.data(), static_cast<unsigned>(block.size()))) > 0) {
    text.append(block, 0, static_cast<std::size_t>(count));
  }
  gzclose(in);
  if (count < 0) throw std::runtime_error("damaged: " + file.string());
  return text;
}

/// Value of an attribute of a tag; "" when it has none.
std::string attribute(std::string_view tag, std::string_view name) {
  const std::string begin = " " + std::string(name) + "=\"";
  const auto at = tag.find(begin);
  if (at == std::string_view::npos) return {};
  const auto value = at + begin.size();
  return std::string(tag.substr(value, tag.find('"', value) - value));
}

double number(std::string_view tag, std::string_view name) {
  return std::strtod(attribute(tag, name).c_str(), nullptr);
}

}  // namespace

std::optional<std::filesystem::path> data_case(const std::string& name) {
  const char* root = std::getenv("TOCSIN_DATA");  // NOLINT(concurrency-mt-unsafe)
  const auto folder = std::filesystem::path(root != nullptr ? root : "../shared/data") / name;
  if (!std::filesystem::exists(folder)) return std::nullopt;
  return folder;
}

std::vector<std::vector<std::string>> rows_of(const std::filesystem::path& file, char separator) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    std::istringstream cells(line);
    auto& row = rows.emplace_back();
    for (std::string cell; std::getline(cells, cell, separator);) row.push_back(cell);
  }
  return rows;
}

MatsimNetwork read_matsim_network(const std::filesystem::path& file) {
  const std::string text = unzipped(file);
  MatsimNetwork network;
  std::map<std::string, std::size_t> node_at;
  for (auto at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const std::string_view tag = std::string_view(text).substr(at, text.find('>', at) - at);
    if (tag.starts_with("<node ")) {
      node_at[attribute(tag, "id")] = network.nodes.size();
      network.nodes.push_back({attribute(tag, "id"), number(tag, "x"), number(tag, "y")});
    } else if (tag.starts_with("<link ")) {
      const std::string id = attribute(tag, "id");
      network.link_at[id] = network.links.size();
      network.links.push_back({id, node_at.at(attribute(tag, "from")), node_at.at(attribute(tag, "to")),
                               number(tag, "length"), number(tag, "freespeed"), number(tag, "capacity"),
                               number(tag, "permlanes")});
    }
  }
  return network;
}

double MatsimNetwork::length_km() const {
  double sum_m = 0;
  for (const Link& link : links) sum_m += link.length_m;
  return sum_m / 1000;
}

std::vector<SegmentInput> MatsimNetwork::segments() const {
  std::vector<SegmentInput> result;
  for (const Link& link : links) {
    SegmentInput segment;
    segment.road = link.id;
    segment.from = JunctionId(link.from);
    segment.to = JunctionId(link.to);
    segment.length = Length::from_si(link.length_m);
    segment.free_flow_speed = Speed::from_si(link.speed_m_per_s);
    segment.lanes = std::max(1, static_cast<int>(link.lanes));
    result.push_back(std::move(segment));
  }
  return result;
}

RoadNetwork MatsimNetwork::roads() const {
  std::vector<Junction> junctions;
  for (const Node& node : nodes) {
    junctions.push_back({node.id, static_cast<float>(node.x_m), static_cast<float>(node.y_m), 0});
  }
  return {std::move(junctions), segments(), RoadClassTable{}};
}

std::vector<SegmentId> MatsimNetwork::segment_ids() const {
  const auto inputs = segments();
  return RoadNetwork::ids_of(nodes.size(), inputs);
}

}  // namespace tocsin::test
