#include "hub/book/physical.hpp"

#include <algorithm>

#include "hub/book/tables.hpp"
#include "tests/unit/book/stock_teller.hpp"

using namespace saldo;
using namespace saldo::book;
using namespace saldo::book::test;

TEST_CASE("a count sets the stock, and what it finds is a difference", "[book][stock]") {
    Teller told;
    told.tell(moved("r", receipt, "P01", "100", "2026-01-10"));
    CHECK(told.alerts("PHYSICAL_DIFF").empty());
    told.tell(moved("c", counted, "P01", "97", "2026-01-12"));
    CHECK(told.alerts("PHYSICAL_DIFF") == "P01 3");
    told.tell(moved("u", issue, "P01", "10", "2026-01-13"));
    CHECK(told.stock("2026-01-11") == "P01 100 on_hand");
    CHECK(told.stock("2026-01-12") == "P01 97 on_hand, P01 3 difference");
    CHECK(told.stock() == "P01 87 on_hand, P01 3 difference");
    SECTION("a late movement before the count changes the difference, not the stock") {
        told.tell(moved("late", issue, "P01", "3", "2026-01-11"));
        CHECK(told.stock() == "P01 87 on_hand");
        CHECK(told.alerts("PHYSICAL_DIFF").empty());
    }
    SECTION("on one day a count comes last, whatever the hour of the others") {
        told.tell(moved("same", receipt, "P01", "1", "2026-01-12T23:59:00-06:00"));
        CHECK(told.stock() == "P01 87 on_hand, P01 4 difference");
    }
    SECTION("a second count finds more again") {
        told.tell(moved("c2", counted, "P01", "88", "2026-01-20"));
        CHECK(told.stock() == "P01 88 on_hand, P01 2 difference");
    }
    SECTION("nothing left is a count too") {
        told.tell(moved("c2", counted, "P01", "0", "2026-01-20"));
        CHECK(told.stock() == "P01 90 difference");
    }
}

TEST_CASE("of the counts of one day the last one stands: by time, then by name", "[book][stock]") {
    const std::vector<Movement> counts = {
        moved("c9", counted, "P01", "90", "2026-01-12T08:00:00-06:00"),
        moved("c1", counted, "P01", "95", "2026-01-12T09:00:00-06:00"),
        moved("c2", counted, "P01", "96", "2026-01-12T09:00:00-06:00")};
    std::vector<int> order = {0, 1, 2};
    do {
        Teller told;
        told.tell(moved("r", receipt, "P01", "100", "2026-01-10"));
        for (const int i : order) told.tell(counts[static_cast<std::size_t>(i)]);
        CHECK(told.stock() == "P01 96 on_hand, P01 4 difference");
    } while (std::ranges::next_permutation(order).found);
}

TEST_CASE("goods at a subcontractor are there until they come back", "[book][stock]") {
    Teller told;
    const auto sub = [](const char* id, MovementType type, const char* quantity, const char* date) {
        Movement m = moved(id, type, "P01", quantity, date);
        m.counter_plant = "TALLER";
        return m;
    };
    told.tell(moved("r", receipt, "P01", "10", "2026-01-10"));
    told.tell(sub("s1", MovementType::sub_out, "5", "2026-01-11"));
    told.tell(sub("s2", MovementType::sub_in, "1", "2026-01-12"));
    CHECK(told.stock() == "P01 6 on_hand, TALLER 4 subcontractor");
    CHECK(told.stock("2026-01-11") == "P01 5 on_hand, TALLER 5 subcontractor");
}

TEST_CASE("an adjustment explains a difference from its day on", "[book][stock]") {
    Teller told;
    told.tell(lot("L", "100"));
    told.tell(moved("r", receipt, "P01", "100", "2026-01-10"));
    told.tell(moved("c", counted, "P01", "97", "2026-01-12"));
    CHECK(told.tell(adjusted("a1", "P01", "-2", "2026-01-14")).verdict == Verdict::fresh);
    CHECK(told.stock("2026-01-13") == "P01 97 on_hand, P01 3 difference");
    CHECK(told.stock() == "P01 97 on_hand, P01 1 difference");
    CHECK(told.alerts("PHYSICAL_DIFF") == "P01 1");
    CHECK(told.tell(adjusted("a2", "P01", "-1", "2026-01-14")).verdict == Verdict::fresh);
    CHECK(told.alerts("PHYSICAL_DIFF").empty());
    CHECK(told.book.derived(rfc).lots[0].left == q("100"));
}

TEST_CASE("an adjustment has one name, and its size a limit", "[book][stock]") {
    Teller told;
    told.tell(lot("L", "100"));
    CHECK(told.tell(adjusted("big", "P01", "-101", "2026-01-14")).code == "OVERDISCHARGE");
    CHECK(told.tell(adjusted("none", "P01", "0", "2026-01-14")).code == "OVERDISCHARGE");
    CHECK(told.stock().empty());
    CHECK(told.tell(adjusted("a", "P01", "-2", "2026-01-14")).verdict == Verdict::fresh);
    CHECK(told.tell(adjusted("a", "P01", "-2", "2026-01-14")).verdict == Verdict::duplicate);
    // Of a name that is known D-21 speaks, not the limit.
    CHECK(told.tell(adjusted("a", "P01", "-999", "2026-01-14")).code == "CONFLICT");
    CHECK(told.alerts("CONFLICT") == "a");
    CHECK(told.stock() == "P01 -2 difference");
    // What was refused has no name.
    CHECK(told.tell(adjusted("big", "P01", "-1", "2026-01-14")).verdict == Verdict::fresh);
}

TEST_CASE("a name is of one thing, movements included", "[book][stock]") {
    Teller told;
    told.tell(moved("m", receipt, "P01", "1", "2026-01-10"));
    told.tell(lot("L", "100"));
    CHECK(told.tell(lot("m", "5")).code == "CONFLICT");
    CHECK(told.tell(adjusted("m", "P01", "1", "2026-01-14")).code == "CONFLICT");
    CHECK(told.tell(AssetMove{.name = "m"}).code == "CONFLICT");
    CHECK(told.alerts("CONFLICT") == "m");
    CHECK(told.tell(moved("L", receipt, "P01", "1", "2026-01-10")).code == "CONFLICT");
    CHECK(told.alerts("CONFLICT") == "L, m");
    CHECK(told.stock() == "P01 1 on_hand");
    CHECK(told.book.derived(rfc).lots.size() == 1);
    // The same movement again is none of this, and of another company it is another movement.
    CHECK(told.tell(moved("m", receipt, "P01", "1", "2026-01-10")).verdict == Verdict::duplicate);
    CHECK(told.tell(ImportedMovement{other_rfc, moved("m", receipt, "P01", "1", "2026-01-10")})
              .verdict == Verdict::fresh);
}

TEST_CASE("each movement at an address that is not registered is an exception", "[book][stock]") {
    Teller told;
    const auto plant = [](const char* code, bool registered) {
        return Plant{.rfc = rfc, .plant = code, .registered = registered};
    };
    told.tell(plant("P01", true));
    told.tell(moved("m1", receipt, "P01", "1", "2026-01-10"));
    told.tell(moved("m3", receipt, "P08", "1", "2026-01-10"));
    told.tell(moved("m2", receipt, "P08", "1", "2026-01-10"));
    told.tell(moved("m2", receipt, "P08", "1", "2026-01-10"));
    CHECK(told.alerts("UNREGISTERED_ADDRESS") == "m2, m3");
    told.tell(plant("P08", false));
    CHECK(told.alerts("UNREGISTERED_ADDRESS") == "m2, m3");
    told.tell(plant("P08", true));
    CHECK(told.alerts("UNREGISTERED_ADDRESS").empty());
    told.tell(moved("m4", receipt, "P08", "1", "2026-01-10"));
    told.tell(plant("P08", false));
    CHECK(told.alerts("UNREGISTERED_ADDRESS") == "m2, m3, m4");
}

TEST_CASE("of a registered plant only the first events are kept by name", "[book][stock]") {
    Physical physical;
    const auto add = [&](std::size_t from, std::size_t count, bool is_registered) {
        for (std::size_t i = from; i < from + count; ++i) {
            const std::string id = "plant-movement-" + std::to_string(100'000 + i);
            const Movement m = moved(id.c_str(), receipt, "P01", "1", "2026-01-10");
            physical.add({rfc, m, LogPosition{i}, {}, is_registered});
        }
        return physical.events_at(rfc, "P01").size();
    };
    const std::size_t bytes_of_one = 23;  // 21 of its name, 2 of its length
    const std::size_t kept = Physical::registered_bytes_max / bytes_of_one + 1;
    CHECK(add(0, 20'000, true) == kept);
    CHECK(add(20'000, 5, false) == kept + 5);
    CHECK(physical.events_at(rfc, "P01").back() == "plant-movement-120004");
}

TEST_CASE("a movement that was captured is late after a day, and again after two",
          "[book][stock]") {
    struct Case {
        const char* received;
        const char* after_24;
        const char* after_48;
    };
    const auto c = GENERATE(values<Case>({
        {"2026-04-02T08:00:00-06:00", "", ""},
        {"2026-04-02T08:00:00.001-06:00", "m 1440", ""},
        {"2026-04-03T07:59:59-06:00", "m 2879", ""},
        {"2026-04-03T08:00:00-06:00", "m 2880", ""},
        {"2026-04-03T08:01:00-06:00", "m 2881", "m 2881"},
    }));
    Teller told;
    told.now = parse_offset_time(c.received)->utc;
    const Movement m = moved("m", receipt, "P01", "1", "2026-04-01T08:00:00-06:00");
    told.capture(m);
    CHECK(told.alerts("LATE_24H") == c.after_24);
    CHECK(told.alerts("LATE_48H") == c.after_48);
    // Told again later it is no later, and a file of old movements is never late.
    told.now.ms += 1'000'000'000;
    told.capture(m);
    told.tell(moved("old", receipt, "P01", "1", "2020-01-01"));
    CHECK(told.alerts("LATE_24H") == c.after_24);
}

TEST_CASE("the stock table has a row for each place, part and status", "[book][tables]") {
    Teller told;
    told.tell(lot("L", "100"));
    told.tell(ScrapRecord{rfc, "X", q("4"), day("2026-01-12")});
    told.tell(moved("r", receipt, "P01", "100", "2026-01-10"));
    told.tell(sent("o", "P01", "40", "2026-01-11", "P02"));
    told.tell(came("i", "P02", "30", "2026-01-12", "o", transfer_part));
    Movement sub = moved("s", MovementType::sub_out, "P01", "5", "2026-01-12");
    sub.counter_plant = "TALLER";
    told.tell(sub);
    told.tell(moved("c", counted, "P01", "54", "2026-01-13"));
    CHECK(to_csv(stock_table(told.book, {})) ==
          "rfc,plant,part_number,status,qty_umc\n"
          "AAA010101AAA,P01,X,on_hand,54.000\n"
          "AAA010101AAA,P01,X,difference,1.000\n"
          "AAA010101AAA,P02,X,on_hand,30.000\n"
          "AAA010101AAA,P02,X,in_transit,10.000\n"
          "AAA010101AAA,TALLER,X,subcontractor,5.000\n"
          "AAA010101AAA,,X,scrap,4.000\n");
    CHECK(stock_table(told.book, {.part = "Y"}).rows.empty());
    CHECK(stock_table(told.book, {.company = other_rfc}).rows.empty());
    const Filter early{.as_of = day("2026-01-11")};
    CHECK(stock_table(told.book, early).rows.size() == 2);  // no scrap yet
}
