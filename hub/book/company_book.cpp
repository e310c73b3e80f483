#include "hub/book/company_book.hpp"

#include <algorithm>

#include "hub/book/assemble.hpp"

namespace saldo::book {
namespace {

/// Pools whose rows come of other pools, or go to whichever pool of their part there is, are folded
/// anew each time: they are few, and small.
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

void CompanyBook::note_rows(const Drafted& drafted, int direction) {
    for (const LotRow& lot : drafted.lots) {
        lots_of_part_[lot.part] += direction;
        stale_parts_.insert(lot.part);
    }
    if (drafted.exit == nullptr) return;
    for (const UseRow& use : drafted.exit->uses) stale_parts_.insert(use.part);
}

void CompanyBook::put(const DocumentName& name, Drafted drafted) {
    Drafted& held = drafts_[name];
    note_rows(held, -1);
    held = std::move(drafted);
    note_rows(held, +1);
}

void CompanyBook::draft_stale(const Sources& sources, const Pairs& pairs) {
    if (all_are_stale_) {
        drafts_.clear();
        lots_of_part_.clear();
        pools_.clear();
        const auto names = documents_of(sources, rfc_);
        stale_ = {names.begin(), names.end()};
        all_are_stale_ = false;
    }
    const auto has_lots = [this](const std::string& part) {
        const auto found = lots_of_part_.find(part);
        return found != lots_of_part_.end() && found->second > 0;
    };
    const Surroundings around{sources, rfc_, pairs, has_lots};
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
    draft_stale(sources, pairs);
    std::erase_if(pools_,
                  [this](const auto& pool) { return stale_parts_.contains(pool.first.first); });
    stale_parts_.clear();
    derived_ = {};  // gives its memory back before the next one is made
    Assembly assembly{sources, rfc_, pairs};
    for (const auto& [name, drafted] : drafts_) assembly.add(drafted);
    derived_ =
        assembly.finish([this](const Derived& derived, const PoolName& name, const LotPool& pool,
                               const std::vector<std::uint32_t>& ranks) {
            if (leans_on_others(derived, pool)) return fold_pool(derived, name, pool, ranks);
            const auto held = pools_.find(name);
            if (held != pools_.end()) return held->second;
            return pools_.emplace(name, fold_pool(derived, name, pool, ranks)).first->second;
        });
    is_current_ = true;
    return derived_;
}

}  // namespace saldo::book
