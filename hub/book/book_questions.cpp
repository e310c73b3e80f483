#include <algorithm>
#include <set>
#include <utility>
#include <variant>

#include "hub/book/book.hpp"
#include "hub/book/calendar.hpp"

namespace saldo::book {

using Kind = DocumentName::Kind;

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
    bool operator()(const AgentEnrolment& a) const { return book.agents_.holds(a); }
    bool operator()(const AgentRevocation& r) const { return book.agents_.holds(r); }
};

bool Book::holds(const Fact& fact) const { return std::visit(Look{*this}, fact); }

CompanyBook& Book::company(const std::string& rfc) {
    return companies_.try_emplace(rfc, rfc).first->second;
}

const Derived& Book::derived(const std::string& rfc) {
    if (!pairs_are_current_) {
        Pairs pairs{catalogs_, declarations_, documents_};
        for (const std::string& name : pairs.changed(pairs_)) {
            const auto& outcome = declarations_.outcomes().at(name).outcome;
            company(outcome.rfc).touch({Kind::outcome, {}, name});
        }
        for (const auto& [owner, root] : pairs.customs().changed(pairs_.customs())) {
            company(owner).touch({Kind::pedimento, root, {}});
        }
        pairs_ = std::move(pairs);
        pairs_are_current_ = true;
        for (auto& [name, company] : companies_) company.touch_surroundings();
    }
    return company(rfc).derived(sources(), pairs_);
}

Derived Book::derived_from_zero(const std::string& rfc) const { return derive(sources(), rfc); }

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
    for (std::string& rfc : physical_.companies()) all.insert(std::move(rfc));
    for (const std::string& rfc : openings_.companies()) all.insert(rfc);
    for (const std::string& rfc : history_.companies()) all.insert(rfc);
    return {all.begin(), all.end()};
}

}  // namespace saldo::book
