#include "agent/journal/scrub_mark.hpp"

#include <fstream>
#include <utility>

namespace saldo::agent {

ScrubMark::ScrubMark(std::filesystem::path file) : file_{std::move(file)} {
    if (file_.empty()) return;
    // A line each: epoch, sequence, how often it was died of; 0 for what is being read.
    std::ifstream in{file_};
    Place place;
    int deaths = 0;
    while (in >> place.epoch >> place.sequence >> deaths) {
        int& known = deaths_[place];
        known += deaths == 0 ? 1 : deaths;
    }
    write(std::nullopt);
}

bool ScrubMark::is_deadly(Place place) const {
    const auto known = deaths_.find(place);
    return known != deaths_.end() && known->second >= deaths_max;
}

void ScrubMark::begin(Place place) {
    reading_ = place;
    write(reading_);
}

void ScrubMark::end() {
    if (reading_) deaths_.erase(*reading_);
    reading_.reset();
    write(std::nullopt);
}

void ScrubMark::write(std::optional<Place> reading) const {
    if (file_.empty()) return;
    std::ofstream out{file_, std::ios::trunc};
    for (const auto& [place, deaths] : deaths_) {
        out << place.epoch << ' ' << place.sequence << ' ' << deaths << '\n';
    }
    if (reading) out << reading->epoch << ' ' << reading->sequence << " 0\n";
}

}  // namespace saldo::agent
