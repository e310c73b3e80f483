#include "hub/book/company_book.hpp"

#include <algorithm>

#include "hub/book/assemble.hpp"

namespace saldo::book {
namespace {

/// Pools whose rows come of other pools, or go to whichever pool of their part there is: the engine
/// does not hold them. They are few, and small.
bool leans_on_others(const Derived& derived, const LotPool& pool) {
    const bool is_recovered = std::ranges::any_of(
        pool.lots, [&](std::uint32_t lot) { return !derived.lots[lot].disassembly.empty(); });
    return is_recovered || std::ranges::any_of(pool.uses, [&](std::uint32_t use) {
               return derived.uses[use].unit == 0;
           });
}

}  // namespace

void CompanyBook::touch(const DocumentName& name) {
    if (!all_are_stale_) stale_.insert(name);
    is_current_ = false;
}

void CompanyBook::touch_bill(const std::string& product) {
    for (const auto& [name, drafted] : drafts_) {
        const bool asked =
            drafted.exit != nullptr &&
            std::ranges::find(drafted.exit->products, product) != drafted.exit->products.end();
        if (asked) touch(name);
    }
    is_current_ = false;
}

void CompanyBook::touch_exits() {
    for (const auto& [name, drafted] : drafts_) {
        if (drafted.exit != nullptr) touch(name);
    }
    is_current_ = false;
}

void CompanyBook::touch_all() {
    all_are_stale_ = true;
    is_current_ = false;
}

void CompanyBook::take_in(const Drafted& drafted) {
    for (const LotRow& lot : drafted.lots) {
        ++lots_of_part_[lot.part];
        pools_.put(lot);
    }
    if (drafted.exit == nullptr) return;
    for (const UseRow& use : drafted.exit->uses) pools_.put(drafted.exit->outcome, use);
}

void CompanyBook::take_out(const Drafted& drafted) {
    for (const LotRow& lot : drafted.lots) {
        --lots_of_part_[lot.part];
        pools_.erase(lot);
    }
    if (drafted.exit == nullptr) return;
    for (const UseRow& use : drafted.exit->uses) pools_.erase(drafted.exit->outcome, use);
}

void CompanyBook::put(const DocumentName& name, Drafted drafted) {
    Drafted& held = drafts_[name];
    take_out(held);
    held = std::move(drafted);
    take_in(held);
}

bool CompanyBook::has_lots(const std::string& part) const {
    const auto found = lots_of_part_.find(part);
    const bool entered = found != lots_of_part_.end() && found->second > 0;
    return entered || opening_parts_.contains(part);
}

void CompanyBook::draft_stale(const Surroundings& around) {
    const Sources& sources = around.sources;
    if (all_are_stale_) {
        drafts_.clear();
        lots_of_part_.clear();
        pools_ = {};
        const auto names = documents_of(sources, rfc_);
        stale_ = {names.begin(), names.end()};
        opening_parts_ = sources.openings.parts_of(rfc_);
        all_are_stale_ = false;
    }
    std::map<std::string, bool> had_lots;
    for (const DocumentName& name : stale_) {
        if (!opens_lots(sources, rfc_, name)) continue;
        Drafted drafted = draft(around, name);
        for (const LotRow& lot : drafted.lots) had_lots.emplace(lot.part, has_lots(lot.part));
        for (const LotRow& lot : drafts_[name].lots) had_lots.emplace(lot.part, has_lots(lot.part));
        put(name, std::move(drafted));
    }
    // D-15: a part that has its first lots, or has none any more, is exploded otherwise.
    std::set<DocumentName> exits;
    for (const DocumentName& name : stale_) {
        if (!opens_lots(sources, rfc_, name)) exits.insert(name);
    }
    for (const auto& [part, before] : had_lots) {
        if (has_lots(part) == before) continue;
        for (const auto& [name, drafted] : drafts_) {
            const bool asked =
                drafted.exit != nullptr &&
                std::ranges::find(drafted.exit->products, part) != drafted.exit->products.end();
            if (asked) exits.insert(name);
        }
    }
    for (const DocumentName& name : exits) put(name, draft(around, name));
    stale_.clear();
}

const Derived& CompanyBook::derived(const Sources& sources, const Pairs& pairs) {
    if (is_current_) return derived_;
    const Surroundings around{sources, rfc_, pairs,
                              [this](const std::string& part) { return has_lots(part); }};
    draft_stale(around);
    pools_.settle();
    derived_ = {};  // gives its memory back before the next one is made
    Assembly assembly{around};
    for (const auto& [name, drafted] : drafts_) assembly.add(drafted);
    // What an opening balance leaves of lots, and of the history before it, no document tells.
    const bool begins_late = sources.openings.day_of(rfc_).has_value();
    derived_ = assembly.finish([&](const Derived& derived, const PoolName& name,
                                   const LotPool& pool, const std::vector<std::uint32_t>& ranks) {
        if (begins_late || leans_on_others(derived, pool)) {
            return fold_pool(derived, name, pool, ranks);
        }
        return pools_.discharge(name, pool);
    });
    is_current_ = true;
    return derived_;
}

}  // namespace saldo::book
