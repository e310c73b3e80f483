#include "tests/property/engine_history.hpp"

#include <algorithm>

namespace saldo::test {

using namespace saldo::ledger;

const LocalDate History::start = *parse_date("2024-01-01");

History::UseKey History::key_of(const DocumentKey& document, const UsePlace& place) {
    return {document.date.days(),
            document.phase,
            std::string{document.text},
            std::string{document.name},
            place.line,
            place.material,
            place.column};
}

/// Few different sizes, so that walks often end exactly at the end of a lot.
Quantity History::some_quantity() {
    if (upto(3) == 0) return Quantity::from_ticks(1 + upto(1'000'000));
    return Quantity::from_units(10 * (1 + upto(5)));
}

LotFact History::random_lot(Engine& engine, std::uint32_t id) {
    const LocalDate entry = start.plus_days(upto(days_));
    const std::string name = "L" + std::to_string(upto(2));
    const DocumentKey key{.date = entry.plus_days(upto(2)),
                          .pedimento = static_cast<std::uint64_t>(upto(2)),
                          .name = name};
    LotFact lot{.place = {.entry_date = entry,
                          .document = engine.documents().add(key),
                          .line = static_cast<std::uint32_t>(upto(2))},
                .id = id,
                .quantity = upto(20) == 0 ? Quantity{} : some_quantity()};
    if (upto(2) > 0) lot.term_end = entry.plus_days(upto(1) == 0 ? days_ / 6 : days_ / 3);
    if (upto(6) == 0) lot.available_from = entry.plus_days(upto(days_ / 2));
    return lot;
}

UseFact History::random_use(Engine& engine) {
    const std::string text = std::to_string(upto(3));
    const std::string name = "E" + std::to_string(upto(2));
    const DocumentKey key{.date = start.plus_days(upto(days_ + days_ / 4)),
                          .phase = static_cast<std::uint8_t>(upto(4) == 0 ? 0 : 1),
                          .text = text,
                          .name = name};
    const Expiry rules[] = {Expiry::any, Expiry::unexpired_only, Expiry::unexpired_only,
                            Expiry::expired_only};
    UseFact use{.place = {.document = engine.documents().add(key),
                          .line = static_cast<std::uint32_t>(upto(2)),
                          .material = static_cast<std::uint32_t>(upto(1)),
                          .column = upto(3) == 0 ? Column::shrinkage : Column::incorporated},
                .asked = some_quantity(),
                .expiry = upto(1) == 0 ? Expiry::any : rules[upto(3)]};
    // Half of the histories know no own lots: the lanes beside them are to be seen too.
    if (days_ % 40 == 0 && upto(5) == 0) {
        use.own_lot = static_cast<std::uint32_t>(upto(static_cast<int>(next_lot_) + 1));
    }
    return use;
}

void History::put_lot(Engine& engine, std::uint32_t id) {
    const LotFact fact = random_lot(engine, id);
    const DocumentKey key = engine.documents().key(fact.place.document);
    Lot lot{.entry_date = fact.place.entry_date,
            .payment_date = key.date,
            .pedimento = key.pedimento,
            .line = fact.place.line,
            .name = std::string{key.name},
            .term_end = fact.term_end,
            .quantity = fact.quantity,
            .available_from = fact.available_from};
    // A place holds one lot: who comes to it stands there instead of the one before.
    std::erase_if(lots_, [&](const auto& held) {
        return held.first != id && !fifo_before(held.second.lot, lot) &&
               !fifo_before(lot, held.second.lot);
    });
    lots_[id] = {lot, fact.place};
    engine.put_lot(pool, fact);
}

void History::put_use(Engine& engine) {
    const UseFact fact = random_use(engine);
    uses_[key_of(engine.documents().key(fact.place.document), fact.place)] = fact;
    engine.put_use(pool, fact);
}

void History::step(Engine& engine) {
    const int what = upto(9);
    if (what < lots_of_ten_ || lots_.empty()) {
        put_lot(engine, next_lot_++);
    } else if (what <= 5 || uses_.empty()) {
        put_use(engine);
    } else if (what == 6) {  // a lot is told again, mostly with another quantity or another term
        auto held = std::next(lots_.begin(), upto(static_cast<int>(lots_.size()) - 1));
        Lot& lot = held->second.lot;
        if (upto(2) > 0) lot.quantity = upto(3) == 0 ? Quantity{} : some_quantity();
        if (upto(2) == 0) lot.term_end = lot.entry_date.plus_days(upto(days_ / 2));
        engine.put_lot(pool, {.place = held->second.place,
                              .id = held->first,
                              .quantity = lot.quantity,
                              .term_end = lot.term_end,
                              .available_from = lot.available_from});
    } else if (what == 7) {  // it moves: it leaves its place and comes to another
        auto held = std::next(lots_.begin(), upto(static_cast<int>(lots_.size()) - 1));
        const std::uint32_t id = held->first;
        engine.erase_lot(pool, held->second.place);
        lots_.erase(held);
        if (upto(1) == 0) put_lot(engine, id);
    } else if (what == 8) {
        auto held = std::next(uses_.begin(), upto(static_cast<int>(uses_.size()) - 1));
        if (upto(1) == 0) held->second.asked = some_quantity();
        engine.put_use(pool, held->second);
    } else {
        auto held = std::next(uses_.begin(), upto(static_cast<int>(uses_.size()) - 1));
        engine.erase_use(pool, held->second.place);
        uses_.erase(held);
    }
}

void History::tell(Engine& engine, unsigned order_seed) const {
    std::vector<std::function<void()>> facts;
    for (const auto& [id, held] : lots_) {
        facts.emplace_back([&engine, id = id, &held = held] {
            const DocumentId document = engine.documents().add({.date = held.lot.payment_date,
                                                                .pedimento = held.lot.pedimento,
                                                                .name = held.lot.name});
            engine.put_lot(pool, {.place = {held.lot.entry_date, document, held.lot.line},
                                  .id = id,
                                  .quantity = held.lot.quantity,
                                  .term_end = held.lot.term_end,
                                  .available_from = held.lot.available_from});
        });
    }
    for (const auto& [key, held] : uses_) {
        facts.emplace_back([&engine, &key = key, &held = held] {
            UseFact fact = held;
            const auto& [day, phase, text, name, line, material, column] = key;
            fact.place.document = engine.documents().add(
                {.date = LocalDate::from_days(day), .phase = phase, .text = text, .name = name});
            engine.put_use(pool, fact);
        });
    }
    std::mt19937_64 order{order_seed};
    std::shuffle(facts.begin(), facts.end(), order);
    for (const auto& fact : facts) {
        fact();
        if (order() % 3 == 0) engine.settle();
    }
    engine.settle();
}

OraclePool History::oracle() const {
    OraclePool result;
    std::vector<std::pair<Lot, std::uint32_t>> lots;
    for (const auto& [id, held] : lots_) lots.emplace_back(held.lot, id);
    std::ranges::sort(lots,
                      [](const auto& a, const auto& b) { return fifo_before(a.first, b.first); });
    std::map<std::uint32_t, std::uint32_t> position;
    for (const auto& [lot, id] : lots) {
        position[id] = static_cast<std::uint32_t>(result.lots.size());
        result.lots.push_back(lot);
        result.lot_ids.push_back(id);
    }
    std::uint32_t rank = 0;
    for (const auto& [key, held] : uses_) {
        const auto& [day, phase, text, name, line, material, column] = key;
        const bool is_same_document = !result.use_keys.empty() &&
                                      std::get<0>(result.use_keys.back()) == day &&
                                      std::get<1>(result.use_keys.back()) == phase &&
                                      std::get<2>(result.use_keys.back()) == text &&
                                      std::get<3>(result.use_keys.back()) == name;
        if (!is_same_document) ++rank;
        Use use{.order = {LocalDate::from_days(day), rank, line, material, column},
                .asked = held.asked,
                .expiry = held.expiry};
        if (held.own_lot) {
            const auto own = position.find(*held.own_lot);
            if (own != position.end()) use.own_lot = own->second;
        }
        result.uses.push_back(use);
        result.use_keys.push_back(key);
    }
    return result;
}

}  // namespace saldo::test
