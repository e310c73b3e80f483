#include "hub/downlink/open_transfers.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "common/config/log.hpp"
#include "hub/book/transfers.hpp"

namespace saldo::hub {
namespace {

/// The plant on the other side, if it is of this company: "P02", or "RFC/P02".
std::optional<std::string> own_plant(std::string_view rfc, std::string_view counter_plant) {
    const auto slash = counter_plant.find('/');
    if (slash == std::string_view::npos) return std::string{counter_plant};
    if (counter_plant.substr(0, slash) != rfc) return std::nullopt;
    return std::string{counter_plant.substr(slash + 1)};
}

}  // namespace

void OpenTransfers::add(std::string_view rfc, const Movement& movement) {
    const bool sends = movement.type == MovementType::transfer_out;
    if (!sends && movement.type != MovementType::transfer_in) return;
    auto other = own_plant(rfc, movement.counter_plant);
    if (!other || (!sends && movement.ref.empty())) return;
    std::size_t at = group_of(sends ? movement.event_id : movement.ref);
    if (sends && !movement.ref.empty()) at = joined(at, group_of(movement.ref));
    Leg leg{.sends = sends,
            .event = movement.event_id,
            .part = movement.part_number,
            .umc = movement.umc,
            .ref_type = movement.ref_type,
            .ref = movement.ref,
            .from = sends ? movement.plant : *other,
            .to = sends ? *other : movement.plant,
            .day = movement.at.local_date(),
            .quantity = movement.quantity};
    groups_[at].legs.push_back(std::move(leg));
    changed_.insert(at);
}

std::size_t OpenTransfers::group_of(const std::string& name) {
    const auto [found, is_new] = by_name_.try_emplace(name, groups_.size());
    if (is_new) groups_.push_back({.legs = {}, .names = {name}, .told = {}});
    return found->second;
}

/// The smaller group moves into the larger, so that no leg moves often.
std::size_t OpenTransfers::joined(std::size_t one, std::size_t other) {
    if (one == other) return one;
    if (groups_[one].legs.size() < groups_[other].legs.size()) std::swap(one, other);
    Group moved = std::exchange(groups_[other], {});
    Group& into = groups_[one];
    std::ranges::move(moved.legs, std::back_inserter(into.legs));
    for (std::string& name : moved.names) {
        by_name_.at(name) = one;
        into.names.push_back(std::move(name));
    }
    into.told.merge(moved.told);
    changed_.erase(other);
    return one;
}

void OpenTransfers::ask(Group& group, std::vector<wire::CatalogEntry>& changed) const {
    std::ranges::sort(group.legs);
    book::Transfers transfers;
    const Leg* first = nullptr;  // names the document; the least of them, where there are several
    std::map<std::string, const Leg*, std::less<>> sent_to;
    std::map<std::string, std::uint8_t, std::less<>> units;
    for (const Leg& leg : group.legs) {
        const book::Transfers::Leg told{.event = leg.event,
                                        .part = leg.part,
                                        .ref_type = leg.ref_type,
                                        .ref = leg.ref,
                                        .plant = leg.to,
                                        .day = leg.day,
                                        .quantity = leg.quantity};
        if (!leg.sends) {
            transfers.receive(told);
            continue;
        }
        transfers.send(told);
        units.emplace(leg.part, leg.umc);
        sent_to.emplace(leg.to, &leg);
        const auto name_of = [](const Leg& l) { return std::tie(l.ref_type, l.ref, l.event); };
        if (first == nullptr || name_of(leg) < name_of(*first)) first = &leg;
    }
    std::map<std::string, std::map<std::string, Quantity>> open;  // by destination and part
    transfers.each_open(std::nullopt, [&open](const book::Transfers::Open& one) {
        if (!one.in_transit.is_zero()) {
            open[std::string{one.destination}][std::string{one.part}] += one.in_transit;
        }
    });
    std::set<std::string> told;
    for (const auto& [to, parts] : open) {
        wire::OpenTransfer transfer{.ref_type = first->ref_type,
                                    .ref = first->ref.empty() ? first->event : first->ref,
                                    .from = sent_to.at(to)->from,
                                    .to = to,
                                    .lines = {}};
        for (const auto& [part, quantity] : parts) {
            transfer.lines.push_back(
                {.part_number = part, .quantity = quantity, .umc = units.at(part)});
        }
        auto entry = wire::catalog_entry_of(transfer);
        if (!entry) {
            config::log_event(config::LogLevel::error, "catalog.row_refused",
                              {{"transfer", transfer.ref}, {"why", entry.error().what}});
            continue;
        }
        told.insert(entry->key);
        changed.push_back(std::move(*entry));
    }
    for (const std::string& key : group.told) {
        if (!told.contains(key)) changed.push_back({.key = key, .values = {}});
    }
    group.told = std::move(told);
}

std::vector<wire::CatalogEntry> OpenTransfers::take_changed() {
    std::vector<wire::CatalogEntry> changed;
    for (const std::size_t at : std::exchange(changed_, {})) ask(groups_[at], changed);
    // Where two groups became one, an entry may be told as gone and as open: the open one stands.
    std::ranges::sort(changed, {}, [](const wire::CatalogEntry& entry) {
        return std::pair{std::string_view{entry.key}, !entry.values.empty()};
    });
    return changed;
}

}  // namespace saldo::hub
