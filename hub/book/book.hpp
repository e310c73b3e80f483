#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/book/agents.hpp"
#include "hub/book/assets.hpp"
#include "hub/book/catalogs.hpp"
#include "hub/book/company_book.hpp"
#include "hub/book/decisions.hpp"
#include "hub/book/declarations.hpp"
#include "hub/book/derive.hpp"
#include "hub/book/derived.hpp"
#include "hub/book/discharge_history.hpp"
#include "hub/book/documents.hpp"
#include "hub/book/openings.hpp"
#include "hub/book/physical.hpp"

namespace saldo::book {

/// Everything derived from the log. Facts go in through apply(), in the order of the log; nothing
/// else changes it. It can be thrown away at any moment and built again, byte for byte.
///
/// One writer; not safe from two threads. What a fact touches is derived again when somebody asks
/// for it.
class Book {
public:
    /// The one door. Every fact of the log is shown once, in order.
    Applied apply(const Recorded& recorded);
    Applied apply(Recorded&& recorded);

    /// Would apply() change nothing, because this was told before? For importers, so that a second
    /// import of the same file adds nothing to the log.
    bool holds(const Fact& fact) const;

    /// The discharge of one company. Valid until the next apply().
    const Derived& derived(const std::string& rfc);
    /// The same from zero: what derived() must equal, for tests and doubts.
    Derived derived_from_zero(const std::string& rfc) const;
    /// The alerts of one company: of its facts, and with a day those that the calendar brings.
    std::vector<Alert> alerts(const std::string& rfc, std::optional<LocalDate> today);
    /// Every company that some fact names, in order.
    std::vector<std::string> companies() const;

    const Catalogs& catalogs() const { return catalogs_; }
    const Documents& documents() const { return documents_; }
    const Declarations& declarations() const { return declarations_; }
    const Physical& physical() const { return physical_; }
    const Decisions& decisions() const { return decisions_; }
    const Filings& filings() const { return filings_; }
    const Assets& assets() const { return assets_; }
    const Openings& openings() const { return openings_; }
    const DischargeHistory& history() const { return history_; }
    /// What derivations read; valid as long as the book.
    Sources sources() const {
        return {catalogs_, documents_, declarations_, physical_, deliveries_, decisions_,
                filings_,  assets_,    names_,        openings_, history_};
    }
    const std::map<std::string, AgentEnrolment>& agents() const { return agents_.enrolled(); }
    /// Agents that nothing is taken from now, each with the reason.
    const std::map<std::string, std::string>& revoked_agents() const { return agents_.revoked(); }
    /// What agents recorded of themselves: it changes no balance.
    const std::map<std::string, Agents::Evidence>& agent_evidence() const {
        return agents_.evidence();
    }
    const std::vector<Delivery>& deliveries() const { return deliveries_; }
    struct Quarantined {
        QuarantinedRecord record;
        LogPosition position;
    };
    /// Accepted at a plant, and not readable here: kept and shown.
    const std::vector<Quarantined>& quarantined() const { return quarantined_; }
    /// How many movements of each agent were applied.
    const std::map<std::string, std::uint64_t>& movements_by_agent() const {
        return movements_by_agent_;
    }
    /// The position after the last fact applied.
    LogPosition known() const { return known_; }

private:
    struct Door;
    struct Look;

    Catalogs catalogs_;
    Documents documents_;
    Declarations declarations_;
    Physical physical_;
    Decisions decisions_;
    Filings filings_;
    Assets assets_;
    Names names_;
    Openings openings_;
    DischargeHistory history_;
    Agents agents_;
    std::vector<Delivery> deliveries_;
    std::vector<Quarantined> quarantined_;
    std::map<std::string, std::uint64_t> movements_by_agent_;
    LogPosition known_{0};
    CompanyBook& company(const std::string& rfc);
    template <class Touch>
    void each_company(const std::string& rfc, const Touch& touch);

    std::map<std::string, CompanyBook> companies_;
    Pairs pairs_;
    bool pairs_are_current_ = false;
};

}  // namespace saldo::book
