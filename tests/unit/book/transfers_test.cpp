#include "hub/book/transfers.hpp"

#include "tests/unit/book/stock_teller.hpp"

using namespace saldo;
using namespace saldo::book;
using namespace saldo::book::test;

TEST_CASE("worked case 9: goods between plants are somewhere at any instant", "[book][stock]") {
    Teller told;
    told.tell(lot("L1", "1000"));
    told.tell(moved("m1", receipt, "Norte", "1000", "2026-02-01"));
    told.tell(sent("m2", "Norte", "300", "2026-03-01", "Sur"));
    told.tell(came("m3", "Sur", "298", "2026-03-03", "m2"));
    told.tell(moved("m4", issue, "Sur", "200", "2026-03-10"));
    CHECK(told.stock("2026-03-02") == "Norte 700 on_hand, Sur 300 in_transit");
    CHECK(told.stock("2026-03-03") == "Norte 700 on_hand, Sur 298 on_hand, Sur 2 difference");
    CHECK(told.stock("2026-03-10") == "Norte 700 on_hand, Sur 98 on_hand, Sur 2 difference");
    CHECK(told.alerts("PHYSICAL_DIFF") == "Sur 2");
    CHECK(told.book.derived(rfc).lots[0].left == q("1000"));  // the move itself discharges nothing
}

TEST_CASE("without what was missing there is no difference", "[book][stock]") {
    Teller told;
    told.tell(moved("m1", receipt, "Norte", "1000", "2026-02-01"));
    told.tell(sent("m2", "Norte", "300", "2026-03-01", "Sur"));
    told.tell(came("m3", "Sur", "300", "2026-03-03", "m2"));
    CHECK(told.stock() == "Norte 700 on_hand, Sur 300 on_hand");
    CHECK(told.alerts("PHYSICAL_DIFF").empty());
}

TEST_CASE("a transfer stays open until a receipt closes it", "[book][stock]") {
    Teller told;
    told.tell(sent("o", "P01", "40", "2026-01-10", "P02"));
    told.tell(came("i1", "P02", "10", "2026-01-11", "o", transfer_part));
    told.tell(came("i2", "P02", "5", "2026-01-12", "o", transfer_part));
    CHECK(told.stock() == "P01 -40 on_hand, P02 15 on_hand, P02 25 in_transit");
    told.tell(came("i3", "P02", "23", "2026-01-13", "o"));
    CHECK(told.stock("2026-01-11") == "P01 -40 on_hand, P02 10 on_hand, P02 30 in_transit");
    CHECK(told.stock() == "P01 -40 on_hand, P02 38 on_hand, P02 2 difference");
    // What came too late for the closing is found again.
    told.tell(came("i4", "P02", "2", "2026-01-20", "o", transfer_part));
    CHECK(told.stock() == "P01 -40 on_hand, P02 40 on_hand");
    CHECK(told.alerts("PHYSICAL_DIFF").empty());
}

TEST_CASE("more than was sent is a difference below zero, closed or not", "[book][stock]") {
    const std::string_view ref_type = GENERATE(transfer_whole, transfer_part);
    Teller told;
    told.tell(sent("o", "P01", "40", "2026-01-10", "P02"));
    told.tell(came("i", "P02", "43", "2026-01-11", "o", ref_type));
    CHECK(told.stock() == "P01 -40 on_hand, P02 43 on_hand, P02 -3 difference");
    CHECK(told.alerts("PHYSICAL_DIFF") == "P02 -3");
}

TEST_CASE("a receipt waits for what was sent", "[book][stock]") {
    Teller told;
    told.tell(came("i", "P02", "38", "2026-01-11", "o"));
    CHECK(told.stock() == "P02 38 on_hand");
    CHECK(told.alerts("PHYSICAL_DIFF").empty());
    SECTION("told later, sent before") {
        told.tell(sent("o", "P01", "40", "2026-01-10", "P02"));
        CHECK(told.alerts("PHYSICAL_DIFF") == "P02 2");
        CHECK(told.stock("2026-01-10") == "P01 -40 on_hand, P02 40 in_transit");
    }
    SECTION("told later, and dated later: clocks differ") {
        told.tell(sent("o", "P01", "40", "2026-01-12", "P02"));
        CHECK(told.alerts("PHYSICAL_DIFF") == "P02 2");
        CHECK(told.stock("2026-01-11") == "P02 38 on_hand");
    }
    SECTION("another part under that name is nothing to it") {
        Movement m = sent("o", "P01", "40", "2026-01-10", "P02");
        m.part_number = "Y";
        told.tell(m);
        CHECK(told.stock() == "P01 -40 on_hand, P02 38 on_hand, P02 40 in_transit");
    }
}

TEST_CASE("a receipt counts once, whatever it calls what it names", "[book][stock]") {
    Teller told;
    told.tell(sent("o", "P01", "40", "2026-01-10", "P02"));
    told.tell(came("i", "P02", "30", "2026-01-11", "o", ""));
    CHECK(told.stock() == "P01 -40 on_hand, P02 30 on_hand, P02 10 difference");
}

TEST_CASE("goods that arrive elsewhere are missing where they came", "[book][stock]") {
    Teller told;
    told.tell(sent("o", "P01", "40", "2026-01-10", "P02"));
    told.tell(came("i", "P03", "39", "2026-01-11", "o"));
    CHECK(told.stock() == "P01 -40 on_hand, P03 39 on_hand, P03 1 difference");
}

TEST_CASE("one document ties what was sent to what came", "[book][stock]") {
    Teller told;
    const auto out = [](const char* id, const char* quantity, const char* date, const char* to) {
        return with_ref(sent(id, "P01", quantity, date, to), "CCP", "CCC-1");
    };
    told.tell(out("o1", "100", "2026-01-10", "P02"));
    told.tell(out("o2", "50", "2026-01-10", "P02"));
    told.tell(out("o3", "7", "2026-01-10", "P03"));
    CHECK(told.stock() == "P01 -157 on_hand, P02 150 in_transit, P03 7 in_transit");
    SECTION("pallet by pallet, each plant for itself") {
        told.tell(came("i1", "P02", "100", "2026-01-11", "CCC-1", "CCP"));
        CHECK(told.alerts("PHYSICAL_DIFF") == "P02 50");
        told.tell(came("i2", "P02", "50", "2026-01-11", "CCC-1", "CCP"));
        CHECK(told.alerts("PHYSICAL_DIFF").empty());
        CHECK(told.stock() == "P01 -157 on_hand, P02 150 on_hand, P03 7 in_transit");
    }
    SECTION("the number is used again on another day") {
        told.tell(came("i1", "P02", "149", "2026-01-11", "CCC-1", "CCP"));
        told.tell(out("o4", "20", "2026-01-15", "P02"));
        CHECK(told.stock("2026-01-16") ==
              "P01 -177 on_hand, P02 149 on_hand, P02 20 in_transit, P02 1 difference, "
              "P03 7 in_transit");
        told.tell(came("i2", "P02", "20", "2026-01-17", "CCC-1", "CCP"));
        CHECK(told.alerts("PHYSICAL_DIFF") == "P02 1");
    }
    SECTION("another type of document with that number is another document") {
        told.tell(came("i1", "P02", "100", "2026-01-11", "CCC-1", "V1"));
        CHECK(told.stock() ==
              "P01 -157 on_hand, P02 100 on_hand, P02 150 in_transit, "
              "P03 7 in_transit");
    }
    SECTION("an event that is named is taken before its document") {
        told.tell(came("i1", "P02", "100", "2026-01-11", "o1"));
        CHECK(told.alerts("PHYSICAL_DIFF").empty());
        told.tell(came("i2", "P02", "48", "2026-01-12", "CCC-1", "CCP"));
        CHECK(told.alerts("PHYSICAL_DIFF") == "P02 2");
    }
}

TEST_CASE("goods sent to another company are on no way of this one", "[book][stock]") {
    Teller told;
    told.tell(with_ref(sent("o1", "P01", "40", "2026-01-10", "BBB010101BBB/P01"), "V1", "TV1"));
    CHECK(told.stock() == "P01 -40 on_hand");
    told.tell(sent("o2", "P01", "5", "2026-01-10", "AAA010101AAA/P02"));
    CHECK(told.stock() == "P01 -45 on_hand, P02 5 in_transit");
}
