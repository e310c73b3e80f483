#include "hub/book/begin_with_openings.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "hub/book/line_quantity.hpp"
#include "hub/book/pedimento_names.hpp"
#include "hub/ledger/share.hpp"

namespace saldo::book {
namespace {

constexpr std::uint8_t import_operation = 1;

/// Takes off a lot what had left it before the opening day; the shares of what leaves later go on
/// from there, by cumulative proportion on what entered (D-09).
void begin_on(LotRow& lot, LocalDate day, Quantity out) {
    const Quantity entered = lot.quantity;
    BeforeOpening before{.day = day, .out = out, .umt_out = {}, .value_out = {}, .iva_out = {}};
    lot.quantity -= out;
    if (lot.quantity_umt) {
        before.umt_out = ledger::umt_out(out, entered, *lot.quantity_umt);
        lot.quantity_umt = *lot.quantity_umt - before.umt_out;
    }
    if (lot.value) {
        before.value_out = ledger::value_out(out, entered, *lot.value);
        lot.value = *lot.value - before.value_out;
    }
    if (lot.iva) {
        before.iva_out = ledger::value_out(out, entered, *lot.iva);
        lot.iva = *lot.iva - before.iva_out;
    }
    lot.before = before;
}

/// Lets the book of a company begin with its opening balances.
class Beginning {
public:
    Beginning(Derived& derived, const Surroundings& around, LocalDate day)
        : derived_{derived},
          around_{around},
          sources_{around.sources},
          rfc_{around.rfc},
          day_{day},
          chains_{sources_.documents.chains_of(rfc_)},
          names_{chains_} {
        for (const Chain& chain : chains_) {
            if (chain.versions.size() > 1) {
                rectified_.emplace(chain.root->pedimento.ref.key(), &chain);
            }
        }
    }

    void run() {
        const auto& openings = sources_.openings.of(rfc_);
        std::map<Openings::Key, const HeldOpening*> by_lot;
        for (const auto& [key, held] : openings) {
            const auto& [name, line, part] = key;
            by_lot[{names_.canonical(name), line, part}] = &held;
        }
        std::set<const HeldOpening*> tied;
        for (LotRow& lot : derived_.lots) {
            const auto found = by_lot.find(key_of(lot));
            if (found != by_lot.end()) {
                tied.insert(found->second);
                tie(lot, *found->second);
            } else if (lot.entry_date <= day_) {
                close(lot);
            }
        }
        for (const auto& [key, held] : openings) {
            if (!tied.contains(&held)) open(held);
        }
        if (derived_.mode != DischargeMode::quantity) forget_quantities();
    }

private:
    Openings::Key key_of(const LotRow& lot) const {
        return {names_.canonical(lot.key), lot.line, lot.part};
    }

    /// Customs' own document says what entered, the balance what had left by the opening day.
    void tie(LotRow& lot, const HeldOpening& held) {
        const EntryDeclaration& entry = held.opening.entry;
        const auto differs = [&](const char* reason, std::optional<Quantity> amount) {
            raise({.code = "OPENING_DIFFERS",
                   .subject = name_of(lot),
                   .part = lot.part,
                   .lot = name_of(lot),
                   .amount = amount,
                   .reason = reason});
        };
        const auto entered = in_unit_of(lot, entry.unit, entry.quantity);
        const auto left = in_unit_of(lot, entry.unit, held.opening.left);
        Quantity out;
        if (!entered || !left) {
            differs("unit", std::nullopt);
        } else {
            // As rectified since, or as it was known on the day: either is what customs said.
            if (*entered != lot.quantity && *entered != quantity_known(lot)) {
                differs("quantity", *entered - lot.quantity);
            }
            out = std::min(*entered - *left, lot.quantity);
            const Quantity beyond = *entered - *left - out;
            if (!beyond.is_zero()) differs("left", beyond);
        }
        if (entry.entry_date != lot.entry_date) differs("entry_date", std::nullopt);
        if (entry.payment_date && *entry.payment_date != lot.paid_at.date) {
            differs("payment_date", std::nullopt);
        }
        if (entry.clave != lot.clave) differs("clave", std::nullopt);
        lot.positions.push_back(held.position);
        begin_on(lot, day_, out);
    }

    std::optional<Quantity> in_unit_of(const LotRow& lot, std::uint8_t unit,
                                       Quantity quantity) const {
        const auto factor = sources_.catalogs.factor(rfc_, lot.part, lot.unit, unit);
        if (!factor) return std::nullopt;
        const auto converted = checked_multiply(quantity, *factor);
        if (!converted) return std::nullopt;
        return *converted;
    }

    /// What customs said of the lot on the opening day: a rectification after it was not known.
    Quantity quantity_known(const LotRow& lot) const {
        const auto found = rectified_.find(lot.key);
        if (found == rectified_.end()) return lot.quantity;
        const Chain then = chain_on(*found->second, day_);
        for (const auto& [part, quantity] : line_quantities(sources_, then, lot.line)) {
            if (part == lot.part) return quantity;
        }
        return lot.quantity;
    }

    /// A lot of that age that the balances do not list was closed in the other system. Its
    /// discharges there explain what is gone; the rest somebody must look at.
    void close(LotRow& lot) {
        if (!claims_) count_claims();
        const auto found = claims_->find(key_of(lot));
        const Quantity claimed = found == claims_->end() ? Quantity{} : found->second;
        if (claimed < lot.quantity) {
            raise({.code = "OPENING_NOT_LISTED",
                   .subject = lot.part,
                   .part = lot.part,
                   .amount = lot.quantity - claimed});
        }
        begin_on(lot, day_, lot.quantity);
    }

    void count_claims() {
        claims_.emplace();
        for (const ForeignDischarge& claim : sources_.history.of(rfc_)) {
            Quantity& sum =
                (*claims_)[{names_.canonical(claim.lot_key), claim.lot_line, claim.part_number}];
            if (const auto more = checked_add(sum, claim.quantity)) sum = *more;
        }
    }

    /// No document of customs tells of the lot: the balance opens it.
    void open(const HeldOpening& held) {
        DeclaredEntry declared{.entry = held.opening.entry,
                               .rectifications = {},
                               .deliveries = {},
                               .positions = {held.position}};
        EntryDeclaration& entry = declared.entry;
        const auto& rule = ledger::key_rule(entry.clave, import_operation, entry.entry_date);
        if (rule.is_virtual && !entry.term_start) entry.term_start = entry.payment_date;
        Drafted drafted = Draft{around_}.entry(entry.name, declared);
        for (Alert& alert : drafted.alerts) raise(std::move(alert));
        if (drafted.lots.empty()) return;  // its unit has no conversion: an alert says so
        LotRow& lot = derived_.lots.emplace_back(std::move(drafted.lots.front()));
        const auto left = in_unit_of(lot, entry.unit, held.opening.left);
        begin_on(lot, day_, left ? lot.quantity - *left : Quantity{});
    }

    /// In a value mode amounts are shares of the pesos that were left: what is gone has no part.
    void forget_quantities() {
        for (LotRow& lot : derived_.lots) {
            if (lot.before)
                lot.before = BeforeOpening{
                    .day = day_, .out = {}, .umt_out = {}, .value_out = {}, .iva_out = {}};
        }
    }

    void raise(Alert alert) { derived_.alerts.push_back(std::move(alert)); }

    Derived& derived_;
    const Surroundings& around_;
    const Sources& sources_;
    const std::string& rfc_;
    LocalDate day_;
    std::vector<Chain> chains_;
    std::map<std::string, const Chain*> rectified_;  ///< by the key of the root
    PedimentoNames names_;
    /// What the other system says it discharged, by lot; counted when the first lot asks.
    std::optional<std::map<Openings::Key, Quantity>> claims_;
};

}  // namespace

void begin_with_openings(Derived& derived, const Surroundings& around) {
    const auto day = around.sources.openings.day_of(around.rfc);
    if (day) Beginning{derived, around, *day}.run();
}

}  // namespace saldo::book
