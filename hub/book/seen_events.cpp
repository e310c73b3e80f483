#include "hub/book/seen_events.hpp"

#include <span>
#include <utility>

#include "common/base/check.hpp"

namespace saldo::book {
namespace {

constexpr std::size_t slots_first = 1024;

std::pair<std::uint64_t, std::uint64_t> halves(const Digest& name) {
    const ByteView bytes{name};
    return {get_le<std::uint64_t>(bytes), get_le<std::uint64_t>(bytes.subspan(8))};
}

}  // namespace

std::uint64_t short_digest(const Digest& digest) { return get_le<std::uint64_t>(ByteView{digest}); }

std::size_t SeenEvents::place_of(std::uint64_t high, std::uint64_t low) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t at = high & mask;
    for (;; at = (at + 1) & mask) {
        const Slot& slot = slots_[at];
        const bool empty = slot.high == 0 && slot.low == 0;
        if (empty || (slot.high == high && slot.low == low)) return at;
    }
}

std::optional<std::uint64_t> SeenEvents::find(const Digest& name) const {
    if (slots_.empty()) return std::nullopt;
    const auto [high, low] = halves(name);
    const Slot& slot = slots_[place_of(high, low)];
    if (slot.high == 0 && slot.low == 0) return std::nullopt;
    return slot.content;
}

void SeenEvents::insert(const Digest& name, std::uint64_t content) {
    if (slots_.empty() || size_ * 10 >= slots_.size() * 7) grow();
    const auto [high, low] = halves(name);
    Slot& slot = slots_[place_of(high, low)];
    SALDO_CHECK(slot.high == 0 && slot.low == 0);
    slot = {high, low, content};
    ++size_;
}

void SeenEvents::grow() {
    std::vector<Slot> before = std::exchange(slots_, {});
    slots_.resize(before.empty() ? slots_first : before.size() * 2);
    for (const Slot& slot : before) {
        if (slot.high != 0 || slot.low != 0) slots_[place_of(slot.high, slot.low)] = slot;
    }
}

}  // namespace saldo::book
