#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/time.hpp"
#include "common/domain/fact.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/book/in_umc.hpp"
#include "hub/book/seen_events.hpp"
#include "hub/book/stock_days.hpp"
#include "hub/book/transfers.hpp"

namespace saldo::book {

/// Where goods are, or are not: stock on hand at a plant, on the way to a plant, at a
/// subcontractor, or in neither place though the book says so.
enum class Whereabouts : std::uint8_t { on_hand, in_transit, subcontractor, difference };
std::string_view to_string(Whereabouts where);

/// Where goods physically are, as movements tell it. Discharges nothing.
class Physical {
public:
    /// What a fact did. `is_noted`: an exception of the company may have come or gone.
    struct Effect {
        Verdict verdict = Verdict::fresh;
        bool is_noted = false;
    };
    /// A movement of which it is known where it came from.
    struct Told {
        std::string_view rfc;
        const Movement& movement;
        LogPosition position;
        /// When the hub got it, for movements out of a journal: later than a day is an exception.
        std::optional<UtcTime> received;
        /// Is its plant in the program, as far as is known now? Of one that is not every event is
        /// kept by name, since each is an exception. Of one that is, only the first
        /// `registered_bytes_max` of names: enough to list them if its entry is taken back.
        bool is_registered = false;
    };
    static constexpr std::size_t registered_bytes_max = std::size_t{1} << 18;

    /// D-21: the same event with the same content again is a duplicate; other content a conflict.
    Effect add(const Told& told);
    Verdict verdict_of(std::string_view rfc, const Movement& movement) const;
    /// Is this the name of a movement of the company?
    bool knows(std::string_view rfc, std::string_view event_id) const;

    /// The adjustment of that name, or nothing.
    const Adjustment* adjustment(const std::string& name) const;
    /// Needs: a new name.
    void add(const Adjustment& adjustment);

    struct StockRow {
        std::string place;  ///< plant (destination of what is in transit), or subcontractor
        std::string part;
        Whereabouts where = Whereabouts::on_hand;
        Quantity quantity;  ///< of a difference: book - physical
    };
    /// Everything of one company after the movements up to `on`; all of them without a date, in
    /// the UMC of the parts. By place, part and whereabouts; what is zero only where movements told
    /// of it.
    std::vector<StockRow> stock(std::string_view rfc, std::optional<LocalDate> on,
                                const Catalogs& catalogs) const;
    /// The differences that are open now, by plant and part; none is zero.
    std::vector<StockRow> differences(std::string_view rfc, const Catalogs& catalogs) const;

    struct StockKey {
        std::string rfc;
        std::string plant;
        std::string part;
        friend auto operator<=>(const StockKey&, const StockKey&) = default;
    };
    /// Stock of a part at a plant after the movements up to `on`; all of them without a date.
    Quantity on_hand(const StockKey& key, std::optional<LocalDate> on,
                     const Catalogs& catalogs) const;

    /// How many movements of a plant the book holds.
    std::uint64_t count(std::string_view rfc, std::string_view plant) const;
    std::uint64_t count() const { return total_; }
    std::vector<std::string> companies() const;
    /// Plants of a company where something moved.
    std::vector<std::string> plants(std::string_view rfc) const;
    /// Events at a plant, as far as they are kept by name (see Told), in the order of arrival.
    std::vector<std::string> events_at(std::string_view rfc, std::string_view plant) const;
    /// A movement that reached the hub more than a day after it happened.
    struct Late {
        std::string event_id;
        std::int64_t delay_ms = 0;
    };
    const std::vector<Late>& late(std::string_view rfc) const;
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
    /// By part, and by the unit in which movements told it: what a unit is of another may be told
    /// later.
    using Parts = std::map<std::string, std::map<std::uint8_t, StockDays>, std::less<>>;

    struct PlantState {
        std::uint64_t count = 0;
        Bytes events;  ///< names, each after its length in two bytes
        Parts stock;
    };
    struct CompanyState {
        std::map<std::string, PlantState, std::less<>> plants;
        std::map<std::string, Parts, std::less<>> subcontractors;
        Transfers transfers;
        std::vector<Late> late;
        std::map<PedimentoRef, std::vector<LogPosition>> by_pedimento;
    };
    using Rows = std::map<std::tuple<std::string, std::string, Whereabouts>, Quantity>;

    const CompanyState* company(std::string_view rfc) const;
    static bool move(CompanyState& company, PlantState& plant, const Told& told);
    static bool transfer(CompanyState& company, const Told& told);
    void add_differences(std::string_view rfc, std::optional<LocalDate> on,
                         const Catalogs& catalogs, Rows& rows) const;
    static std::vector<StockRow> listed(const Rows& rows);

    SeenEvents seen_;
    std::map<std::string, CompanyState, std::less<>> companies_;
    std::map<std::string, Adjustment> adjustments_;
    std::vector<Clash> clashes_;
    std::uint64_t total_ = 0;
};

}  // namespace saldo::book
