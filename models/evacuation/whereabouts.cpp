// SPDX-License-Identifier: Apache-2.0
#include "models/evacuation/whereabouts.hpp"

#include "models/evacuation/events.hpp"

namespace tocsin::evacuation {
namespace {

// The log keeps one list per type of event; the running number tells which event of a household was the last.
struct Track {
  HouseholdPlace place;
  std::int64_t moved = -1;    // number of the event that put it there
  std::int64_t counted = -1;  // number of the event that told how many they are
};

class Tracker {
 public:
  Tracker(const Scenario& scenario, const EventLog& log) : scope_(scenario.scope), log_(log) {
    tracks_.reserve(scope_.households().size());
    for (const auto id : scope_.households()) {
      tracks_.push_back({{.persons = static_cast<double>(scenario.town->population.persons[id.index()])}});
    }
    follow<HouseholdDeparted>(Whereabout::on_the_way);
    follow<HouseholdRerouted>(Whereabout::on_the_way);
    follow<PickUpReached>(Whereabout::at_pick_up);
    follow<HouseholdBoarded>(Whereabout::on_board);
    follow<HouseholdStranded>(Whereabout::stranded);
    follow<ShelterDoorReached>(Whereabout::at_door);
    follow<HouseholdTakenAlong>(Whereabout::with_team);
    follow<ShelterReached>(Whereabout::at_shelter);
    follow<KinReached>(Whereabout::with_kin);
    follow<ReturnBegun>(Whereabout::on_the_way);
    follow<HouseholdReturned>(Whereabout::returned);
    follow<SecondMoveOrdered>(Whereabout::on_the_way);
    follow<SecondMoveBegun>(Whereabout::on_the_way);
    for (const auto& row : log_.all<MembersAway>()) {
      auto& track = tracks_[scope_.position(row.event.household)];
      track.place.away = row.event.persons;
      if (row.sequence > track.counted) track.place.persons -= row.event.persons;
    }
    for (const auto& row : log_.all<MembersHome>()) {
      auto& track = tracks_[scope_.position(row.event.household)];
      track.place.away -= row.event.persons;
      if (row.sequence > track.counted) track.place.persons += row.event.persons;
    }
    for (const auto& row : log_.all<PersonsHarmed>()) {
      auto& track = tracks_[scope_.position(row.event.household)];
      if (row.sequence > track.counted) track.place.persons -= row.event.persons;
    }
  }

  [[nodiscard]] std::vector<HouseholdPlace> places() const {
    std::vector<HouseholdPlace> places;
    places.reserve(tracks_.size());
    for (const auto& track : tracks_) places.push_back(track.place);
    return places;
  }

 private:
  template <class E>
  void follow(Whereabout where) {
    for (const auto& row : log_.all<E>()) {
      auto& track = tracks_[scope_.position(row.event.household)];
      if (row.sequence > track.moved) {
        track.moved = row.sequence;
        track.place.where = where;
      }
      if constexpr (requires { row.event.persons; }) {
        if (row.sequence <= track.counted) continue;
        track.counted = row.sequence;
        track.place.persons = row.event.persons;
      }
    }
  }

  const Scope& scope_;
  const EventLog& log_;
  std::vector<Track> tracks_;
};

}  // namespace

std::vector<HouseholdPlace> whereabouts(const Scenario& scenario, const EventLog& log) {
  return Tracker(scenario, log).places();
}

}  // namespace tocsin::evacuation
