#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace saldo::agent {

/// The part numbers of a plant with their units, as the dock asks for them: few bytes a part, no
/// allocation when asked. Built once, then never changed.
class PartBook {
public:
    /// One part or product number and its UMC (appendix 7).
    struct Entry {
        std::string number;
        std::uint8_t umc = 0;
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };

    PartBook() = default;
    /// Needs: no number twice (checked).
    explicit PartBook(std::vector<Entry> entries);

    /// The UMC of a part or product; nothing for a number that is in no catalog.
    std::optional<std::uint8_t> umc_of(std::string_view number) const;
    std::size_t size() const { return slots_.size(); }
    Entry entry(std::size_t index) const;

private:
    struct Slot {
        std::uint32_t begin = 0;
        std::uint8_t length = 0;
        std::uint8_t umc = 0;
    };
    std::string_view number_of(const Slot& slot) const {
        return std::string_view{numbers_}.substr(slot.begin, slot.length);
    }

    std::string numbers_;      // all numbers, one after the other, in order
    std::vector<Slot> slots_;  // in the order of their numbers
};

}  // namespace saldo::agent
