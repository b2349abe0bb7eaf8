// SPDX-License-Identifier: Apache-2.0
// The desk work behind the Network: queues of outgoing messages, one bearer after the other, retries, parts of long
// texts, messengers. What goes over the air is a transfer of engine/comms; who has coverage is decided here.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <deque>
#include <map>
#include <utility>

#include "engine/base/ensure.hpp"
#include "engine/comms/transfers.hpp"
#include "engine/simulation/scenario.hpp"
#include "models/communications/bearers.hpp"
#include "models/communications/communications.hpp"
#include "models/communications/coverage.hpp"
#include "models/communications/ground.hpp"
#include "models/communications/mesh.hpp"
#include "models/communications/open_way_trip.hpp"
#include "models/communications/portable_cell.hpp"

namespace tocsin::communications {
namespace {

constexpr double kBytesPerKbit = 125.0;
/// Voice media carry seconds, not bytes: milliseconds of talk at a thousand a second.
constexpr double kTalkPerS = 1000.0;

}  // namespace

class Network::Desk {
 public:
  explicit Desk(World& world);

  CorrespondentId add(const Correspondent& correspondent);
  std::uint32_t send(const Message& message, Ended ended);
  [[nodiscard]] bool reachable(CorrespondentId from, CorrespondentId to, Bearer bearer) const;
  [[nodiscard]] const Ledger& ledger() const { return ledger_; }
  void set_portable(NameId name, PortableState state);

 private:
  /// Media of a site or of the sky.
  struct Media {
    comms::MediumId data, voice;
    bool has_voice = false;
    std::uint32_t voice_channels = 0;
  };
  struct Carrier {  // a bearer of the scenario
    const BearerEntry* people = nullptr;
    const RadioParameters* radio = nullptr;  // null: the messenger
    const SiteBearerParameters* by_site = nullptr;
    const SkyBearerParameters* by_sky = nullptr;
    const MeshParameters* by_mesh = nullptr;
    std::vector<Media> media;  // by site of `by_site->found`; one of the sky, one of the mesh
  };
  struct Terminal {
    std::vector<std::uint32_t>
        sites;  // within reach, the nearest first: positions in Carrier::media; nodes of the mesh
    bool sees_sky = false;
    Time free_from = kStartEx;       // of a sky terminal: set up, or the interval is over
    Time left_out_until = kStartEx;  // its user has found it dead
  };
  struct Person {
    Correspondent figures;
    std::array<Terminal, kBearerCount> terminals;
    std::uint32_t sending = 0;
    std::vector<std::uint32_t> waiting;      // in the order they came
    std::map<std::uint64_t, Time> left_out;  // by receiver and bearer: until when it is not tried again
  };
  struct Sending {
    Message message;
    Ended ended;
    std::size_t bearer = 0;  // position in the sender's order
    int tries_left = 0;
    std::uint32_t attempt = 0;  // counts steps, so that a time-out of an earlier one is not this one's
    comms::TransferNumber transfer = 0;
    bool holds_operator = false;
    bool call_as_text = false;  // on this bearer
    bool over = false;
    std::unique_ptr<OpenWayTrip> messenger;
  };

  /// A portable cell: its media are cut until it is up.
  struct Portable {
    const PortableCellParameters* parameters = nullptr;
    Bearer bearer{};
    std::uint32_t position = 0;  // in Carrier::media
  };
  void add_portable(const PortableCellParameters& parameters);
  void switch_media(const Media& media, bool works);
  [[nodiscard]] bool reaches(const Portable& portable, const Place& place) const;
  void add_media(Carrier& carrier);
  void add_mesh(Carrier& carrier, const std::string& name);
  [[nodiscard]] static int mesh_hops(const MeshParameters& mesh, const Person& from, const Person& to);
  Media make_media(const RadioParameters& radio, const std::string& name, int voice_channels);
  void site_changed(CommunicationSiteId site);
  void pump(CorrespondentId from);
  void begin(std::uint32_t number);
  void take_bearer(std::uint32_t number);
  [[nodiscard]] bool worth_trying(const Sending& s) const;
  void attempt(std::uint32_t number);
  void attempt_by_radio(std::uint32_t number, const Carrier& carrier);
  void attempt_by_messenger(std::uint32_t number);
  void transfer(std::uint32_t number, comms::MediumId from, comms::MediumId to, std::uint64_t bytes);
  void failed(std::uint32_t number, AttemptFailure why);
  [[nodiscard]] bool becomes_text(std::uint32_t number);
  void next_bearer(std::uint32_t number);
  void arrived(std::uint32_t number);
  void finish(std::uint32_t number, const Delivery& delivery);
  void release_operator(std::uint32_t number);
  [[nodiscard]] const Media* media_of(const Person& person, Bearer bearer) const;
  [[nodiscard]] bool all_taken(const Carrier& carrier, const Media& media, RandomStream& draws) const;
  [[nodiscard]] static bool has_voice(const Carrier& carrier);
  void leave_out(const Message& message, Bearer bearer);
  [[nodiscard]] double load_erlang(const SiteBearerParameters& parameters) const;
  [[nodiscard]] Bearer bearer_of(const Sending& s) const {
    return people_[s.message.from.index()].figures.bearers[s.bearer];
  }
  [[nodiscard]] Carrier& carrier_of(Bearer bearer) { return carriers_[static_cast<std::size_t>(bearer)]; }
  [[nodiscard]] const Carrier& carrier_of(Bearer bearer) const { return carriers_[static_cast<std::size_t>(bearer)]; }
  [[nodiscard]] Sending& sending(std::uint32_t number) { return messages_[number - 1]; }
  /// Runs `step` later unless the message has gone on meanwhile.
  template <class Step>
  void later(std::uint32_t number, Duration after, Step step) {
    const auto now = ++sending(number).attempt;
    world_.kernel().schedule_in(after, Phase::response, [this, number, now, step] {
      if (!sending(number).over && sending(number).attempt == now) step(number);
    });
  }

  World& world_;
  comms::Transfers transfers_;
  std::array<Carrier, kBearerCount> carriers_;
  std::vector<std::vector<std::pair<Bearer, std::uint32_t>>> media_of_site_;  // by site of the town
  std::vector<Portable> portables_;
  std::vector<Person> people_;
  std::deque<Sending> messages_;
  Ledger ledger_;
};

Network::Network(World& world) : desk_(std::make_unique<Desk>(world)) {}
Network::~Network() = default;
CorrespondentId Network::add(const Correspondent& correspondent) {
  return desk_->add(correspondent);
}
std::uint32_t Network::send(const Message& message, Ended ended) {
  return desk_->send(message, std::move(ended));
}
bool Network::reachable(CorrespondentId from, CorrespondentId to, Bearer bearer) const {
  return desk_->reachable(from, to, bearer);
}
const Network::Ledger& Network::ledger() const {
  return desk_->ledger();
}
void Network::set_portable(NameId name, PortableState state) {
  desk_->set_portable(name, state);
}
bool Network::connected(CorrespondentId from, CorrespondentId to) const {
  for (std::size_t b = 0; b < kBearerCount; ++b) {
    const auto bearer = static_cast<Bearer>(b);
    if (bearer != Bearer::messenger && desk_->reachable(from, to, bearer)) return true;
  }
  return false;
}

// ---- media ----

Network::Desk::Desk(World& world)
    : world_(world), transfers_(world.kernel()), media_of_site_(world.town().communication_sites.size()) {
  for (const auto* parameters : world.scenario().all<BearerEntry>()) {
    Carrier& carrier = carrier_of(parameters->bearer);
    carrier.people = parameters;
    carrier.radio = dynamic_cast<const RadioParameters*>(parameters);
    carrier.by_site = dynamic_cast<const SiteBearerParameters*>(parameters);
    carrier.by_sky = dynamic_cast<const SkyBearerParameters*>(parameters);
    carrier.by_mesh = dynamic_cast<const MeshParameters*>(parameters);
    add_media(carrier);
  }
  for (const auto* portable : world.scenario().all<PortableCellParameters>()) add_portable(*portable);
  world.door<Sites>().on_change([this](CommunicationSiteId site) { site_changed(site); });
}

Network::Desk::Media Network::Desk::make_media(const RadioParameters& radio, const std::string& name,
                                               int voice_channels) {
  Media media;
  media.data = transfers_.add({name, radio.data_rate_kbit_per_s * kBytesPerKbit, radio.delay, 0});
  media.has_voice = voice_channels > 0;
  media.voice_channels = static_cast<std::uint32_t>(voice_channels);
  if (media.has_voice) media.voice = transfers_.add({name + " voice", kTalkPerS, radio.delay, media.voice_channels});
  return media;
}

void Network::Desk::add_media(Carrier& carrier) {
  const auto name = EnumNames<Bearer>::value[static_cast<std::size_t>(carrier.people->bearer)];
  if (carrier.by_sky != nullptr) {
    carrier.media.push_back(make_media(*carrier.radio, std::string(name), carrier.by_sky->voice_channels));
  }
  if (carrier.by_mesh != nullptr) add_mesh(carrier, std::string(name));
  if (carrier.by_site == nullptr) return;
  for (const auto site : carrier.by_site->found) {
    media_of_site_[site.index()].emplace_back(carrier.people->bearer, carrier.media.size());
    const auto& id = world_.town().communication_sites[site.index()].id;
    carrier.media.push_back(
        make_media(*carrier.radio, fmt::format("{} {}", name, id), carrier.by_site->voice_channels));
  }
}

// Silent until it is set up, and when its batteries are empty.
void Network::Desk::add_mesh(Carrier& carrier, const std::string& name) {
  const auto& mesh = *carrier.by_mesh;
  carrier.media.push_back(make_media(mesh, name, mesh.voice_channels));
  switch_media(carrier.media.front(), false);
  const Time up = kStartEx + mesh.called_out + mesh.set_up;
  world_.kernel().schedule(up, Phase::infrastructure, [this, &carrier] { switch_media(carrier.media.front(), true); });
  world_.kernel().schedule(up + mesh.endurance, Phase::infrastructure,
                           [this, &carrier] { switch_media(carrier.media.front(), false); });
}

// 0: no way through the mesh.
int Network::Desk::mesh_hops(const MeshParameters& mesh, const Person& from, const Person& to) {
  constexpr auto kMesh = static_cast<std::size_t>(Bearer::mesh);
  int fewest = 0;
  for (const auto a : from.terminals[kMesh].sites) {
    for (const auto b : to.terminals[kMesh].sites) {
      const int hops = mesh.hops(a, b);
      if (hops != 0 && (fewest == 0 || hops < fewest)) fewest = hops;
    }
  }
  return fewest;
}

void Network::Desk::site_changed(CommunicationSiteId site) {
  const bool works = world_.door<Sites>().working(site);
  for (const auto& [bearer, position] : media_of_site_[site.index()]) {
    switch_media(carrier_of(bearer).media[position], works);
  }
}

void Network::Desk::switch_media(const Media& media, bool works) {
  const auto change = [&](comms::MediumId medium) { works ? transfers_.restore(medium) : transfers_.cut(medium); };
  change(media.data);
  if (media.has_voice) change(media.voice);
}

void Network::Desk::add_portable(const PortableCellParameters& p) {
  Carrier& carrier = carrier_of(p.bearer->bearer);
  portables_.push_back({&p, p.bearer->bearer, static_cast<std::uint32_t>(carrier.media.size())});
  carrier.media.push_back(make_media(*carrier.radio, p.id, p.voice_channels));
  switch_media(carrier.media.back(), false);
}

void Network::Desk::set_portable(NameId name, PortableState state) {
  for (const auto& portable : portables_) {
    if (portable.parameters->name != name) continue;
    switch_media(carrier_of(portable.bearer).media[portable.position], state == PortableState::carries);
  }
}

// From the air it sees every slope; on the ground as any site.
bool Network::Desk::reaches(const Portable& portable, const Place& place) const {
  const auto& p = *portable.parameters;
  const auto& at = world_.town().zones[p.zone_id.index()].place;
  if (std::hypot(at.x_m - place.x_m, at.y_m - place.y_m) > p.reach.si()) return false;
  const auto* ground = p.bearer->ground.get();
  return p.by == BroughtBy::air || ground == nullptr || ground->sees(at, p.bearer->antenna_height, place);
}

// ---- who reaches whom ----

CorrespondentId Network::Desk::add(const Correspondent& correspondent) {
  Person person;
  person.figures = correspondent;
  std::erase_if(person.figures.bearers, [this](Bearer b) { return carrier_of(b).people == nullptr; });
  const auto number = people_.size();
  for (const Bearer bearer : person.figures.bearers) {
    const Carrier& carrier = carrier_of(bearer);
    Terminal& terminal = person.terminals[static_cast<std::size_t>(bearer)];
    if (carrier.by_site != nullptr) {
      terminal.sites = sites_within_reach(world_.scenario(), *carrier.by_site, correspondent.place);
      for (const auto& portable : portables_) {
        const bool ours = portable.bearer == bearer && reaches(portable, correspondent.place);
        if (ours) terminal.sites.push_back(portable.position);
      }
    } else if (carrier.by_mesh != nullptr) {
      terminal.sites = carrier.by_mesh->near(correspondent.place);
    } else if (carrier.by_sky != nullptr) {
      auto stream = world_.stream(Purpose(fmt::format("communications.shadow/{}", carrier.by_sky->id)), number);
      terminal.sees_sky = stream.uniform() >= carrier.by_sky->shadow.fraction();
    }
  }
  people_.push_back(std::move(person));
  return CorrespondentId(number);
}

// The nearest site that works; of the sky the one medium there is. None: no coverage.
const Network::Desk::Media* Network::Desk::media_of(const Person& person, Bearer bearer) const {
  const Carrier& carrier = carrier_of(bearer);
  const Terminal& terminal = person.terminals[static_cast<std::size_t>(bearer)];
  if (carrier.by_sky != nullptr) return terminal.sees_sky ? &carrier.media.front() : nullptr;
  if (carrier.by_mesh != nullptr) {
    const bool carries = !terminal.sites.empty() && transfers_.works(carrier.media.front().data);
    return carries ? &carrier.media.front() : nullptr;
  }
  for (const auto position : terminal.sites) {
    if (transfers_.works(carrier.media[position].data)) return &carrier.media[position];
  }
  return nullptr;
}

bool Network::Desk::reachable(CorrespondentId from, CorrespondentId to, Bearer bearer) const {
  for (const auto who : {from, to}) {
    const Person& person = people_[who.index()];
    const auto& own = person.figures.bearers;
    if (std::find(own.begin(), own.end(), bearer) == own.end()) return false;
    if (bearer != Bearer::messenger && media_of(person, bearer) == nullptr) return false;
  }
  const auto* mesh = carrier_of(bearer).by_mesh;
  return mesh == nullptr || mesh_hops(*mesh, people_[from.index()], people_[to.index()]) > 0;
}

// ---- the desk ----

std::uint32_t Network::Desk::send(const Message& message, Ended ended) {
  ensure(message.from.exists() && message.to.exists(), "a message needs a sender and a receiver");
  Sending& made = messages_.emplace_back();
  made.message = message;
  made.ended = std::move(ended);
  const auto number = static_cast<std::uint32_t>(messages_.size());
  ++ledger_.sent;
  ++ledger_.under_way;
  Person& sender = people_[message.from.index()];
  world_.publish(MessageSent{number, sender.figures.name, people_[message.to.index()].figures.name, message.kind});
  if (message.deadline != kNever) {
    world_.kernel().schedule(std::max(world_.now(), message.deadline), Phase::response, [this, number] {
      if (!sending(number).over) finish(number, {number, std::nullopt, LossReason::expired});
    });
  }
  sender.waiting.push_back(number);
  world_.kernel().schedule(world_.now(), Phase::response, [this, from = message.from] { pump(from); });
  return number;
}

void Network::Desk::pump(CorrespondentId from) {
  Person& sender = people_[from.index()];
  while (sender.sending < sender.figures.operators && !sender.waiting.empty()) {
    const auto first =
        std::max_element(sender.waiting.begin(), sender.waiting.end(), [this](std::uint32_t a, std::uint32_t b) {
          const auto pa = sending(a).message.priority;
          const auto pb = sending(b).message.priority;
          return pa != pb ? pa < pb : a > b;
        });
    const auto number = *first;
    sender.waiting.erase(first);
    if (sending(number).over) continue;
    ++sender.sending;
    sending(number).holds_operator = true;
    begin(number);
  }
}

void Network::Desk::begin(std::uint32_t number) {
  const Sending& s = sending(number);
  const auto& sender = people_[s.message.from.index()];
  if (sender.figures.bearers.empty()) return finish(number, {number, std::nullopt, LossReason::no_bearer_left});
  const bool text = s.message.kind == MessageKind::text;
  const Duration write = text ? carrier_of(bearer_of(s)).people->write : Duration{};
  later(number, write, [this](std::uint32_t n) { take_bearer(n); });
}

bool Network::Desk::has_voice(const Carrier& carrier) {
  if (carrier.by_site != nullptr) return carrier.by_site->voice_channels > 0;
  if (carrier.by_mesh != nullptr) return carrier.by_mesh->voice_channels > 0;
  return carrier.by_sky == nullptr || carrier.by_sky->voice_channels > 0;
}

namespace {

std::uint64_t key_of(CorrespondentId to, Bearer bearer) {
  return (std::uint64_t{to.value} << 8U) | static_cast<std::uint64_t>(bearer);
}

}  // namespace

// The receiver has it too, it carries what is sent, and the sender has not just found it dead.
bool Network::Desk::worth_trying(const Sending& s) const {
  const Bearer bearer = bearer_of(s);
  const Person& sender = people_[s.message.from.index()];
  const auto& theirs = people_[s.message.to.index()].figures.bearers;
  if (std::find(theirs.begin(), theirs.end(), bearer) == theirs.end()) return false;
  if (s.message.kind == MessageKind::call && !has_voice(carrier_of(bearer))) return false;
  const auto found = sender.left_out.find(key_of(s.message.to, bearer));
  const bool this_one = found != sender.left_out.end() && found->second > world_.now();
  return !this_one && sender.terminals[static_cast<std::size_t>(bearer)].left_out_until <= world_.now();
}

// Where the sender himself has no coverage he tries nobody again for a while, else not this receiver.
void Network::Desk::leave_out(const Message& message, Bearer bearer) {
  Person& sender = people_[message.from.index()];
  const Time until = world_.now() + carrier_of(bearer).people->left_out_for;
  if (media_of(sender, bearer) == nullptr) {
    sender.terminals[static_cast<std::size_t>(bearer)].left_out_until = until;
  } else {
    sender.left_out[key_of(message.to, bearer)] = until;
  }
}

void Network::Desk::take_bearer(std::uint32_t number) {
  Sending& s = sending(number);
  const auto count = people_[s.message.from.index()].figures.bearers.size();
  while (s.bearer < count && !worth_trying(s)) ++s.bearer;
  if (s.bearer == count) return finish(number, {number, std::nullopt, LossReason::no_bearer_left});
  const auto* radio = carrier_of(bearer_of(s)).radio;
  s.tries_left = radio != nullptr ? radio->tries : 1;
  attempt(number);
}

void Network::Desk::attempt(std::uint32_t number) {
  const Carrier& carrier = carrier_of(bearer_of(sending(number)));
  carrier.radio != nullptr ? attempt_by_radio(number, carrier) : attempt_by_messenger(number);
}

void Network::Desk::attempt_by_radio(std::uint32_t number, const Carrier& carrier) {
  Sending& s = sending(number);
  const Bearer bearer = bearer_of(s);
  Person& sender = people_[s.message.from.index()];
  const Person& receiver = people_[s.message.to.index()];
  const bool can = reachable(s.message.from, s.message.to, bearer);
  const Media* const from = can ? media_of(sender, bearer) : nullptr;
  const Media* const to = can ? media_of(receiver, bearer) : nullptr;
  const bool call = s.message.kind == MessageKind::call;
  if (!can) {
    s.tries_left = 1;  // trying again would not help
    return failed(number, AttemptFailure::no_coverage);
  }
  if (carrier.by_sky != nullptr) {
    Terminal& terminal = sender.terminals[static_cast<std::size_t>(bearer)];
    const Time ready = std::max(terminal.free_from, kStartEx + carrier.by_sky->set_up);
    if (ready > world_.now()) {
      return later(number, ready - world_.now(), [this](std::uint32_t n) { attempt(n); });
    }
    const auto parts = call ? 1 : (s.message.bytes + carrier.by_sky->most_bytes - 1) / carrier.by_sky->most_bytes;
    terminal.free_from = world_.now() + carrier.by_sky->interval * std::max(1, static_cast<int>(parts));
  }
  if (call) {
    auto draws = world_.stream("communications.ordinary_load", (std::uint64_t{number} << 16U) | s.attempt);
    const bool taken = all_taken(carrier, *from, draws) || (to != from && all_taken(carrier, *to, draws));
    if (taken) return failed(number, AttemptFailure::busy);
    const auto talk = static_cast<std::uint64_t>(std::llround(seconds(s.message.talk) * kTalkPerS));
    return transfer(number, from->voice, to->voice, talk);
  }
  later(number, carrier.radio->patience, [this](std::uint32_t n) {
    transfers_.withdraw(sending(n).transfer);
    failed(n, AttemptFailure::timed_out);
  });
  // The rate halves with each hop: as if the text were twice as long.
  const int hops = carrier.by_mesh != nullptr ? mesh_hops(*carrier.by_mesh, sender, receiver) : 1;
  transfer(number, from->data, to->data, std::uint64_t{s.message.bytes} << (hops - 1));
}

void Network::Desk::transfer(std::uint32_t number, comms::MediumId from, comms::MediumId to, std::uint64_t bytes) {
  sending(number).transfer = transfers_.begin(from, to, bytes, [this, number](comms::TransferEnd end) {
    sending(number).transfer = 0;
    end == comms::TransferEnd::delivered ? arrived(number) : failed(number, AttemptFailure::broken);
  });
}

double Network::Desk::load_erlang(const SiteBearerParameters& p) const {
  if (!p.rush) return p.ordinary_load_erlang;
  const Duration since = world_.now() - kStartEx - p.rush->begins;
  const bool rush = since >= Duration{} && since < p.rush->lasts;
  return p.ordinary_load_erlang * (rush ? p.rush->factor : 1);
}

// Are ours and those of the public as many as there are channels? The public's are drawn from the law of a trunk that
// refuses calls when it is full, so that with none of ours the chance is Erlang's B.
bool Network::Desk::all_taken(const Carrier& carrier, const Media& media, RandomStream& draws) const {
  const auto ours = transfers_.load(media.voice);
  if (carrier.people->bearer == Bearer::trunking) return false;  // those calls wait for a slot
  if (carrier.by_site == nullptr) return ours >= media.voice_channels;
  return ours + draw_public_calls(load_erlang(*carrier.by_site), media.voice_channels, draws) >= media.voice_channels;
}

void Network::Desk::attempt_by_messenger(std::uint32_t number) {
  Sending& s = sending(number);
  const auto& parameters = static_cast<const MessengerParameters&>(*carrier_of(Bearer::messenger).people);
  release_operator(number);  // he goes, the desk works on
  const Going going{.mode = parameters.by == MessengerMode::foot ? TravelMode::walk : TravelMode::motorcycle,
                    .ready = parameters.ready,
                    .speed_factor = parameters.speed_factor,
                    .look_again = parameters.look_again,
                    .gives_up_at = world_.now() + parameters.patience};
  s.messenger = std::make_unique<OpenWayTrip>(world_, going, people_[s.message.from.index()].figures.place,
                                              people_[s.message.to.index()].figures.place, [this, number](TripEnd end) {
                                                if (sending(number).over) return;
                                                end == TripEnd::arrived ? arrived(number)
                                                                        : failed(number, AttemptFailure::no_way);
                                              });
}

void Network::Desk::failed(std::uint32_t number, AttemptFailure why) {
  Sending& s = sending(number);
  if (s.over) return;
  const Bearer bearer = bearer_of(s);
  world_.publish(MessageAttemptFailed{number, bearer, why});
  if (why == AttemptFailure::no_coverage) leave_out(s.message, bearer);
  if (--s.tries_left <= 0) {
    if (why == AttemptFailure::busy && becomes_text(number)) return;
    return next_bearer(number);
  }
  later(number, carrier_of(bearer).radio->try_again_after, [this](std::uint32_t n) { attempt(n); });
}

bool Network::Desk::becomes_text(std::uint32_t number) {
  Sending& s = sending(number);
  const auto* cell = dynamic_cast<const PublicCellParameters*>(carrier_of(bearer_of(s)).people);
  if (cell == nullptr || !cell->text_when_busy || s.message.kind != MessageKind::call) return false;
  s.message.kind = MessageKind::text;
  s.message.bytes = static_cast<std::uint32_t>(cell->text_when_busy->bytes);
  s.tries_left = cell->tries;
  s.call_as_text = true;
  release_operator(number);  // it is sent; the network is slow
  world_.publish(CallSentAsText{number});
  later(number, cell->text_when_busy->delay, [this](std::uint32_t n) { attempt(n); });
  return true;
}

void Network::Desk::next_bearer(std::uint32_t number) {
  Sending& s = sending(number);
  const auto& people = *carrier_of(bearer_of(s)).people;
  if (std::exchange(s.call_as_text, false)) s.message.kind = MessageKind::call;
  if (++s.bearer == people_[s.message.from.index()].figures.bearers.size()) {
    return finish(number, {number, std::nullopt, LossReason::no_bearer_left});
  }
  auto stream = world_.stream("communications.switch", (std::uint64_t{number} << 8U) | s.bearer);
  const Duration takes = people.switch_shortest + (people.switch_longest - people.switch_shortest) * stream.uniform();
  later(number, takes, [this](std::uint32_t n) { take_bearer(n); });
}

void Network::Desk::arrived(std::uint32_t number) {
  Sending& s = sending(number);
  if (s.over) return;
  release_operator(number);
  const Bearer bearer = bearer_of(s);
  if (s.message.callee == Callee::does_not_answer && bearer != Bearer::messenger) {  // nor a text in its place
    return finish(number, {number, std::nullopt, LossReason::no_answer});
  }
  const bool text = s.message.kind == MessageKind::text;
  const Duration read = text ? carrier_of(bearer).people->read : Duration{};
  later(number, read, [this, bearer](std::uint32_t n) { finish(n, {n, bearer, {}}); });
}

void Network::Desk::release_operator(std::uint32_t number) {
  Sending& s = sending(number);
  if (!std::exchange(s.holds_operator, false)) return;
  --people_[s.message.from.index()].sending;
  world_.kernel().schedule(world_.now(), Phase::response, [this, from = s.message.from] { pump(from); });
}

void Network::Desk::finish(std::uint32_t number, const Delivery& delivery) {
  Sending& s = sending(number);
  s.over = true;
  if (s.transfer != 0) transfers_.withdraw(s.transfer);
  s.messenger.reset();
  release_operator(number);
  --ledger_.under_way;
  ++(delivery.delivered() ? ledger_.delivered : ledger_.lost);
  if (delivery.delivered()) {
    world_.publish(MessageDelivered{number, *delivery.bearer});
  } else {
    world_.publish(MessageLost{number, delivery.reason});
  }
  const auto ended = std::exchange(s.ended, nullptr);
  if (ended) ended(delivery);
}

}  // namespace tocsin::communications
