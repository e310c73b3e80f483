#include "hub/prove/debt_rows.hpp"

#include <algorithm>
#include <set>

#include "hub/book/partida_parts.hpp"

namespace saldo::hub {
namespace {

using book::Derived;
using book::LotRow;
using book::TakeRow;

constexpr auto part_of = &LotRow::part;

/// Parts that the named lot can be of, where its documents say so at once; a guess, for speed only.
std::set<std::string> likely_parts(const book::Book& book, const std::string& rfc,
                                   const std::string& ref) {
    const auto entry = book.declarations().entries().find(ref);
    if (entry != book.declarations().entries().end()) return {entry->second.entry.part_number};
    std::set<std::string> parts;
    const std::size_t slash = ref.find('/');
    const auto pedimento = parse_pedimento_key(ref.substr(0, slash));
    if (!pedimento || slash == std::string::npos) return parts;
    const auto chain = book.documents().chain_of(rfc, *pedimento);
    if (!chain) return parts;
    for (const Partida& partida : chain->newest().pedimento.partidas) {
        if (std::to_string(partida.secuencia) != ref.substr(slash + 1)) continue;
        for (const auto& share : book::parts_of(book.sources(), *chain, partida).shares) {
            parts.insert(share.part);
        }
    }
    return parts;
}

bool is_named(const LotRow& lot, const ProofQuestion& question) {
    const bool is_part = question.part.empty() || question.part == lot.part;
    return is_part && (lot.key == question.ref || name_of(lot) == question.ref);
}

template <class Rows>
void sort_unique(Rows& rows) {
    std::ranges::sort(rows);
    const auto repeated = std::ranges::unique(rows);
    rows.erase(repeated.begin(), repeated.end());
}

/// Uses and outcomes of the takes.
void complete(const Derived& derived, DebtRows& rows) {
    for (const std::uint32_t take : rows.takes) rows.uses.push_back(derived.takes[take].use);
    sort_unique(rows.uses);
    for (const std::uint32_t use : rows.uses) rows.outcomes.push_back(derived.uses[use].outcome);
    sort_unique(rows.outcomes);
}

/// The first take that an outcome of that day or a later one makes: takes are in the order of uses,
/// and uses in that of days.
std::size_t first_take_on(const Derived& derived, LocalDate day) {
    const auto is_before = [&](const TakeRow& take) {
        return derived.outcomes[derived.uses[take.use].outcome].date < day;
    };
    return static_cast<std::size_t>(std::ranges::partition_point(derived.takes, is_before) -
                                    derived.takes.begin());
}

/// What was taken from a lot, from a take on, until all of it is found. Whether it was.
bool find_takes(const Derived& derived, std::uint32_t lot, std::size_t from,
                std::vector<std::uint32_t>& found) {
    found.clear();
    Quantity missing = derived.lots[lot].quantity - derived.lots[lot].left;
    for (std::size_t i = from; i < derived.takes.size() && !missing.is_zero(); ++i) {
        if (derived.takes[i].lot != lot) continue;
        found.push_back(static_cast<std::uint32_t>(i));
        missing -= derived.takes[i].quantity;
    }
    return missing.is_zero();
}

}  // namespace

std::vector<std::uint32_t> lots_named(const book::Book& book, const Derived& derived,
                                      const std::string& rfc, const ProofQuestion& question) {
    std::vector<std::uint32_t> found;
    const auto look = [&](auto first, auto last) {
        for (; first != last; ++first) {
            const auto index = static_cast<std::uint32_t>(first - derived.lots.begin());
            if (is_named(*first, question)) found.push_back(index);
        }
    };
    for (const std::string& part : likely_parts(book, rfc, question.ref)) {
        const auto of_part = std::ranges::equal_range(derived.lots, part, {}, part_of);
        look(of_part.begin(), of_part.end());
    }
    if (found.empty()) look(derived.lots.begin(), derived.lots.end());
    std::ranges::sort(found);
    return found;
}

DebtRows rows_of_lots(const Derived& derived, std::vector<std::uint32_t> lots) {
    DebtRows rows;
    std::vector<std::uint32_t> takes;
    for (const std::uint32_t lot : lots) {
        // Nothing is taken from a lot before it is there (D-03).
        const LocalDate day = there_from(derived.lots[lot]);
        if (!find_takes(derived, lot, first_take_on(derived, day), takes)) {
            find_takes(derived, lot, 0, takes);
        }
        rows.takes.insert(rows.takes.end(), takes.begin(), takes.end());
    }
    std::ranges::sort(rows.takes);
    rows.lots = std::move(lots);
    complete(derived, rows);
    return rows;
}

DebtRows rows_of_exit(const Derived& derived, const ProofQuestion& question) {
    DebtRows rows;
    std::set<std::uint32_t> named;
    for (std::uint32_t i = 0; i < derived.outcomes.size(); ++i) {
        if (derived.outcomes[i].key == question.ref) named.insert(i);
    }
    if (named.empty()) return rows;
    for (std::uint32_t i = 0; i < derived.uses.size(); ++i) {
        const book::UseRow& use = derived.uses[i];
        const bool is_part = question.part.empty() || question.part == use.part;
        if (is_part && named.contains(use.outcome)) rows.uses.push_back(i);
    }
    for (const std::uint32_t use : rows.uses) {
        const auto of_use = std::ranges::equal_range(derived.takes, use, {}, &TakeRow::use);
        for (auto take = of_use.begin(); take != of_use.end(); ++take) {
            rows.takes.push_back(static_cast<std::uint32_t>(take - derived.takes.begin()));
            rows.lots.push_back(take->lot);
        }
    }
    sort_unique(rows.lots);
    complete(derived, rows);
    rows.outcomes.assign(named.begin(), named.end());
    return rows;
}

}  // namespace saldo::hub
