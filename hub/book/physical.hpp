#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/book/seen_events.hpp"

namespace saldo::book {

/// What `ref_type` of a receipt between plants says: `ref` names the movement that sent the goods,
/// and this is all that comes of it, or a part.
constexpr std::string_view transfer_whole = "TRANSFER";
constexpr std::string_view transfer_part = "TRANSFER_PART";

/// Where goods physically are, as movements tell it. Discharges nothing.
class Physical {
public:
    /// D-21: the same event with the same content again is a duplicate; other content a conflict.
    Verdict add(std::string_view rfc, const Movement& movement, LogPosition position);
    Verdict verdict_of(std::string_view rfc, const Movement& movement) const;

    struct StockKey {
        std::string rfc;
        std::string plant;
        std::string part;
        friend auto operator<=>(const StockKey&, const StockKey&) = default;
    };
    /// Stock of a part at a plant after the movements up to `on`; all of them without a date.
    Quantity on_hand(const StockKey& key, std::optional<LocalDate> on) const;
    std::vector<StockKey> stock_keys(std::string_view rfc) const;

    /// How many movements of a plant the book holds.
    std::uint64_t count(std::string_view rfc, std::string_view plant) const;
    std::uint64_t count() const { return total_; }
    /// Movements at plants, by plant: the first one names the exception of an address that is not
    /// registered.
    struct PlantMovements {
        std::uint64_t count = 0;
        std::string first_event;
        LogPosition first_position;
    };
    /// By company, then plant code.
    std::map<std::pair<std::string, std::string>, PlantMovements> plants() const;
    /// Log positions of the movements that name a pedimento, for explanations.
    std::vector<LogPosition> positions_of(std::string_view rfc, const PedimentoRef& ref) const;
    /// Events that were told again with other content.
    struct Clash {
        std::string rfc;
        std::string event_id;
        LogPosition position;
    };
    const std::vector<Clash>& clashes() const { return clashes_; }

private:
    using Days = std::vector<std::pair<LocalDate, Quantity>>;  // sorted by day

    struct PlantState {
        PlantMovements movements;
        std::map<std::string, Days, std::less<>> stock;  // by part
    };
    struct CompanyState {
        std::map<std::string, PlantState, std::less<>> plants;
        std::map<PedimentoRef, std::vector<LogPosition>> by_pedimento;
    };
    const CompanyState* company(std::string_view rfc) const;

    SeenEvents seen_;
    std::map<std::string, CompanyState, std::less<>> companies_;
    std::vector<Clash> clashes_;
    std::uint64_t total_ = 0;
};

}  // namespace saldo::book
