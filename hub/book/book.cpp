#include "hub/book/book.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "hub/book/credit.hpp"
#include "hub/ledger/keys.hpp"

namespace saldo::book {

using Kind = DocumentName::Kind;

/// What each kind of fact does to the book, and which documents it makes say something else.
struct Book::Door {
    Book& book;
    LogPosition position;
    UtcTime hub_time;  ///< when the hub got the fact

    /// Everything of a company, or of all, may be read otherwise.
    Applied catalog(Verdict verdict, const std::string& rfc) const {
        if (verdict != Verdict::fresh) return {verdict, {}};
        book.pairs_are_current_ = false;
        book.each_company(rfc, [](CompanyBook& company) { company.touch_all(); });
        return {verdict, {}};
    }
    void touch(const std::string& rfc, DocumentName name) const {
        book.company(rfc).touch(std::move(name));
    }
    void touch_surroundings(const std::string& rfc) const {
        book.each_company(rfc, [](CompanyBook& company) { company.touch_surroundings(); });
    }
    void touch_pedimento(const std::string& rfc, const PedimentoRef& ref) const {
        touch(rfc, {Kind::pedimento, ref, {}});
        for (const PedimentoRef& root : book.documents_.roots_near(rfc, ref)) {
            touch(rfc, {Kind::pedimento, root, {}});
        }
    }
    /// What an entry says of itself, and of rejected goods that come back in its name.
    void touch_entry(const std::string& name) const {
        const auto held = book.declarations_.entries().find(name);
        if (held == book.declarations_.entries().end()) return;
        const EntryDeclaration& entry = held->second.entry;
        touch(entry.rfc, {Kind::entry, {}, name});
        if (ledger::is_paired(entry.clave, entry.entry_date)) book.pairs_are_current_ = false;
    }
    void touch_outcome(const std::string& name) const {
        const auto& outcomes = book.declarations_.outcomes();
        const auto held = outcomes.find(name);
        if (held == outcomes.end()) return;
        const OutcomeDeclaration& outcome = held->second.outcome;
        touch(outcome.rfc, {Kind::outcome, {}, name});
        touch_pair(outcome);
        if (outcome.pedimento.empty()) return;
        if (book.catalogs_.mode_of(outcome.rfc) != DischargeMode::quantity) {
            book.company(outcome.rfc).touch_all();  // it may tell what a pedimento discharged
        }
        for (const std::string& other :
             book.declarations_.outcomes_with(outcome.rfc, outcome.pedimento)) {
            touch(outcome.rfc, {Kind::outcome, {}, other});
            touch_pair(outcomes.at(other).outcome);  // it may be repeated no more
        }
    }
    void touch_pair(const OutcomeDeclaration& outcome) const {
        if (ledger::is_paired(outcome.clave, outcome.operation_date)) {
            book.pairs_are_current_ = false;
        }
    }
    /// Entries that bring back what this outcome took out (D-17).
    void touch_rejected(const std::string& outcome) const {
        for (const std::string& entry : book.declarations_.rejected_of(outcome)) touch_entry(entry);
    }
    void touch_report(const std::string& rfc, const FrozenReport& report) const {
        for (const auto& [outcome, rows] : report) {
            const auto ref = parse_pedimento_key(outcome);
            if (ref) touch_pedimento(rfc, *ref);
            touch_outcome(outcome);
        }
    }
    /// What the book says at this place of the log is what was filed; by policy its rows stay.
    Applied file(const std::string& rfc, const ReportPeriod& period,
                 std::vector<std::string> approvers) const {
        const Derived& derived = book.derived(rfc);
        auto reports = reports_of(derived);
        const auto policy = book.catalogs_.policy(rfc, PolicyName::filed_period, last_day(period));
        if (policy == static_cast<std::uint16_t>(FiledPolicy::freeze)) {
            FrozenReport rows = frozen_rows(derived, period);
            // What was frozen before and is of no report any more goes first in, first out again.
            if (const auto before = book.filings_.thaw(rfc, period)) touch_report(rfc, *before);
            touch_report(rfc, rows);
            book.filings_.freeze(rfc, period, std::move(rows));
        }
        book.filings_.file(
            {rfc, period, std::move(reports[period]), position, 0, std::move(approvers)});
        touch_surroundings(rfc);
        return {};
    }
    /// A clash is shown to a company, whatever else it does.
    template <class Touch>
    Applied told(Applied applied, const Touch& touch_it) const {
        if (applied.verdict == Verdict::fresh) touch_it();
        if (applied.verdict == Verdict::conflict) touch_surroundings({});
        return applied;
    }
    /// Movements discharge nothing; only their exceptions are part of a derivation.
    Applied movement(const std::string& rfc, const Movement& m,
                     std::optional<UtcTime> received) const {
        const Physical& physical = book.physical_;
        const bool is_taken = book.names_.contains(m.event_id);
        if (is_taken && physical.verdict_of(rfc, m) == Verdict::fresh) {
            return clash(m.event_id, rfc);
        }
        const Plant* plant = book.catalogs_.plant(rfc, m.plant);
        const auto [verdict, is_noted] =
            book.physical_.add({.rfc = rfc,
                                .movement = m,
                                .position = position,
                                .received = received,
                                .is_registered = plant != nullptr && plant->registered});
        if (is_noted) touch_surroundings(rfc);
        return {verdict, verdict == Verdict::conflict ? "CONFLICT" : ""};
    }
    /// D-21: the name is of something else, or was told with other words.
    Applied clash(const std::string& name, const std::string& rfc) const {
        book.names_.clash(name, rfc);
        touch_surroundings(rfc);
        return {Verdict::conflict, "CONFLICT"};
    }
    /// A declared thing, unless a movement of its company has the name already.
    template <class Add, class Touch>
    Applied named(const std::string& name, const std::string& rfc, const Add& add,
                  const Touch& touch_it) const {
        const bool is_taken = !book.names_.contains(name) && book.physical_.knows(rfc, name);
        return is_taken ? clash(name, rfc) : told(add(), touch_it);
    }

    Applied operator()(CapturedMovement&& m) const {
        ++book.movements_by_agent_[m.place.agent.value()];
        return movement(m.rfc, m.movement, hub_time);
    }
    Applied operator()(ImportedMovement&& m) const { return movement(m.rfc, m.movement, {}); }
    Applied operator()(Pedimento&& p) const {
        const std::string rfc = p.rfc;
        const PedimentoRef ref = p.ref;
        // Before and after: a version that comes between two others moves chains.
        touch_pedimento(rfc, ref);
        const bool may_pair = p.is_rectification || ledger::is_paired(p.clave, p.paid_at.date);
        const Verdict verdict = book.documents_.add(std::move(p), position);
        if (verdict != Verdict::duplicate) {
            touch_pedimento(rfc, ref);
            if (may_pair) book.pairs_are_current_ = false;
        }
        return {verdict, verdict == Verdict::conflict ? "CONFLICT" : ""};
    }
    Applied operator()(InvoiceLine&& l) const {
        const Verdict verdict = book.documents_.add(l, position);
        if (verdict != Verdict::duplicate) touch_pedimento(l.rfc, l.pedimento);
        return {verdict, {}};
    }
    Applied operator()(Delivery&& d) const {
        touch_surroundings(d.rfc);
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
    Applied operator()(Plant&& p) const {
        const Verdict verdict = book.catalogs_.add(p);
        if (verdict == Verdict::fresh) touch_surroundings(p.rfc);
        return {verdict, {}};
    }
    Applied operator()(Part&& p) const { return catalog(book.catalogs_.add(p), p.rfc); }
    Applied operator()(Product&& p) const { return catalog(book.catalogs_.add(p), p.rfc); }
    Applied operator()(BomVersion&& v) const {
        // Of the days that it counts for: later ones may have a bill already.
        const bool is_first = book.catalogs_.bom(v.rfc, v.product, v.valid_from) == nullptr;
        const Verdict verdict = book.catalogs_.add(v);
        if (verdict != Verdict::fresh) return {verdict, {}};
        book.each_company(v.rfc, [&](CompanyBook& company) {
            // What was a material so far may be exploded from now on.
            is_first ? company.touch_exits() : company.touch_bill(v.product);
        });
        return {};
    }
    Applied operator()(UnitConversion&& u) const { return catalog(book.catalogs_.add(u), u.rfc); }
    Applied operator()(ShrinkageNorm&& n) const { return catalog(book.catalogs_.add(n), n.rfc); }
    Applied operator()(Substitute&& s) const { return catalog(book.catalogs_.add(s), s.rfc); }
    Applied operator()(ScrapConversion&& s) const { return catalog(book.catalogs_.add(s), s.rfc); }
    Applied operator()(Reclassification&& r) const { return catalog(book.catalogs_.add(r), r.rfc); }
    Applied operator()(Holiday&& h) const { return catalog(book.catalogs_.add(h), {}); }
    Applied operator()(Policy&& p) const { return catalog(book.catalogs_.add(p), p.rfc); }
    Applied operator()(AgentEnrolment&& a) const { return {book.agents_.add(a), {}}; }
    Applied operator()(AgentRevocation&& r) const { return {book.agents_.add(r), {}}; }
    Applied operator()(AgentAdmission&&) const { return {}; }  // of the hub: not of the trade
    Applied operator()(HubRestored&&) const { return {}; }
    Applied operator()(DrillResult&&) const { return {}; }
    Applied operator()(ClockStepped&& s) const { return {book.agents_.add(s), {}}; }
    Applied operator()(JournalCheckpoint&& c) const { return {book.agents_.add(c, position), {}}; }
    Applied operator()(EntryDeclaration&& e) const {
        return named(
            e.name, e.rfc,
            [&] { return book.declarations_.add(e, book.catalogs_, book.names_, position); },
            [&] { touch_entry(e.name); });
    }
    Applied operator()(EntryRectification&& r) const {
        return told(book.declarations_.add(r, position), [&] { touch_entry(r.name); });
    }
    Applied operator()(ConsolidatedDelivery&& d) const {
        return told(book.declarations_.add(d, position), [&] { touch_entry(d.entry); });
    }
    Applied operator()(OutcomeDeclaration&& o) const {
        return named(
            o.name, o.rfc,
            [&] { return book.declarations_.add(o, book.catalogs_, book.names_, position); },
            [&] {
                touch_outcome(o.name);
                touch_rejected(o.name);
            });
    }
    Applied operator()(UseLine&& l) const {
        return told(book.declarations_.add(l, book.catalogs_, position),
                    [&] { touch_outcome(l.outcome); });
    }
    Applied operator()(ExitLine&& l) const {
        return told(book.declarations_.add(l, book.catalogs_, position),
                    [&] { touch_outcome(l.outcome); });
    }
    Applied operator()(ValueLine&& l) const {
        return told(book.declarations_.add(l, book.catalogs_, position),
                    [&] { touch_outcome(l.outcome); });
    }
    Applied operator()(Disassembly&& d) const {
        return named(
            d.name, d.rfc, [&] { return book.declarations_.add(d, book.names_, position); },
            [&] { touch(d.rfc, {Kind::disassembly, {}, d.name}); });
    }
    Applied operator()(WorkOrder&& w) const {
        return named(
            w.name, w.rfc, [&] { return book.declarations_.add(w, book.names_); },
            [&] { book.company(w.rfc).touch_exits(); });
    }
    Applied operator()(ScrapRecord&& s) const {
        return told(book.declarations_.add(s), [&] { touch_surroundings(s.rfc); });
    }
    Applied operator()(NationalStock&& s) const {
        return told(book.declarations_.add(s), [&] { touch_surroundings(s.rfc); });
    }
    Applied operator()(Withdrawal&& w) const {
        return told(book.declarations_.add(w, position), [&] {
            touch_entry(w.name);
            touch_outcome(w.name);
            touch_surroundings({});  // its delays are not called out any more
        });
    }
    Applied operator()(AssetEntry&& a) const {
        return named(
            a.serial, a.rfc, [&] { return book.assets_.add(a, book.names_, position); },
            [&] { touch_surroundings(a.rfc); });
    }
    /// It names an asset and no company, so any movement of that name is in its way.
    Applied operator()(AssetMove&& m) const {
        for (const std::string& rfc : book.physical_.companies()) {
            const bool is_taken =
                !book.names_.contains(m.name) && book.physical_.knows(rfc, m.name);
            if (is_taken) return clash(m.name, rfc);
        }
        return told(book.assets_.add(m, book.names_, position), [&] { touch_surroundings({}); });
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
        touch_outcome(a.outcome);
        return {};
    }
    /// D-19: an adjustment larger than the lot balance of the part is refused.
    Applied operator()(Adjustment&& a) const {
        if (const Adjustment* held = book.physical_.adjustment(a.name); held != nullptr) {
            return *held == a ? Applied{Verdict::duplicate, {}} : clash(a.name, a.rfc);
        }
        const bool is_taken = book.names_.contains(a.name) || book.physical_.knows(a.rfc, a.name);
        if (is_taken) return clash(a.name, a.rfc);
        Quantity balance;
        for (const LotRow& lot : book.derived(a.rfc).lots) {
            if (lot.part == a.part_number) balance += lot.left;
        }
        const Quantity size = a.quantity < Quantity{} ? -a.quantity : a.quantity;
        if (size.is_zero() || size > balance) return refused("OVERDISCHARGE");
        book.names_.claim(a.name, NameKind::adjustment);
        book.physical_.add(a);
        touch_surroundings(a.rfc);
        return {};
    }
    Applied operator()(ReportFiling&& f) const {
        return file(f.rfc, {f.year, f.month, f.type}, {});
    }
    Applied operator()(ReportSeal&& s) const {
        return {book.filings_.seal(std::move(s), position), {}};
    }
    Applied operator()(ReplacementApproval&& a) const {
        if (a.approver.empty() || a.reason.empty()) return refused("REASON_MISSING");
        const ReportPeriod period{a.year, a.month, a.type};
        const FiledReport* standing = book.filings_.standing(a.rfc, period);
        if (standing == nullptr) return refused("NOT_FOUND");
        // What was frozen is let go to see what would be filed, and kept again if it is not.
        auto kept = book.filings_.thaw(a.rfc, period);
        if (kept) touch_report(a.rfc, *kept);
        const ValueByTariff now = reports_of(book.derived(a.rfc))[period];
        const auto put_back = [&] {
            if (!kept) return;
            touch_report(a.rfc, *kept);
            book.filings_.freeze(a.rfc, period, std::move(*kept));
        };
        if (standing->values == now) {
            put_back();
            return refused("NOTHING_TO_REPLACE");
        }
        auto approvers = book.filings_.approve(a, now);
        if (approvers && !approvers->empty()) return file(a.rfc, period, std::move(*approvers));
        put_back();
        touch_surroundings(a.rfc);
        return approvers ? Applied{} : refused("SECOND_PERSON_NEEDED");
    }
    Applied operator()(Projection&& p) const {
        book.decisions_.add(p);
        return {};
    }
    Applied operator()(Cancellation&& c) const {
        book.decisions_.add(c);
        book.company(c.rfc).touch_all();  // nothing stays longer than the program
        return {};
    }
    Applied operator()(CaptureTimes&& t) const {
        book.decisions_.add(t);
        touch_surroundings(t.rfc);
        return {};
    }
    Applied operator()(DirectedDischarge&& d) const {
        const auto outcome = book.declarations_.outcomes().find(d.outcome);
        if (outcome == book.declarations_.outcomes().end()) return refused("NOT_FOUND");
        if (d.lot.empty()) return refused("NOT_FOUND");
        if (d.quantity <= Quantity{}) return refused("OVERDISCHARGE");
        // Only with a written reason and somebody who answers for it (anexo24.md 3.1-10).
        if (d.reason.empty() || d.approver.empty()) return refused("REASON_MISSING");
        book.decisions_.add(d, position);
        touch_outcome(d.outcome);
        return {};
    }
    Applied operator()(KeyDecision&& d) const {
        if (d.reason.empty() || d.approver.empty()) return refused("REASON_MISSING");
        book.decisions_.add(d, position);
        if (const auto ref = parse_pedimento_key(d.document)) touch_pedimento(d.rfc, *ref);
        return {};
    }
    /// The balances of a company are read together: what they list, and what they leave out.
    Applied operator()(OpeningBalance&& o) const {
        return told(book.openings_.add(o, book.catalogs_, book.names_, position),
                    [&] { book.company(o.entry.rfc).touch_all(); });
    }
    /// A claim of another system: it only explains lots that an opening balance does not list.
    Applied operator()(ForeignDischarge&& d) const {
        if (d.quantity <= Quantity{}) return refused("OVERDISCHARGE");
        touch_surroundings(d.rfc);
        return {book.history_.add(std::move(d)), {}};
    }
    Applied operator()(QuarantinedRecord&& q) const {
        book.quarantined_.push_back({std::move(q), position});
        return {};
    }
};

Applied Book::apply(const Recorded& recorded) { return apply(Recorded{recorded}); }
Applied Book::apply(Recorded&& recorded) {
    known_ = LogPosition{recorded.position.value() + 1};
    return std::visit(Door{*this, recorded.position, recorded.received}, std::move(recorded.fact));
}

/// One company, or all that somebody has asked for or told of.
template <class Touch>
void Book::each_company(const std::string& rfc, const Touch& touch) {
    if (!rfc.empty()) return touch(company(rfc));
    for (auto& [name, company] : companies_) touch(company);
}

}  // namespace saldo::book
