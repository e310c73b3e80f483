#include "hub/downlink/catalog_rows.hpp"

#include <algorithm>

#include "common/wire/catalog_row.hpp"
#include "common/wire/fact_codec.hpp"
#include "hub/book/physical.hpp"
#include "tests/property/random.hpp"
#include "tests/support/catch.hpp"

namespace saldo::hub {
namespace {

constexpr const char* rfc = "GNA010101AAA";

Part part(const std::string& number, std::uint8_t umc, const std::string& of = rfc) {
    return {.rfc = of, .part_number = number, .umc = umc, .umt = umc};
}

std::string key_of(const Fact& fact) { return wire::catalog_entry_of(fact).value()->key; }

Movement transfer(MovementType type, const std::string& event, const std::string& plant,
                  const std::string& other, int quantity, const std::string& ref,
                  const std::string& ref_type = "CCP", const std::string& number = "RM-1") {
    Movement movement{.event_id = event,
                      .at = {.utc = {1'770'000'000'000}, .offset_minutes = -360},
                      .plant = plant,
                      .type = type,
                      .part_number = number,
                      .quantity = Quantity::from_ticks(quantity * 100'000'000LL),
                      .umc = 6,
                      .ref_type = ref_type,
                      .ref = ref,
                      .counter_plant = other,
                      .device = "SC01"};
    return movement;
}
Movement sent(const std::string& event, int quantity, const std::string& ref,
              const std::string& number = "RM-1") {
    return transfer(MovementType::transfer_out, event, "P01", "P02", quantity, ref, "CCP", number);
}
Movement came(const std::string& event, int quantity, const std::string& ref,
              const std::string& ref_type = "CCP") {
    return transfer(MovementType::transfer_in, event, "P02", "P01", quantity, ref, ref_type);
}

Fact told(const Movement& movement) { return CapturedMovement{.rfc = rfc, .movement = movement}; }

/// "F-1 P01>P02: RM-1 5, RM-2 3" of every transfer that is open.
std::string open_transfers(CatalogRows& rows) {
    rows.take_touched();
    std::string text;
    for (const auto& [key, value] : rows.rows(rfc)) {
        if (wire::row_kind(key) != static_cast<std::uint8_t>(wire::RowKind::open_transfer))
            continue;
        const auto open = wire::decode_open_transfer(as_bytes(value)).value();
        text += (text.empty() ? "" : "; ") + open.ref + " " + open.from + ">" + open.to + ":";
        for (const auto& line : open.lines) {
            text +=
                " " + line.part_number + " " + std::to_string(line.quantity.ticks() / 100'000'000);
        }
    }
    return text;
}

}  // namespace

TEST_CASE("the newest entry of a name is the row, and the company's own hides the common one",
          "[hub][catalogs]") {
    CatalogRows rows;
    rows.apply(part("RM-1", 6, ""));
    rows.apply(part("RM-2", 6, ""));
    rows.apply(part("RM-1", 6));
    rows.apply(part("RM-1", 1));
    rows.take_touched();
    const Rows all = rows.rows(rfc);
    REQUIRE(all.size() == 2);
    const auto value = [&](const Rows& of, const std::string& number) {
        return wire::decode_fact(as_bytes(of.at(key_of(part(number, 1))))).value();
    };
    CHECK(value(all, "RM-1") == Fact{part("RM-1", 1)});
    CHECK(value(all, "RM-2") == Fact{part("RM-2", 6, "")});
    CHECK(value(rows.rows("GNA010101AAB"), "RM-1") == Fact{part("RM-1", 6, "")});
}

TEST_CASE("only what was touched is looked at again", "[hub][catalogs]") {
    CatalogRows rows;
    CHECK_FALSE(CatalogRows::concerns(Holiday{}));
    CHECK(CatalogRows::concerns(part("RM-1", 6)));
    CHECK_FALSE(CatalogRows::concerns(told(transfer(MovementType::issue, "e", "P01", "", 1, ""))));
    rows.apply(part("RM-1", 6));
    rows.apply(part("RM-2", 6, ""));
    const auto touched = rows.take_touched();
    CHECK(touched == std::set<CatalogRows::Touched>{{"", key_of(part("RM-2", 6))},
                                                    {rfc, key_of(part("RM-1", 6))}});
    CHECK(rows.take_touched().empty());
    CHECK(rows.rows(rfc, key_of(part("RM-2", 6))).size() == 1);
    CHECK(rows.rows(rfc, key_of(part("RM-3", 6))).empty());
}

TEST_CASE("a bill that gets shorter loses rows", "[hub][catalogs]") {
    BomVersion bom{.rfc = rfc, .product = "FG-1"};
    for (int i = 0; i < 250; ++i) bom.lines.push_back({.component = "RM-" + std::to_string(i)});
    CatalogRows rows;
    rows.apply(bom);
    rows.take_touched();
    const Rows before = rows.rows(rfc);
    CHECK(before.size() == 2);
    bom.lines.resize(3);
    rows.apply(bom);
    rows.take_touched();
    const auto changes = differences(before, rows.rows(rfc));
    REQUIRE(changes.size() == 2);
    CHECK(changes[0].value.has_value());
    CHECK_FALSE(changes[1].value.has_value());
}

TEST_CASE("a transfer is told from its sending to its last receipt", "[hub][catalogs]") {
    CatalogRows rows;
    rows.apply(told(sent("s1", 5, "F-1")));
    rows.apply(told(sent("s2", 3, "F-1", "RM-2")));
    rows.apply(told(sent("s3", 7, "")));
    CHECK(open_transfers(rows) == "s3 P01>P02: RM-1 7; F-1 P01>P02: RM-1 5 RM-2 3");
    rows.apply(told(came("r1", 2, "F-1", "TRANSFER_PART")));
    rows.apply(told(came("r2", 7, "s3", "TRANSFER")));
    // What closes a transfer by its document, and a part of it by the event.
    rows.apply(told(came("r3", 1, "s1", "TRANSFER_PART")));
    CHECK(open_transfers(rows) == "F-1 P01>P02: RM-1 4 RM-2 3");
    rows.apply(told(came("r4", 3, "F-1")));
    CHECK(open_transfers(rows) == "F-1 P01>P02: RM-2 3");
    rows.apply(
        told(transfer(MovementType::transfer_in, "r5", "P02", "P01", 3, "F-1", "CCP", "RM-2")));
    CHECK(open_transfers(rows).empty());
    // Goods for another company are no transfer between plants of this one.
    rows.apply(
        told(transfer(MovementType::transfer_out, "s9", "P01", "GNA010101AAB/P01", 5, "F-9")));
    CHECK(open_transfers(rows).empty());
}

TEST_CASE("open transfers are what the book has in transit, in any order of arrival",
          "[hub][catalogs][property]") {
    const auto seed = GENERATE(range(1U, 120U));
    CAPTURE(seed);
    test::Random random{seed};
    std::vector<Movement> movements;
    for (int i = 0; i < 14; ++i) {
        const std::string event = "e" + std::to_string(i);
        const std::string ref = "F-" + std::to_string(random.below(3));
        const int quantity = random.between(1, 9);
        const std::string number = random.below(3) == 0 ? "RM-2" : "RM-1";
        switch (random.below(4)) {
            case 0: movements.push_back(sent(event, quantity, "", number)); break;
            case 1: movements.push_back(sent(event, quantity, ref, number)); break;
            case 2: movements.push_back(came(event, quantity, ref)); break;
            default:
                movements.push_back(came(event, quantity, "e" + std::to_string(random.below(14)),
                                         random.below(2) == 0 ? "TRANSFER" : "TRANSFER_PART"));
        }
    }
    book::Physical physical;
    for (std::size_t i = 0; i < movements.size(); ++i) {
        physical.add({.rfc = rfc, .movement = movements[i], .position = LogPosition{i}});
    }
    std::map<std::pair<std::string, std::string>, Quantity> expected;
    for (const auto& row : physical.stock(rfc, std::nullopt, {})) {
        if (row.where == book::Whereabouts::in_transit && !row.quantity.is_zero()) {
            expected[{row.place, row.part}] += row.quantity;
        }
    }
    std::optional<Rows> first;
    for (int order = 0; order < 3; ++order) {
        CatalogRows rows;
        for (const Movement& movement : movements) {
            rows.apply(told(movement));
            if (random.below(3) == 0) rows.take_touched();  // asked meanwhile, or not
        }
        rows.take_touched();
        std::map<std::pair<std::string, std::string>, Quantity> open;
        for (const auto& [key, value] : rows.rows(rfc)) {
            const auto one = wire::decode_open_transfer(as_bytes(value)).value();
            for (const auto& line : one.lines) open[{one.to, line.part_number}] += line.quantity;
        }
        CHECK(open == expected);
        if (!first) first = rows.rows(rfc);
        CHECK(rows.rows(rfc) == *first);
        for (std::size_t i = movements.size(); i > 1; --i) {
            const auto other = static_cast<std::size_t>(random.below(static_cast<int>(i)));
            std::swap(movements[i - 1], movements[other]);
        }
    }
}

TEST_CASE("differences make one catalog of the other", "[hub][catalogs][property]") {
    const auto seed = GENERATE(range(1U, 200U));
    CAPTURE(seed);
    test::Random random{seed};
    const auto some = [&random] {
        Rows rows;
        for (int i = random.below(8); i > 0; --i) {
            rows["k" + std::to_string(random.below(9))] = std::to_string(random.below(3));
        }
        return rows;
    };
    Rows rows = some();
    const Rows after = some();
    const auto changes = differences(rows, after);
    CHECK(changes.empty() == (rows == after));
    for (const sync::CatalogChange& change : changes) {
        if (change.value) {
            CHECK((!rows.contains(change.key) || rows.at(change.key) != *change.value));
            rows[change.key] = *change.value;
        } else {
            CHECK(rows.erase(change.key) == 1);
        }
    }
    CHECK(rows == after);
}

}  // namespace saldo::hub
