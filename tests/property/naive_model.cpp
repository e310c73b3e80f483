#include "tests/property/naive_model.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "tests/property/naive_pencil.hpp"

namespace saldo::test {
namespace {

struct Line {
    std::uint32_t number = 0;
    std::uint32_t material = 0;
    std::string part;
    Quantity incorporated;
    Quantity shrinkage;
    Quantity scrap;
    std::optional<Quantity> limit;
    StockStatus status = StockStatus::temporary;
    CertificatePart destination = CertificatePart::b;
    std::string own_lot = {};
};

struct Outcome {
    OutcomeDeclaration told;
    std::vector<UseLine> uses;
    std::vector<ExitLine> exits;
    bool stands = true;

    std::string place() const { return told.pedimento.empty() ? told.name : told.pedimento; }
};

class Naive {
public:
    Naive(const std::vector<Fact>& facts, const std::string& rfc) : facts_{facts}, rfc_{rfc} {}

    std::string book(const std::vector<LocalDate>& days) {
        lots_ = naive_lots(facts_, rfc_);
        std::ranges::sort(lots_, {}, &NaiveLot::age);
        read_outcomes();
        for (const Outcome& outcome : outcomes_) work_out(outcome);
        for (NaiveUse& use : uses_) reserve(use);
        for (NaiveUse& use : uses_) take(use);
        for (NaiveUse& use : uses_) take_national(use);
        clear_certificates();
        return page_.text(lots_, uses_, days);
    }

private:
    template <class T, class Visit>
    void each(const Visit& visit) const {
        for (const Fact& fact : facts_) {
            if (const T* told = std::get_if<T>(&fact)) visit(*told);
        }
    }
    std::optional<std::uint16_t> policy(PolicyName name) const {
        return naive_policy(facts_, rfc_, name);
    }

    void read_outcomes() {
        const auto find = [&](const std::string& name) {
            return std::ranges::find(outcomes_, name, [](const Outcome& o) -> const std::string& {
                return o.told.name;
            });
        };
        each<OutcomeDeclaration>([&](const OutcomeDeclaration& told) {
            if (told.rfc != rfc_) return;
            outcomes_.push_back({told, {}, {}});
            if (told.use_part.empty()) return;
            outcomes_.back().uses.push_back({.outcome = told.name,
                                             .part_number = told.use_part,
                                             .incorporated = told.use_quantity});
        });
        each<UseLine>([&](const UseLine& line) {
            if (const auto at = find(line.outcome); at != outcomes_.end()) at->uses.push_back(line);
        });
        each<ExitLine>([&](const ExitLine& line) {
            if (const auto at = find(line.outcome); at != outcomes_.end())
                at->exits.push_back(line);
        });
        each<Withdrawal>([&](const Withdrawal& w) {
            if (const auto at = find(w.name); at != outcomes_.end()) at->stands = false;
        });
        std::erase_if(outcomes_, [](const Outcome& o) { return !o.stands; });
        std::set<std::string> numbers;  // of one number the first told stands
        std::erase_if(outcomes_, [&](const Outcome& o) {
            return !o.told.pedimento.empty() && !numbers.insert(o.told.pedimento).second;
        });
        std::ranges::sort(outcomes_, {}, [](const Outcome& o) {
            return std::tuple{o.told.operation_date, o.place(), o.told.name};
        });
    }

    bool has_lots(const std::string& part) const {
        return std::ranges::find(lots_, part, &NaiveLot::part) != lots_.end();
    }

    std::vector<Line> lines_of(const Outcome& outcome) const {
        std::vector<Line> lines;
        for (const UseLine& use : outcome.uses) {
            Line line{.number = static_cast<std::uint32_t>(lines.size() + 1),
                      .part = use.part_number,
                      .incorporated = use.incorporated,
                      .shrinkage = use.shrinkage,
                      .scrap = use.scrap,
                      .limit = {}};
            line.status = use.status;
            line.own_lot = use.rejected_lot;
            if (const auto percent = naive_norm(facts_, use.part_number)) {
                line.limit = percent_of_it(use.incorporated, *percent);
            }
            lines.push_back(line);
        }
        if (!outcome.uses.empty()) return lines;
        std::uint32_t number = 0;
        for (const ExitLine& exit : outcome.exits) {
            ++number;
            const LocalDate built = exit.built.value_or(outcome.told.operation_date);
            const auto bought = [&](const std::string& part) {
                return naive_is_bought(facts_, rfc_, exit.work_order, part, has_lots(part));
            };
            std::uint32_t material = 0;
            for (const NaiveMaterial& m :
                 naive_explosion(facts_, exit.product, exit.quantity, built, bought)) {
                lines.push_back({number, material++, m.part, m.incorporated, m.shrinkage, m.scrap,
                                 m.limit, StockStatus::temporary, exit.destination});
            }
        }
        return lines;
    }

    void work_out(const Outcome& outcome) {
        const bool provisional =
            naive_is_provisional(facts_, outcome.told, outcome.uses, outcome.exits);
        for (Line line : lines_of(outcome)) {
            const bool pending = policy(PolicyName::shrinkage_no_norm) == 1;
            const bool to_nationalise = line.destination == CertificatePart::a;
            if (!line.limit && pending) line.limit = Quantity{};
            if (line.limit && line.shrinkage > *line.limit && !to_nationalise) {
                page_.held(outcome.told.name, line.part, line.shrinkage - *line.limit);
                line.shrinkage = *line.limit;
            }
            discharge(outcome.told, line, provisional);
        }
    }

    void discharge(const OutcomeDeclaration& outcome, const Line& line, bool provisional) {
        if (outcome.clave == "CTM") {
            Quantity& sum = certificates_[{outcome.name, line.part}]
                                         [static_cast<std::size_t>(line.destination) - 1];
            sum += line.incorporated + line.shrinkage;
            if (line.destination == CertificatePart::a) return;
        }
        NaiveUse use{.outcome = outcome,
                     .line = line.number,
                     .material = line.material,
                     .column = "scrap",
                     .part = line.part,
                     .asked = line.incorporated,
                     .status = line.status,
                     .provisional = provisional,
                     .own_lot = line.own_lot,
                     .reserved = {},
                     .short_of = {},
                     .national = {}};
        if (outcome.of_scrap) return discharge_scrap(use);
        if (!line.scrap.is_zero()) page_.scrap(line.part, outcome.operation_date, line.scrap);
        const bool holds = policy(PolicyName::unrecorded_status) == 1;
        if (line.status == StockStatus::unrecorded && holds) return;
        use.column = "incorporated";
        ask(use);
        use.column = "shrinkage";
        use.asked = line.shrinkage;
        ask(use);
    }

    /// Scrap under a name of its own is what the table of the day says.
    void discharge_scrap(const NaiveUse& scrap) {
        const LocalDate on = scrap.outcome.operation_date;
        auto content = naive_scrap(facts_, rfc_, scrap.part, on);
        if (content.empty()) content[scrap.part] = Quantity::from_units(1);
        for (const auto& [part, factor] : content) {
            NaiveUse use = scrap;
            use.part = part;
            use.asked = so_many(scrap.asked, factor);
            page_.scrap(part, on, -use.asked);
            ask(use);
        }
    }

    void ask(const NaiveUse& use) {
        if (!use.asked.is_zero()) uses_.push_back(use);
    }

    /// D-01 to D-05: of that part, entered by that day, expired or not as the key asks.
    bool may_take(const NaiveUse& use, const NaiveLot& lot) const {
        const LocalDate on = use.outcome.operation_date;
        if (use.status == StockStatus::national) return false;
        if (lot.part != use.part || lot.entered > on) return false;
        const std::string wants =
            naive_wants(use.outcome.clave, policy(PolicyName::expired_returns) == 1);
        return wants == "any" || wants == (lot.term_end < on ? "expired" : "in term");
    }

    /// Rejected goods that leave again: what is known to be of a lot is nobody else's.
    void reserve(NaiveUse& use) {
        for (NaiveLot& lot : lots_) {
            if (lot.name != use.own_lot || !may_take(use, lot)) continue;
            use.reserved = std::min(lot.free, use.asked);
            lot.free -= use.reserved;
        }
    }

    /// Its own lot, then the oldest first.
    void take(NaiveUse& use) {
        Quantity needed = use.asked - use.reserved;
        for (NaiveLot& lot : lots_) {
            const bool is_own = lot.name == use.own_lot && !use.reserved.is_zero();
            if (is_own) page_.row(use, lot, use.reserved);
        }
        for (NaiveLot& lot : lots_) {
            if (!may_take(use, lot)) continue;
            const Quantity taken = std::min(lot.free, needed);
            if (taken.is_zero()) continue;
            needed -= taken;
            lot.free -= taken;
            page_.row(use, lot, taken);
        }
        use.short_of = needed;
    }

    /// D-16: what is not temporary, in the order of the uses.
    void take_national(NaiveUse& use) {
        if (use.status == StockStatus::temporary) return;
        each<NationalStock>([&](const NationalStock& stock) {
            if (stock.rfc != rfc_ || stock.part_number != use.part) return;
            if (stock.date <= use.outcome.operation_date) use.national += stock.quantity;
        });
        for (const NaiveUse& other : uses_) {
            if (&other == &use) break;
            if (other.part == use.part) use.national -= other.national;
        }
        use.national = std::clamp(use.national, Quantity{}, use.short_of);
        use.short_of -= use.national;
    }

    void clear_certificates() {
        for (const auto& [key, parts] : certificates_) {
            page_.certificate(key.first, key.second, parts, page_.taken_for(key.first, key.second));
        }
    }

    const std::vector<Fact>& facts_;
    const std::string& rfc_;
    std::vector<NaiveLot> lots_;
    std::vector<Outcome> outcomes_;
    std::vector<NaiveUse> uses_;
    std::map<std::pair<std::string, std::string>, std::array<Quantity, 3>> certificates_;
    NaivePage page_;
};

}  // namespace

std::string naive_book(const std::vector<Fact>& facts, const std::string& rfc,
                       const std::vector<LocalDate>& days) {
    return Naive{facts, rfc}.book(days);
}

}  // namespace saldo::test
