#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/date.hpp"
#include "common/domain/quantity.hpp"

namespace saldo::book {

/// What `ref_type` of a receipt between plants says: `ref` names the movement that sent the goods,
/// and this is all that comes of it, or a part.
constexpr std::string_view transfer_whole = "TRANSFER";
constexpr std::string_view transfer_part = "TRANSFER_PART";

/// Goods between the plants of one company: what was sent, what of it came, and what is missing
/// (anexo24.md 5.5).
///
/// A receipt belongs to what was sent
///   - by the event that its `ref` names, or else
///   - under the same document: equal (ref_type, ref) on both sides, by the destination where the
///     goods came. The sendings of one document to one plant are one transfer.
/// The first receipt that does not say TRANSFER_PART closes the transfer: nothing is in transit any
/// more, and sent minus received is a difference at the plant that received. Later receipts count
/// too, so a lorry that is scanned pallet by pallet ends without one; what a document sends after
/// the day of its last closing receipt is in transit again. More received than sent is a difference
/// below zero at once. A receipt of a sending that nobody told (or that happened later) explains
/// nothing: its goods are at the plant, and none are in transit.
///
/// Everything is resolved when somebody asks, so the order of arrival cannot matter. A transfer
/// costs about 300 bytes, for ever: any day of its past may be asked for.
class Transfers {
public:
    /// One side of a transfer, as a movement tells it.
    struct Leg {
        std::string_view event;
        std::string_view part;
        std::string_view ref_type;
        std::string_view ref;
        std::string_view plant;  ///< the destination (may be empty), or the plant that received
        LocalDate day;
        Quantity quantity;
        std::uint8_t unit = 0;
    };
    /// Needs: an event is told once. True if a difference may have changed.
    bool send(const Leg& leg);
    bool receive(const Leg& leg);

    /// Part of what is open, of one part.
    struct Open {
        std::string_view part;
        std::string_view destination;
        Quantity in_transit;  ///< never below zero
        std::string_view receiver;
        Quantity difference;  ///< above zero: goods are missing
    };
    using Visit = std::function<void(const Open&)>;
    /// A quantity of a part as it was told in a unit -> what counts.
    using Convert = std::function<Quantity(std::string_view, std::uint8_t, Quantity)>;
    /// What is open at the end of a day; in no particular order, several times for one plant.
    /// Without `convert` quantities count as they were told.
    void each_open(std::optional<LocalDate> on, const Visit& visit,
                   const Convert& convert = {}) const;

private:
    /// The first half of a SHA-256, of a part and a name: of an event, or of a document.
    using Key = std::pair<std::uint64_t, std::uint64_t>;
    static Key key_of(std::string_view part, std::string_view name);

    /// Words that repeat, told by a small number. The numbers depend on the order of arrival and
    /// order nothing.
    class Words {
    public:
        std::uint32_t number_of(std::string_view word);
        const std::string& text(std::uint32_t number) const { return texts_[number]; }

    private:
        std::map<std::string, std::uint32_t, std::less<>> numbers_;
        std::vector<std::string> texts_;
    };

    struct Sent {
        std::uint32_t part = 0;
        std::uint32_t ref_type = 0;
        std::uint32_t to = 0;
        LocalDate day;
        std::uint8_t unit = 0;
        Quantity quantity;
    };
    struct Received {
        std::uint32_t ref_type = 0;
        std::uint32_t plant = 0;
        LocalDate day;
        bool closes = true;
        std::uint8_t unit = 0;
        Quantity quantity;
    };
    /// What quotes one reference. A sending without any quotes itself.
    struct Quoting {
        std::vector<Key> sent;
        std::vector<Received> received;
    };
    struct Sum;
    /// By type of document and destination.
    using Sums = std::map<std::pair<std::uint32_t, std::string_view>, Sum>;
    /// The question that is being answered.
    struct Asked {
        std::optional<LocalDate> on;
        const Visit& visit;
        const Convert& convert;
    };
    void add(Sum& sum, std::string_view part, const Received& received, const Asked& asked) const;
    /// The sendings under one reference with the receipts of their documents, none of their events.
    Sums sums_of(Key ref, const Quoting& quoting, const Asked& asked) const;
    void settle(Key ref, const Quoting& quoting, const Asked& asked) const;

    Words words_;
    std::map<Key, Sent> sent_;  // by event
    std::map<Key, Quoting> quoting_;
};

}  // namespace saldo::book
