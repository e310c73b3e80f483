#include "tests/simulation/stand_in/disk.hpp"

#include <iterator>
#include <utility>
#include <vector>

#include "common/base/check.hpp"

namespace saldo::sim {
namespace {

std::map<std::string, Disk*, std::less<>>& all_disks() {
    static std::map<std::string, Disk*, std::less<>> disks;
    return disks;
}

}  // namespace

Disk::Disk(std::string name, Chance chance, Counters& counters)
    : name_{std::move(name)}, chance_{chance}, counters_{counters} {
    SALDO_CHECK(all_disks().emplace(name_, this).second);
}

Disk::~Disk() { all_disks().erase(name_); }

Disk& disk_at(const std::filesystem::path& path) {
    const auto disk = all_disks().find(path.begin()->string());
    SALDO_CHECK(disk != all_disks().end());
    return *disk->second;
}

bool Disk::hits(std::uint32_t permille, const char* what) {
    if (!chance_.hits(permille)) return false;
    count(counters_, what);
    return true;
}

std::optional<Damage> Disk::damage() {
    std::vector<std::pair<std::string, Rows*>> places;
    for (auto& [name, rows] : image.tables) {
        if (name != files_table && !rows.empty()) places.emplace_back(name, &rows);
    }
    if (places.empty()) return std::nullopt;
    auto& [table, rows] = places[chance_.below(places.size())];
    auto row = std::next(rows->begin(), static_cast<std::ptrdiff_t>(chance_.below(rows->size())));
    Damage damage{.table = table, .key = row->first, .value = row->second};
    const auto flip = [this](Bytes& bytes) {
        bytes[chance_.below(bytes.size())] ^= std::byte{1} << chance_.below(8);
    };
    switch (chance_.below(4)) {
        case 0:
            if (damage.value.empty()) return std::nullopt;
            flip(damage.value);
            count(counters_, "rot: bit of a value");
            break;
        case 1:
            flip(damage.key);
            if (rows->contains(damage.key)) return std::nullopt;
            count(counters_, "rot: bit of a key");
            rows->erase(row);
            break;
        case 2:
            if (damage.value.size() < 2) return std::nullopt;
            damage.value.resize(1 + chance_.below(damage.value.size() - 1));
            count(counters_, "rot: torn row");
            break;
        default: {
            const auto other =
                std::next(rows->begin(), static_cast<std::ptrdiff_t>(chance_.below(rows->size())));
            if (other->second == damage.value) return std::nullopt;
            damage.value = other->second;
            count(counters_, "rot: misdirected row");
        }
    }
    (*rows)[damage.key] = damage.value;
    return damage;
}

bool Disk::has(const Damage& damage) const {
    const auto table = image.tables.find(damage.table);
    if (table == image.tables.end()) return false;
    const auto row = table->second.find(damage.key);
    return row != table->second.end() && row->second == damage.value;
}

}  // namespace saldo::sim
