#include "hub/book/book.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "hub/book/calendar.hpp"
#include "hub/book/credit.hpp"

namespace saldo::book {

/// What each kind of fact does to the book. A company's derivation is dropped when a fact may
/// change it; a catalog entry for every company drops them all.
struct Book::Door {
    Book& book;
    LogPosition position;

    void touch(const std::string& rfc) const {
        if (rfc.empty()) {
            book.derived_.clear();
        } else {
            book.derived_.erase(rfc);
        }
    }
    Applied catalog(Verdict verdict, const std::string& rfc) const {
        if (verdict == Verdict::fresh) touch(rfc);
        return {verdict, {}};
    }
    /// A pedimento or declaration may be the other half of another company's virtual pair.
    Applied document(Verdict verdict) const {
        if (verdict != Verdict::duplicate) book.derived_.clear();
        return {verdict, verdict == Verdict::conflict ? "CONFLICT" : ""};
    }
    Applied declaration(Applied applied) const {
        if (applied.verdict != Verdict::duplicate) book.derived_.clear();
        return applied;
    }
    /// Movements discharge nothing; only their exceptions are part of a derivation: a clash, and
    /// the first event at an address that is not registered.
    Applied movement(const std::string& rfc, const Movement& m) const {
        const Verdict verdict = book.physical_.add(rfc, m, position);
        const Plant* plant = book.catalogs_.plant(rfc, m.plant);
        const bool unregistered = plant == nullptr || !plant->registered;
        if (verdict == Verdict::conflict || unregistered) touch(rfc);
        return {verdict, verdict == Verdict::conflict ? "CONFLICT" : ""};
    }

    Applied operator()(CapturedMovement&& m) const {
        ++book.movements_by_agent_[m.place.agent.value()];
        return movement(m.rfc, m.movement);
    }
    Applied operator()(ImportedMovement&& m) const { return movement(m.rfc, m.movement); }
    Applied operator()(Pedimento&& p) const {
        return document(book.documents_.add(std::move(p), position));
    }
    Applied operator()(InvoiceLine&& l) const { return document(book.documents_.add(l, position)); }
    Applied operator()(Delivery&& d) const {
        touch(d.rfc);
        book.deliveries_.push_back(std::move(d));
        return {};
    }
    Applied operator()(Company&& c) const {
        if (std::string fault = book.catalogs_.mode_fault(c); !fault.empty()) {
            return refused(std::move(fault));
        }
        const Verdict verdict = book.catalogs_.add(c);
        // Whether a company is known counts for the pairs of every other one.
        return catalog(verdict, {});
    }
    Applied operator()(Plant&& p) const { return catalog(book.catalogs_.add(p), p.rfc); }
    Applied operator()(Part&& p) const { return catalog(book.catalogs_.add(p), p.rfc); }
    Applied operator()(Product&& p) const { return catalog(book.catalogs_.add(p), p.rfc); }
    Applied operator()(BomVersion&& v) const { return catalog(book.catalogs_.add(v), v.rfc); }
    Applied operator()(UnitConversion&& u) const { return catalog(book.catalogs_.add(u), u.rfc); }
    Applied operator()(ShrinkageNorm&& n) const { return catalog(book.catalogs_.add(n), n.rfc); }
    Applied operator()(Substitute&& s) const { return catalog(book.catalogs_.add(s), s.rfc); }
    Applied operator()(Reclassification&& r) const {
        return catalog(book.catalogs_.add(r), r.rfc);
    }
    Applied operator()(Holiday&& h) const { return catalog(book.catalogs_.add(h), {}); }
    Applied operator()(Policy&& p) const { return catalog(book.catalogs_.add(p), p.rfc); }
    Applied operator()(AgentEnrolment&& a) const {
        const auto [held, is_new] = book.agents_.try_emplace(a.agent.value(), a);
        if (is_new) return {};
        return {held->second == a ? Verdict::duplicate : Verdict::conflict, "CONFLICT"};
    }
    Applied operator()(EntryDeclaration&& e) const {
        return declaration(book.declarations_.add(e, book.catalogs_, book.names_, position));
    }
    Applied operator()(EntryRectification&& r) const {
        return declaration(book.declarations_.add(r, position));
    }
    Applied operator()(ConsolidatedDelivery&& d) const {
        return declaration(book.declarations_.add(d, position));
    }
    Applied operator()(OutcomeDeclaration&& o) const {
        return declaration(book.declarations_.add(o, book.catalogs_, book.names_, position));
    }
    Applied operator()(UseLine&& l) const {
        return declaration(book.declarations_.add(l, book.catalogs_, position));
    }
    Applied operator()(ExitLine&& l) const {
        return declaration(book.declarations_.add(l, book.catalogs_, position));
    }
    Applied operator()(ValueLine&& l) const {
        return declaration(book.declarations_.add(l, book.catalogs_, position));
    }
    Applied operator()(Disassembly&& d) const {
        return declaration(book.declarations_.add(d, book.names_, position));
    }
    Applied operator()(ScrapRecord&& s) const { return declaration(book.declarations_.add(s)); }
    Applied operator()(NationalStock&& s) const { return declaration(book.declarations_.add(s)); }
    Applied operator()(Withdrawal&& w) const {
        return declaration(book.declarations_.add(w, position));
    }
    Applied operator()(AssetEntry&& a) const {
        return declaration(book.assets_.add(a, book.names_, position));
    }
    Applied operator()(AssetMove&& m) const {
        return declaration(book.assets_.add(m, book.names_, position));
    }

    Applied operator()(Approval&& a) const {
        const auto outcome = book.declarations_.outcomes().find(a.outcome);
        if (outcome == book.declarations_.outcomes().end()) return refused("NOT_FOUND");
        const Derived& derived = book.derived(outcome->second.outcome.rfc);
        Quantity held;
        for (const HeldRow& row : derived.held) {
            const bool same = derived.outcomes[row.outcome].key == a.outcome;
            if (same && row.part == a.part_number) held += row.quantity;
        }
        const bool too_much = a.quantity <= Quantity{} || a.quantity > held;
        if (too_much) return refused("OVERDISCHARGE");
        book.decisions_.add(a, position);
        touch(outcome->second.outcome.rfc);
        return {};
    }
    /// D-19: an adjustment larger than the lot balance of the part is refused.
    Applied operator()(Adjustment&& a) const {
        Quantity balance;
        for (const LotRow& lot : book.derived(a.rfc).lots) {
            if (lot.part == a.part_number) balance += lot.left;
        }
        const Quantity size = a.quantity < Quantity{} ? -a.quantity : a.quantity;
        if (size.is_zero() || size > balance) return refused("OVERDISCHARGE");
        touch(a.rfc);
        return {};
    }
    /// What the book says at this place of the log is what was filed.
    Applied operator()(ReportFiling&& f) const {
        const ReportPeriod period{f.year, f.month, f.type};
        auto reports = reports_of(book.derived(f.rfc));
        book.decisions_.add(FiledReport{f.rfc, period, std::move(reports[period]), position});
        touch(f.rfc);
        return {};
    }
    Applied operator()(Projection&& p) const {
        book.decisions_.add(p);
        return {};
    }
    Applied operator()(Cancellation&& c) const { return decision(c, c.rfc); }
    Applied operator()(CaptureTimes&& t) const { return decision(t, t.rfc); }
    Applied operator()(DirectedDischarge&& d) const {
        const auto outcome = book.declarations_.outcomes().find(d.outcome);
        if (outcome == book.declarations_.outcomes().end()) return refused("NOT_FOUND");
        if (d.quantity <= Quantity{}) return refused("OVERDISCHARGE");
        // Only with a written reason and somebody who answers for it (anexo24.md 3.1-10).
        if (d.reason.empty() || d.approver.empty()) return refused("REASON_MISSING");
        book.decisions_.add(d, position);
        touch(outcome->second.outcome.rfc);
        return {};
    }
    Applied operator()(KeyDecision&& d) const {
        if (d.reason.empty() || d.approver.empty()) return refused("REASON_MISSING");
        book.decisions_.add(d, position);
        touch(d.rfc);
        return {};
    }
    Applied operator()(OpeningBalance&& o) const {
        Applied applied = book.openings_.add(o, book.catalogs_, book.names_, position);
        if (applied.verdict != Verdict::duplicate) touch(o.entry.rfc);
        return applied;
    }
    /// A claim of another system: it only explains lots that an opening balance does not list.
    Applied operator()(ForeignDischarge&& d) const {
        if (d.quantity <= Quantity{}) return refused("OVERDISCHARGE");
        if (book.openings_.day_of(d.rfc)) touch(d.rfc);
        return {book.history_.add(std::move(d)), {}};
    }
    template <class T>
    Applied decision(const T& fact, const std::string& rfc) const {
        book.decisions_.add(fact);
        touch(rfc);
        return {};
    }
    Applied operator()(QuarantinedRecord&& q) const {
        book.quarantined_.push_back({std::move(q), position});
        return {};
    }
};

Applied Book::apply(const Recorded& recorded) { return apply(Recorded{recorded}); }

Applied Book::apply(Recorded&& recorded) {
    known_ = LogPosition{recorded.position.value() + 1};
    return std::visit(Door{*this, recorded.position}, std::move(recorded.fact));
}

/// Asks, for each kind of fact, whether it was told before.
struct Book::Look {
    const Book& book;

    template <class T>
    bool operator()(const T& fact) const {
        if constexpr (requires { book.catalogs_.holds(fact); }) {
            return book.catalogs_.holds(fact);
        } else {
            return false;  // told once, under a name or a journal place of its own
        }
    }
    bool operator()(const InvoiceLine& l) const { return book.documents_.holds(l); }
    bool operator()(const OpeningBalance& o) const { return book.openings_.holds(o); }
    bool operator()(const ForeignDischarge& d) const { return book.history_.holds(d); }
    bool operator()(const Pedimento& p) const {
        return book.documents_.verdict_of(p) == Verdict::duplicate;
    }
    bool operator()(const Delivery& d) const {
        return std::ranges::find(book.deliveries_, d) != book.deliveries_.end();
    }
    bool operator()(const ImportedMovement& m) const {
        return book.physical_.verdict_of(m.rfc, m.movement) == Verdict::duplicate;
    }
    bool operator()(const AgentEnrolment& a) const {
        const auto held = book.agents_.find(a.agent.value());
        return held != book.agents_.end() && held->second == a;
    }
};

bool Book::holds(const Fact& fact) const { return std::visit(Look{*this}, fact); }

const Derived& Book::derived(const std::string& rfc) {
    const auto found = derived_.find(rfc);
    if (found != derived_.end()) return found->second;
    return derived_.emplace(rfc, derive(sources(), rfc)).first->second;
}

std::vector<Alert> Book::alerts(const std::string& rfc, std::optional<LocalDate> today) {
    const Derived& found = derived(rfc);
    if (!today) return found.alerts;
    std::vector<Alert> all = calendar_alerts(sources(), rfc, found, *today);
    all.insert(all.end(), found.alerts.begin(), found.alerts.end());
    std::ranges::sort(all);
    return all;
}

std::vector<std::string> Book::companies() const {
    std::set<std::string> all = documents_.companies();
    for (const auto& [rfc, company] : catalogs_.companies()) all.insert(rfc);
    for (const auto& [name, entry] : declarations_.entries()) all.insert(entry.entry.rfc);
    for (const auto& [name, outcome] : declarations_.outcomes()) all.insert(outcome.outcome.rfc);
    for (const auto& [name, d] : declarations_.disassemblies()) all.insert(d.disassembly.rfc);
    for (const ScrapRecord& scrap : declarations_.scrap()) all.insert(scrap.rfc);
    for (const NationalStock& stock : declarations_.national()) all.insert(stock.rfc);
    for (std::string& rfc : assets_.companies()) all.insert(std::move(rfc));
    for (const std::string& rfc : openings_.companies()) all.insert(rfc);
    for (const std::string& rfc : history_.companies()) all.insert(rfc);
    const auto plants = physical_.plants();
    for (const auto& [key, plant] : plants) all.insert(key.first);
    return {all.begin(), all.end()};
}

}  // namespace saldo::book
