#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "hub/book/derive.hpp"
#include "hub/book/drafts.hpp"
#include "hub/book/pool_engine.hpp"

namespace saldo::book {

/// The derivation of one company, kept while facts come in any order. A fact says which documents
/// it touches; only those are drafted again, and only the pools of their parts are folded again.
///
/// Equals derive() byte for byte at every moment; tests/property holds it to that.
class CompanyBook {
public:
    explicit CompanyBook(std::string rfc) : rfc_{std::move(rfc)} {}

    /// The document says something else now, or is new.
    void touch(const DocumentName& name);
    /// A version of the bill of a product changed.
    void touch_bill(const std::string& product);
    /// Every exit may say something else.
    void touch_exits();
    /// Everything may: catalogs, policies.
    void touch_all();
    /// Nothing that is drafted changed, but something beside it: alerts, stock, filed reports.
    void touch_surroundings() { is_current_ = false; }

    /// Valid until the next touch.
    const Derived& derived(const Sources& sources, const Pairs& pairs);

private:
    void draft_stale(const Surroundings& around);
    bool has_lots(const std::string& part) const;
    void put(const DocumentName& name, Drafted drafted);
    void take_in(const Drafted& drafted);
    void take_out(const Drafted& drafted);

    std::string rfc_;
    std::map<DocumentName, Drafted> drafts_;
    std::map<std::string, std::int64_t> lots_of_part_;
    std::set<std::string> opening_parts_;  ///< of lots that opening balances tell
    std::set<DocumentName> stale_;
    bool all_are_stale_ = true;

    PoolEngine pools_;

    Derived derived_;
    bool is_current_ = false;
};

}  // namespace saldo::book
