#include "agent/dock/part_book.hpp"

#include <algorithm>

#include "common/base/check.hpp"

namespace saldo::agent {

PartBook::PartBook(std::vector<Entry> entries) {
    std::ranges::sort(entries);
    std::size_t bytes = 0;
    for (const Entry& entry : entries) bytes += entry.number.size();
    SALDO_CHECK(bytes <= UINT32_MAX);
    numbers_.reserve(bytes);
    slots_.reserve(entries.size());
    for (const Entry& entry : entries) {
        SALDO_CHECK(entry.number.size() <= UINT8_MAX);
        SALDO_CHECK(slots_.empty() || number_of(slots_.back()) < entry.number);
        slots_.push_back({.begin = static_cast<std::uint32_t>(numbers_.size()),
                          .length = static_cast<std::uint8_t>(entry.number.size()),
                          .umc = entry.umc});
        numbers_ += entry.number;
    }
}

std::optional<std::uint8_t> PartBook::umc_of(std::string_view number) const {
    const auto found = std::ranges::lower_bound(
        slots_, number, {}, [this](const Slot& slot) { return number_of(slot); });
    if (found == slots_.end() || number_of(*found) != number) return std::nullopt;
    return found->umc;
}

PartBook::Entry PartBook::entry(std::size_t index) const {
    SALDO_CHECK(index < slots_.size());
    return {.number = std::string{number_of(slots_[index])}, .umc = slots_[index].umc};
}

}  // namespace saldo::agent
