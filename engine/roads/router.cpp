// SPDX-License-Identifier: Apache-2.0
// Dijkstra's algorithm as Boost.Graph's breadth_first_visit with a priority queue and a relaxing visitor: that is how
// Boost itself writes dijkstra_shortest_paths, but here the working memory is kept between queries, the search stops at
// its goal without an exception, and the time on a segment may depend on the instant of entering it.
//
// The vertices of the graph are turn labels (docs/decisions/0013): one for each junction ("standing at the junction,
// free to leave by any segment") and one more for each segment with a banned turn at its end ("arrived by this
// segment"). Without banned turns the graph is the plain junction graph.
#include "engine/roads/router.hpp"

#include <algorithm>
#include <array>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/properties.hpp>
#include <boost/range/iterator_range.hpp>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "engine/base/ensure.hpp"

namespace tocsin {
namespace {

using Label = std::uint32_t;
constexpr double kUnreached = std::numeric_limits<double>::infinity();
constexpr Label kNoLabel = std::numeric_limits<Label>::max();

/// What an edge of the label graph stands for.
struct Way {
  double time_s = 0;  ///< at factor 1
  SegmentId segment;
};
using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Way, boost::no_property, Label,
                                                 std::uint32_t>;
using Edge = boost::graph_traits<Graph>::edge_descriptor;

/// What a search knows about a label. Valid only while `mark` belongs to the query, so nothing is cleared between two.
struct Reached {
  double at_s = 0;
  std::uint32_t mark = 0;  ///< 2 query: in the queue; 2 query + 1: settled; less: not seen
  Label before = kNoLabel;
  SegmentId by;
};

/// Earliest first. A heap with four children to a parent and keys beside the labels: half as deep as std::push_heap's
/// and one line of memory for each level (measured in docs/decisions/0013).
class Queue {
 public:
  struct Entry {
    double at_s;
    Label label;
  };
  void clear() { entries_.clear(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] const Entry& front() const { return entries_.front(); }

  void push(Entry entry) {
    std::size_t hole = entries_.size();
    entries_.push_back(entry);
    while (hole > 0 && entry.at_s < entries_[(hole - 1) / kChildren].at_s) {
      entries_[hole] = entries_[(hole - 1) / kChildren];
      hole = (hole - 1) / kChildren;
    }
    entries_[hole] = entry;
  }
  void pop() {
    const Entry last = entries_.back();
    entries_.pop_back();
    if (entries_.empty()) return;
    std::size_t hole = 0;
    while (true) {
      const std::size_t first = hole * kChildren + 1;
      if (first >= entries_.size()) break;
      const std::size_t least = least_child(first);
      if (entries_[least].at_s >= last.at_s) break;
      entries_[hole] = entries_[least];
      hole = least;
    }
    entries_[hole] = last;
  }

 private:
  static constexpr std::size_t kChildren = 4;
  [[nodiscard]] bool earlier(std::size_t a, std::size_t b) const { return entries_[a].at_s < entries_[b].at_s; }
  [[nodiscard]] std::size_t least_child(std::size_t first) const {
    if (first + kChildren <= entries_.size()) {  // arithmetic instead of branches, which nobody can predict here
      const std::size_t left = first + static_cast<std::size_t>(earlier(first + 1, first));
      const std::size_t right = first + 2 + static_cast<std::size_t>(earlier(first + 3, first + 2));
      return left + static_cast<std::size_t>(earlier(right, left)) * (right - left);
    }
    std::size_t least = first;
    for (std::size_t child = first + 1; child < entries_.size(); ++child) {
      if (earlier(child, least)) least = child;
    }
    return least;
  }
  std::vector<Entry> entries_;
};

/// Working memory of a router's queries: Boost's Buffer (queue of gray vertices) and what its color map reads.
/// An improved label is pushed a second time and its stale entry skipped; on road networks that is rare and cheaper
/// than keeping every label's place in the heap.
class Workspace {
 public:
  explicit Workspace(std::size_t label_count) : reached_(label_count) {}

  void begin_query() {
    if (query_ >= std::numeric_limits<std::uint32_t>::max() / 2 - 1) {
      for (Reached& r : reached_) r.mark = 0;
      query_ = 0;
    }
    ++query_;
    queue_.clear();
    stopped_ = false;
  }
  void stop() { stopped_ = true; }

  Reached& operator[](Label label) { return reached_[label]; }
  [[nodiscard]] double at_s(Label label) const {
    return reached_[label].mark >= 2 * query_ ? reached_[label].at_s : kUnreached;
  }
  [[nodiscard]] boost::default_color_type color(Label label) const {
    const std::uint32_t mark = reached_[label].mark;
    return mark < 2 * query_ ? boost::white_color : mark == 2 * query_ ? boost::gray_color : boost::black_color;
  }
  void set_color(Label label, boost::default_color_type color) {
    reached_[label].mark = 2 * query_ + (color == boost::black_color ? 1U : 0U);
  }

  // Boost's Buffer concept
  using value_type = Label;
  using size_type = std::size_t;
  void push(Label label) { queue_.push({reached_[label].at_s, label}); }
  void pop() { queue_.pop(); }
  [[nodiscard]] Label top() const { return queue_.front().label; }
  /// Is there nothing left that could still be reached?
  [[nodiscard]] bool empty() {
    while (!queue_.empty() && color(queue_.front().label) == boost::black_color) pop();
    return stopped_ || queue_.empty() || std::isinf(queue_.front().at_s);
  }

 private:
  std::vector<Reached> reached_;
  Queue queue_;
  std::uint32_t query_ = 0;
  bool stopped_ = false;
};

/// Boost's view of the colors in the workspace.
struct ColorMap {
  using key_type = Label;
  using value_type = boost::default_color_type;
  using reference = value_type;
  using category = boost::read_write_property_map_tag;
  Workspace* workspace;
  friend value_type get(const ColorMap& map, Label label) { return map.workspace->color(label); }
  friend void put(const ColorMap& map, Label label, value_type color) { map.workspace->set_color(label, color); }
};

/// Instant of leaving a segment at free flow.
struct FreeFlow {
  double operator()(const Way& way, double enters_s) const { return enters_s + way.time_s; }
};
/// … under the conditions of one instant, for ever.
struct Frozen {
  const RoadConditions& conditions;
  TravelMode mode;
  Time as_of;
  double operator()(const Way& way, double enters_s) const {
    if (conditions.steady(way.segment)) return enters_s + way.time_s;
    const double factor = conditions.speed_factor(way.segment, mode, as_of);
    return factor > 0.0 ? enters_s + way.time_s / factor : kUnreached;
  }
};
/// … under conditions that change on the way.
struct Changing {
  const RoadConditions& conditions;
  TravelMode mode;
  std::span<const double> speed_m_per_s;
  double operator()(const Way& way, double enters_s) const {
    if (conditions.steady(way.segment)) return enters_s + way.time_s;
    return seconds(conditions.leaves_at(way.segment, mode, at_seconds(enters_s), speed_m_per_s[way.segment.index()]));
  }
};

/// Relaxes edges; `Settled` is told every label once, in the order of arrival, and says whether that was the last one
/// wanted.
template <class Leaves, class Settled>
struct Relax : boost::default_bfs_visitor {
  Relax(Workspace& w, const Leaves& l, Settled& s) : workspace(&w), leaves(&l), settled(&s) {}

  void examine_vertex(Label label, const Graph& /*graph*/) {
    here = label;
    here_s = (*workspace)[label].at_s;
    if ((*settled)(label, here_s)) workspace->stop();
  }
  void tree_edge(const Edge& edge, const Graph& graph) { reach(target(edge, graph), graph[edge]); }
  void gray_target(const Edge& edge, const Graph& graph) {
    const Label there = target(edge, graph);
    if (reach_earlier(there, graph[edge])) workspace->push(there);
  }

  void reach(Label there, const Way& way) {
    Reached& reached = (*workspace)[there];
    reached.at_s = (*leaves)(way, here_s);
    reached.before = here;
    reached.by = way.segment;
  }
  bool reach_earlier(Label there, const Way& way) {
    Reached& reached = (*workspace)[there];
    const double at_s = (*leaves)(way, here_s);
    if (at_s >= reached.at_s) return false;
    reached.at_s = at_s;
    reached.before = here;
    reached.by = way.segment;
    return true;
  }

  Workspace* workspace;
  const Leaves* leaves;
  Settled* settled;
  Label here = kNoLabel;
  double here_s = 0;
};

/// Tobler 1993 as ModeSpeeds describes it.
double walking_speed_m_per_s(const ModeSpeeds& speeds, double factor, double slope) {
  constexpr double kToblerTopSpeed_m_per_s = 6.0 / 3.6;  // the author's number, used when the library gave none
  const double level_loss = std::exp(-speeds.walking_slope_rate * std::abs(speeds.walking_easiest_slope));
  const double top = speeds.walking_level > Speed{} ? speeds.walking_level.si() / level_loss : kToblerTopSpeed_m_per_s;
  const double speed = top * std::exp(-speeds.walking_slope_rate * std::abs(slope - speeds.walking_easiest_slope));
  return factor * std::max(speed, speeds.walking_minimum.si());
}

/// Speed of a mode on every segment at factor 1; 0 where it may not go.
std::vector<double> free_speeds(const RoadNetwork& network, TravelMode mode, const ModeSpeeds& speeds) {
  const auto m = static_cast<std::size_t>(mode);
  const double factor = speeds.factor[m] > 0.0 ? speeds.factor[m] : 1.0;
  const double maximum = speeds.maximum[m] > Speed{} ? speeds.maximum[m].si() : kUnreached;
  std::vector<double> result(network.segment_count(), 0.0);
  for (std::size_t s = 0; s < result.size(); ++s) {
    const SegmentId segment(s);
    if (!network.allows(segment, mode)) continue;
    const double speed = mode == TravelMode::walk
                             ? walking_speed_m_per_s(speeds, factor, network.slope(segment))
                             : factor * static_cast<double>(network.free_flow_speed_m_per_s(segment));
    result[s] = std::min(speed, maximum);
  }
  return result;
}

}  // namespace

struct Router::Index {
  using Turn = std::pair<SegmentId, SegmentId>;
  enum class Direction { from_root, towards_root };
  /// What a tree is grown for: times by junction, and the junctions that end the growth once all are reached.
  struct TimesTo {
    std::vector<double> at_s;
    std::vector<std::uint8_t> wanted;
    std::size_t wanted_count = 0;
  };

  Index(const RoadNetwork& n, TravelMode m, const ModeSpeeds& speeds);

  [[nodiscard]] Label label_after(SegmentId segment) const;
  [[nodiscard]] JunctionId junction_of(Label label) const {
    const std::size_t junctions = network.junction_count();
    return label < junctions ? JunctionId(std::size_t{label}) : network.to(restricted[label - junctions]);
  }
  /// Calls `visit` with the labels of restricted arrivals at a junction, in order.
  template <class Visit>
  void for_restricted(JunctionId junction, Visit visit) const;
  /// The labels of a junction: its own, then those of restricted arrivals.
  void labels_of(JunctionId junction, std::vector<Label>& labels) const;
  void add_ways(Label label, JunctionId at, SegmentId arrived_by);

  template <class Leaves, class Settled>
  void search(const Graph& graph, std::span<const Label> from, double start_s, const Leaves& leaves,
              Settled settled) const;
  template <class Leaves>
  std::optional<Route> fastest(JunctionId origin, JunctionId destination, double departs_s, const Leaves& leaves) const;
  template <class Accepts, class Leaves>
  std::optional<Route> fastest_to_first(JunctionId origin, const Accepts& accepts, double departs_s,
                                        const Leaves& leaves) const;
  [[nodiscard]] TimesTo times_to(std::span<const JunctionId> junctions) const;
  template <class Leaves>
  void grow_tree(JunctionId root, Direction direction, const Leaves& leaves, TimesTo& times) const;
  template <class Leaves>
  Eigen::MatrixXd matrix(std::span<const JunctionId> origins, std::span<const JunctionId> destinations,
                         const Leaves& leaves) const;
  [[nodiscard]] Route route_to(Label goal, double departs_s) const;
  [[nodiscard]] bool known(JunctionId junction) const;

  const RoadNetwork& network;
  TravelMode mode;
  std::vector<double> speed_m_per_s;  // by segment
  std::vector<Turn> banned;           // of this mode, sorted
  std::vector<SegmentId> restricted;  // segments with a banned turn at their end, sorted; label = junctions + position
  std::vector<std::pair<JunctionId, Label>> restricted_at;  // the labels of restricted segments by their end, sorted
  Graph forward, backward;
  mutable Workspace workspace{0};
  mutable std::vector<Label> sources;

 private:
  std::vector<std::pair<Label, Label>> edges_;  // only while the graphs are built
  std::vector<Way> ways_;
};

Router::Index::Index(const RoadNetwork& n, TravelMode m, const ModeSpeeds& speeds)
    : network(n), mode(m), speed_m_per_s(free_speeds(n, m, speeds)) {
  for (const BannedTurn& turn : network.banned_turns()) {
    if ((turn.modes & mask_of(mode)) != 0) banned.emplace_back(turn.from, turn.to);
  }
  std::sort(banned.begin(), banned.end());
  for (const Turn& turn : banned) {
    if (restricted.empty() || restricted.back() != turn.first) restricted.push_back(turn.first);
  }
  const std::size_t junctions = network.junction_count();
  for (std::size_t r = 0; r < restricted.size(); ++r) {
    restricted_at.emplace_back(network.to(restricted[r]), static_cast<Label>(junctions + r));
  }
  std::sort(restricted_at.begin(), restricted_at.end());
  edges_.reserve(network.segment_count());
  ways_.reserve(network.segment_count());
  for (std::size_t j = 0; j < junctions; ++j) add_ways(static_cast<Label>(j), JunctionId(j), SegmentId{});
  for (std::size_t r = 0; r < restricted.size(); ++r) {
    add_ways(static_cast<Label>(junctions + r), network.to(restricted[r]), restricted[r]);
  }
  const std::size_t labels = junctions + restricted.size();
  forward = Graph(boost::edges_are_sorted, edges_.begin(), edges_.end(), ways_.begin(), static_cast<Label>(labels));
  for (auto& [from, to] : edges_) std::swap(from, to);
  backward = Graph(boost::edges_are_unsorted_multi_pass, edges_.begin(), edges_.end(), ways_.begin(),
                   static_cast<Label>(labels));
  edges_ = {};
  ways_ = {};
  workspace = Workspace(labels);
}

void Router::Index::add_ways(Label label, JunctionId at, SegmentId arrived_by) {
  for (SegmentId s = network.first_out(at); s != network.end_out(at); s = SegmentId(s.index() + 1)) {
    if (!(speed_m_per_s[s.index()] > 0.0)) continue;
    if (arrived_by.exists() && std::binary_search(banned.begin(), banned.end(), Turn(arrived_by, s))) continue;
    edges_.emplace_back(label, label_after(s));
    ways_.push_back({.time_s = network.length_m(s) / speed_m_per_s[s.index()], .segment = s});
  }
}

Label Router::Index::label_after(SegmentId segment) const {
  const auto found = std::lower_bound(restricted.begin(), restricted.end(), segment);
  if (found == restricted.end() || *found != segment) return network.to(segment).value;
  return static_cast<Label>(network.junction_count() + static_cast<std::size_t>(found - restricted.begin()));
}

void Router::Index::labels_of(JunctionId junction, std::vector<Label>& labels) const {
  labels.assign(1, junction.value);
  for_restricted(junction, [&](Label label) { labels.push_back(label); });
}

template <class Visit>
void Router::Index::for_restricted(JunctionId junction, Visit visit) const {
  auto at = std::lower_bound(restricted_at.begin(), restricted_at.end(), std::pair(junction, Label{0}));
  for (; at != restricted_at.end() && at->first == junction; ++at) visit(at->second);
}

bool Router::Index::known(JunctionId junction) const {
  ensure(!junction.exists() || junction.index() < network.junction_count(), "a route asks for a junction of elsewhere");
  return junction.exists();
}

template <class Leaves, class Settled>
void Router::Index::search(const Graph& graph, std::span<const Label> from, double start_s, const Leaves& leaves,
                           Settled settled) const {
  workspace.begin_query();
  for (const Label label : from) workspace[label] = {.at_s = start_s, .mark = 0, .before = kNoLabel, .by = {}};
  boost::breadth_first_visit(graph, from.begin(), from.end(), workspace,
                             Relax<Leaves, Settled>(workspace, leaves, settled), ColorMap{&workspace});
}

template <class Leaves>
std::optional<Route> Router::Index::fastest(JunctionId origin, JunctionId destination, double departs_s,
                                            const Leaves& leaves) const {
  if (!known(origin) || !known(destination)) return std::nullopt;
  return fastest_to_first(
      origin, [&](JunctionId junction) { return junction == destination; }, departs_s, leaves);
}

template <class Accepts, class Leaves>
std::optional<Route> Router::Index::fastest_to_first(JunctionId origin, const Accepts& accepts, double departs_s,
                                                     const Leaves& leaves) const {
  if (!known(origin)) return std::nullopt;
  Label goal = kNoLabel;
  sources.assign(1, origin.value);
  search(forward, sources, departs_s, leaves, [&](Label label, double) {
    if (!accepts(junction_of(label))) return false;
    goal = label;
    return true;
  });
  if (goal == kNoLabel) return std::nullopt;
  return route_to(goal, departs_s);
}

Route Router::Index::route_to(Label goal, double departs_s) const {
  Route route;
  double length_m = 0;
  for (Label label = goal; workspace[label].by.exists(); label = workspace[label].before) {
    route.segments.push_back(workspace[label].by);
    length_m += network.length_m(workspace[label].by);
  }
  std::reverse(route.segments.begin(), route.segments.end());
  route.travel_time = Duration{workspace[goal].at_s - departs_s};
  route.length = Length::from_si(length_m);
  return route;
}

template <class Leaves>
void Router::Index::grow_tree(JunctionId root, Direction direction, const Leaves& leaves, TimesTo& times) const {
  const bool backwards = direction == Direction::towards_root;
  std::fill(times.at_s.begin(), times.at_s.end(), kUnreached);
  labels_of(root, sources);
  if (!backwards) sources.resize(1);  // the root is left freely, but may be reached after any segment
  std::size_t to_find = times.wanted_count;
  search(backwards ? backward : forward, sources, 0.0, leaves, [&](Label label, double label_s) {
    if (backwards && label >= network.junction_count()) return false;  // every origin is left freely
    const std::size_t junction = junction_of(label).index();
    if (times.at_s[junction] != kUnreached) return false;
    times.at_s[junction] = label_s;
    return times.wanted[junction] != 0 && --to_find == 0;
  });
}

Router::Index::TimesTo Router::Index::times_to(std::span<const JunctionId> junctions) const {
  TimesTo times{.at_s = std::vector<double>(network.junction_count(), kUnreached),
                .wanted = std::vector<std::uint8_t>(network.junction_count(), 0)};
  for (const JunctionId junction : junctions) {
    if (!known(junction) || times.wanted[junction.index()] != 0) continue;
    times.wanted[junction.index()] = 1;
    ++times.wanted_count;
  }
  return times;
}

template <class Leaves>
Eigen::MatrixXd Router::Index::matrix(std::span<const JunctionId> origins, std::span<const JunctionId> destinations,
                                      const Leaves& leaves) const {
  // Trees grow from the side with fewer junctions. Equal sides: from the destinations, whose columns lie together.
  const bool backwards = destinations.size() <= origins.size();
  const std::span<const JunctionId> roots = backwards ? destinations : origins;
  const std::span<const JunctionId> others = backwards ? origins : destinations;
  Eigen::MatrixXd times_s = Eigen::MatrixXd::Constant(static_cast<Eigen::Index>(origins.size()),
                                                      static_cast<Eigen::Index>(destinations.size()), kUnreached);
  TimesTo times = times_to(others);
  std::vector<Eigen::Index> first_line(network.junction_count(), -1);  // where a root was answered already
  for (Eigen::Index line = 0; line < static_cast<Eigen::Index>(roots.size()); ++line) {
    const JunctionId root = roots[static_cast<std::size_t>(line)];
    if (!known(root)) continue;
    if (const Eigen::Index first = std::exchange(first_line[root.index()], line); first >= 0) {
      if (backwards) times_s.col(line) = times_s.col(first);
      if (!backwards) times_s.row(line) = times_s.row(first);
      continue;
    }
    grow_tree(root, backwards ? Direction::towards_root : Direction::from_root, leaves, times);
    for (Eigen::Index other = 0; other < static_cast<Eigen::Index>(others.size()); ++other) {
      const JunctionId junction = others[static_cast<std::size_t>(other)];
      if (!junction.exists()) continue;
      (backwards ? times_s(other, line) : times_s(line, other)) = times.at_s[junction.index()];
    }
  }
  return times_s;
}

/// What a tree knows so far: Boost's Buffer, colors and visitor in one, kept between questions so that the search can
/// go on where it stopped.
struct Router::Tree::Growth {
  using value_type = Label;
  using size_type = std::size_t;
  enum Color : std::uint8_t { white, gray, black };
  struct Found {
    double to_go_s = kUnreached;
    SegmentId by;
    Color color = white;
    bool moved = false;
  };
  /// What is found, by label, in pages that are made when something is found there: most trees stay small.
  class Pages {
   public:
    explicit Pages(std::size_t labels) : pages_((labels + kPage - 1) / kPage) {}
    Found& operator[](Label label) {
      auto& page = pages_[label / kPage];
      if (page == nullptr) page = std::make_unique<std::array<Found, kPage>>();
      return (*page)[label % kPage];
    }
    const Found& operator[](Label label) const {
      static const Found nothing;
      const auto& page = pages_[label / kPage];
      return page == nullptr ? nothing : (*page)[label % kPage];
    }

   private:
    static constexpr std::size_t kPage = 128;
    std::vector<std::unique_ptr<std::array<Found, kPage>>> pages_;
  };
  /// Boost's view of the colors.
  struct Colors {
    using key_type = Label;
    using value_type = boost::default_color_type;
    using reference = value_type;
    using category = boost::read_write_property_map_tag;
    Growth* growth;
    friend value_type get(const Colors& colors, Label label) {
      constexpr std::array<boost::default_color_type, 3> kBoost{boost::white_color, boost::gray_color,
                                                                boost::black_color};
      return kBoost[std::as_const(colors.growth->found)[label].color];
    }
    friend void put(const Colors& colors, Label label, value_type color) {
      colors.growth->found[label].color = color == boost::black_color ? black : gray;
    }
  };
  struct Visitor : boost::default_bfs_visitor {
    explicit Visitor(Growth& g) : growth(&g) {}
    void examine_vertex(Label label, const Graph& /*graph*/) { growth->settle(label); }
    void tree_edge(const Edge& edge, const Graph& graph) { growth->reach(target(edge, graph), graph[edge]); }
    void gray_target(const Edge& edge, const Graph& graph) {
      const Label there = target(edge, graph);
      if (growth->reach(there, graph[edge])) growth->push(there);
    }
    void black_target(const Edge& edge, const Graph& graph) {
      if (growth->mending) growth->improve(target(edge, graph), graph[edge]);
    }
    Growth* growth;
  };

  Growth(const Index& of, std::span<const JunctionId> destinations, const RoadConditions* under, Time instant);
  /// Goes on until the label is settled, or until nothing is left within the limit.
  const Found& known(Label label, double at_most_s = kUnreached);
  void grow();
  void mend(std::span<const SegmentId> changed);
  void remove_destination(JunctionId destination);
  void lose(Label label, SegmentId by);
  void lose_behind(std::size_t first);
  void find_ways_again(std::span<const SegmentId> changed);
  void look_around(Label label);
  void look_back_over(SegmentId segment);
  void rank();
  void move(Label label);
  [[nodiscard]] double time_s(const Way& way) const;
  /// The labels from which one leaves a segment's beginning by it.
  template <class Visit>
  void for_labels_before(SegmentId segment, Visit visit) const;

  void settle(Label label) {
    here_s = found[label].to_go_s;
    horizon_s = std::max(horizon_s, here_s);
    if (mending) move(label);
    if (label < index->network.junction_count() && !found[label].moved) settled.push_back(label);
    stopped = settled.size() >= wanted_count || label == wanted;
  }
  bool reach(Label there, const Way& way) {
    const double to_go_s = here_s + time_s(way);
    Found& entry = found[there];
    if (to_go_s >= entry.to_go_s) return false;
    entry.to_go_s = to_go_s;
    entry.by = way.segment;
    return true;
  }
  void improve(Label there, const Way& way) {
    if (!reach(there, way)) return;
    move(there);
    found[there].color = gray;
    push(there);
  }
  void push(Label label) { queue.push({found[label].to_go_s, label}); }
  void pop() { queue.pop(); }
  [[nodiscard]] Label top() const { return queue.front().label; }
  [[nodiscard]] bool empty() { return stopped || exhausted() || queue.front().at_s > as_far_as_s; }
  /// Is nothing left that could still be reached? Entries that were overtaken, or whose way was lost, are passed over.
  [[nodiscard]] bool exhausted() {
    while (!queue.empty() && stale(queue.front())) queue.pop();
    return queue.empty() || std::isinf(queue.front().at_s);
  }
  [[nodiscard]] bool stale(const Queue::Entry& entry) const {
    const Found& label = found[entry.label];
    return label.color != gray || label.to_go_s != entry.at_s;
  }

  const Index* index;
  const RoadConditions* conditions;  // null: free flow
  Time as_of;
  Pages found;                 // by label
  std::vector<Label> settled;  // junctions only, by time to go; those that moved have left their place
  std::vector<Label> moved;    // junctions that were mended since somebody asked for the order
  std::vector<Label> lost;     // memory of mend
  Queue queue;
  double here_s = 0;
  double horizon_s = 0;  // everything nearer is settled
  double as_far_as_s = kUnreached;
  bool mending = false;
  bool stopped = false;
  Label wanted = kNoLabel;
  std::size_t wanted_count = std::numeric_limits<std::size_t>::max();
};

Router::Tree::Growth::Growth(const Index& of, std::span<const JunctionId> destinations, const RoadConditions* under,
                             Time instant)
    : index(&of), conditions(under), as_of(instant), found(of.network.junction_count() + of.restricted.size()) {
  for (const JunctionId destination : destinations) {
    if (!of.known(destination)) continue;
    of.labels_of(destination, of.sources);
    for (const Label label : of.sources) {
      if (found[label].color == gray) continue;  // named twice
      found[label] = {.to_go_s = 0, .by = {}, .color = gray};
      push(label);
    }
  }
}

double Router::Tree::Growth::time_s(const Way& way) const {
  if (conditions == nullptr) return way.time_s;
  return Frozen{*conditions, index->mode, as_of}(way, 0.0);
}

void Router::Tree::Growth::grow() {
  stopped = false;
  if (exhausted()) return;
  const Label* none = nullptr;  // the buffer holds where to go on
  boost::breadth_first_visit(index->backward, none, none, *this, Visitor(*this), Colors{this});
}

// As Ramalingam and Reps (1996) do for one change at a time: whoever went over a changed segment, and whoever came
// behind them, has no way until one is found from a neighbor whose way stands; then roads that became faster are looked
// back over. At the end everything within the former horizon is settled again, the rest grows when it is asked for.
void Router::Tree::Growth::mend(std::span<const SegmentId> changed) {
  lost.clear();
  for (const SegmentId segment : changed) {
    const std::size_t first = lost.size();
    for_labels_before(segment, [&](Label label) { lose(label, segment); });
    lose_behind(first);
  }
  find_ways_again(changed);
}

void Router::Tree::Growth::remove_destination(JunctionId destination) {
  if (!index->known(destination)) return;
  lost.clear();
  index->labels_of(destination, index->sources);
  for (const Label label : index->sources) lose(label, SegmentId{});
  lose_behind(0);
  find_ways_again({});
}

/// A label whose way begins with the segment; none: where ways end.
void Router::Tree::Growth::lose(Label label, SegmentId by) {
  if (found[label].color == white || found[label].by != by) return;
  move(label);
  found[label] = {.by = {}, .moved = found[label].moved};
  lost.push_back(label);
}

void Router::Tree::Growth::lose_behind(std::size_t first) {
  for (std::size_t next = first; next < lost.size(); ++next) {
    for (const auto& edge : boost::make_iterator_range(boost::out_edges(lost[next], index->backward))) {
      lose(target(edge, index->backward), index->backward[edge].segment);
    }
  }
}

void Router::Tree::Growth::find_ways_again(std::span<const SegmentId> changed) {
  for (const Label label : lost) look_around(label);
  for (const SegmentId segment : changed) look_back_over(segment);
  mending = true;
  as_far_as_s = horizon_s;
  grow();
  as_far_as_s = kUnreached;
  mending = false;
}

// The best way from a label that lost its own, over neighbors that know theirs.
void Router::Tree::Growth::look_around(Label label) {
  for (const auto& edge : boost::make_iterator_range(boost::out_edges(label, index->forward))) {
    const Found& neighbor = found[target(edge, index->forward)];
    if (neighbor.color != black) continue;
    here_s = neighbor.to_go_s;
    reach(label, index->forward[edge]);
  }
  if (!std::isfinite(found[label].to_go_s)) return;
  found[label].color = gray;
  push(label);
}

// Is a segment a better way now for those before it? While its end is not settled, that is asked when it is.
void Router::Tree::Growth::look_back_over(SegmentId segment) {
  const double speed = index->speed_m_per_s[segment.index()];
  const Found& end = found[index->label_after(segment)];
  if (!(speed > 0) || end.color != black) return;
  here_s = end.to_go_s;
  const Way way{.time_s = index->network.length_m(segment) / speed, .segment = segment};
  for_labels_before(segment, [&](Label label) { improve(label, way); });
}

// Puts what moved where it belongs now in the order of the settled.
void Router::Tree::Growth::rank() {
  if (moved.empty()) return;
  const auto nearer = [&](Label a, Label b) { return found[a].to_go_s < found[b].to_go_s; };
  std::erase_if(settled, [&](Label label) { return found[label].moved; });
  for (const Label label : moved) found[label].moved = false;
  std::erase_if(moved, [&](Label label) { return found[label].color != black; });
  std::sort(moved.begin(), moved.end());
  std::stable_sort(moved.begin(), moved.end(), nearer);
  const auto middle = static_cast<std::ptrdiff_t>(settled.size());
  settled.insert(settled.end(), moved.begin(), moved.end());
  std::inplace_merge(settled.begin(), settled.begin() + middle, settled.end(), nearer);
  moved.clear();
}

void Router::Tree::Growth::move(Label label) {
  if (label >= index->network.junction_count() || found[label].moved) return;
  found[label].moved = true;
  moved.push_back(label);
}

const Router::Tree::Growth::Found& Router::Tree::Growth::known(Label label, double at_most_s) {
  if (found[label].color != black) {
    wanted = label;
    as_far_as_s = at_most_s;
    grow();
    as_far_as_s = kUnreached;
    wanted = kNoLabel;
  }
  static const Found nowhere;
  return found[label].color == black ? found[label] : nowhere;
}

template <class Visit>
void Router::Tree::Growth::for_labels_before(SegmentId segment, Visit visit) const {
  const JunctionId from = index->network.from(segment);
  visit(from.value);
  index->for_restricted(from, [&](Label label) {
    const SegmentId arrived_by = index->restricted[label - index->network.junction_count()];
    const bool banned =
        std::binary_search(index->banned.begin(), index->banned.end(), Index::Turn(arrived_by, segment));
    if (!banned) visit(label);
  });
}

Router::Tree::Tree(std::unique_ptr<Growth> growth) : growth_(std::move(growth)) {}
Router::Tree::~Tree() = default;
Router::Tree::Tree(Tree&&) noexcept = default;
Router::Tree& Router::Tree::operator=(Tree&&) noexcept = default;

SegmentId Router::Tree::next(JunctionId at) const {
  return growth_->known(at.value).by;
}

SegmentId Router::Tree::next_after(SegmentId arrived_by, JunctionId at) const {
  return growth_->known(arrived_by.exists() ? growth_->index->label_after(arrived_by) : at.value).by;
}

double Router::Tree::to_go_s(JunctionId from) const {
  return growth_->known(from.value).to_go_s;
}

double Router::Tree::to_go_within_s(JunctionId from, double at_most_s) const {
  const double to_go_s = growth_->known(from.value, at_most_s).to_go_s;
  return to_go_s <= at_most_s ? to_go_s : kUnreached;
}

JunctionId Router::Tree::destination_of(JunctionId origin) const {
  if (!origin.exists() || !std::isfinite(to_go_s(origin))) return {};
  JunctionId at = origin;
  for (SegmentId segment = next(at); segment.exists(); segment = next_after(segment, at)) {
    at = growth_->index->network.to(segment);
  }
  return at;
}

std::vector<SegmentId> Router::Tree::segments_from(const RoadNetwork& network, JunctionId origin) const {
  std::vector<SegmentId> segments;
  if (!origin.exists()) return segments;
  SegmentId segment = next(origin);
  while (segment.exists()) {
    segments.push_back(segment);
    segment = next_after(segment, network.to(segment));
  }
  return segments;
}

std::optional<Router::Tree::Near> Router::Tree::nearest(std::size_t k) const {
  growth_->rank();
  if (growth_->settled.size() <= k) {
    growth_->wanted_count = k + 1;
    growth_->grow();
    growth_->wanted_count = std::numeric_limits<std::size_t>::max();
  }
  if (growth_->settled.size() <= k) return std::nullopt;
  const Label label = growth_->settled[k];
  return Near{JunctionId(std::size_t{label}), growth_->found[label].to_go_s};
}

void Router::Tree::grow_fully() {
  growth_->grow();
}

// Nobody's way, found or in sight, begins with it.
bool Router::Tree::survives_closing(SegmentId segment) const {
  bool survives = true;
  growth_->for_labels_before(segment, [&](Label label) {
    const Growth::Found& entry = growth_->found[label];
    survives = survives && (entry.color == Growth::white || entry.by != segment);
  });
  return survives;
}

void Router::Tree::mend(std::span<const SegmentId> changed) {
  growth_->mend(changed);
}

void Router::Tree::remove_destination(JunctionId destination) {
  growth_->remove_destination(destination);
}

Router::Router(const RoadNetwork& network, TravelMode mode, const ModeSpeeds& speeds)
    : index_(std::make_unique<Index>(network, mode, speeds)) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;
Router& Router::operator=(Router&&) noexcept = default;

double Router::free_speed_m_per_s(SegmentId segment) const {
  return index_->speed_m_per_s[segment.index()];
}

std::optional<Route> Router::fastest(JunctionId origin, JunctionId destination) const {
  return index_->fastest(origin, destination, 0.0, FreeFlow{});
}

std::optional<Route> Router::fastest(JunctionId origin, JunctionId destination, Time departs,
                                     const RoadConditions& conditions) const {
  return index_->fastest(origin, destination, seconds(departs),
                         Changing{conditions, index_->mode, index_->speed_m_per_s});
}

std::optional<Route> Router::fastest_as_of(JunctionId origin, JunctionId destination, Time as_of,
                                           const RoadConditions& conditions) const {
  return index_->fastest(origin, destination, 0.0, Frozen{conditions, index_->mode, as_of});
}

std::optional<Route> Router::fastest_to_first(JunctionId origin, const std::function<bool(JunctionId)>& accepts,
                                              Time as_of, const RoadConditions& conditions) const {
  return index_->fastest_to_first(origin, accepts, 0.0, Frozen{conditions, index_->mode, as_of});
}

Eigen::MatrixXd Router::travel_times_s(std::span<const JunctionId> origins,
                                       std::span<const JunctionId> destinations) const {
  return index_->matrix(origins, destinations, FreeFlow{});
}

Eigen::MatrixXd Router::travel_times_s(std::span<const JunctionId> origins, std::span<const JunctionId> destinations,
                                       Time as_of, const RoadConditions& conditions) const {
  return index_->matrix(origins, destinations, Frozen{conditions, index_->mode, as_of});
}

Router::Tree Router::tree_to(std::span<const JunctionId> destinations) const {
  return Tree(std::make_unique<Tree::Growth>(*index_, destinations, nullptr, kStartEx));
}

Router::Tree Router::tree_to(std::span<const JunctionId> destinations, Time as_of,
                             const RoadConditions& conditions) const {
  return Tree(std::make_unique<Tree::Growth>(*index_, destinations, &conditions, as_of));
}

}  // namespace tocsin
