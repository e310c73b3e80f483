#include "common/sync/inbox.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"

namespace saldo::sync {
namespace {

const std::string agent = "gna-tij1";

Judgement judge(Inbox& inbox, const test::Stream& stream, std::uint64_t first,
                std::uint32_t count) {
    const Bytes body = stream.body(first, count);
    return inbox.judge(stream.batch(first, count, body));
}

}  // namespace

TEST_CASE("an inbox takes a stream in order and says where it stands", "[sync][inbox]") {
    test::Stream stream{agent};
    stream.add_many(10);
    Inbox inbox{agent, std::nullopt, {}};
    Judgement got = judge(inbox, stream, 0, 4);
    CHECK(got.verdict == Verdict::accepted);
    CHECK(got.skip == 0);
    CHECK(got.count == 4);
    CHECK(got.after == stream.place(4));
    CHECK_FALSE(inbox.stored());                                     // nothing before the commit
    CHECK(judge(inbox, stream, 4, 6).verdict == Verdict::accepted);  // the same group
    inbox.committed();
    CHECK(inbox.stored() == stream.place(10));
}

TEST_CASE("an inbox judges what does not follow", "[sync][inbox]") {
    struct Case {
        std::string name;
        std::uint64_t first;
        std::uint32_t count;
        Verdict verdict;
        std::uint32_t skip;
        std::uint32_t taken;
    };
    const auto c = GENERATE(values<Case>({
        {"the next records", 6, 4, Verdict::accepted, 0, 4},
        {"an overlap", 3, 5, Verdict::accepted, 3, 2},
        {"all of it again, and more", 0, 10, Verdict::accepted, 6, 4},
        {"the same again", 4, 2, Verdict::duplicate, 2, 0},
        {"an old part again", 0, 3, Verdict::duplicate, 3, 0},
        {"one missing", 7, 3, Verdict::gap, 0, 0},
    }));
    INFO(c.name);
    test::Stream stream{agent};
    stream.add_many(10);
    Inbox inbox{agent, stream.place(6), {}};
    const Judgement got = judge(inbox, stream, c.first, c.count);
    CHECK(got.verdict == c.verdict);
    CHECK(got.skip == c.skip);
    CHECK(got.count == c.taken);
    CHECK(got.after == stream.place(6 + c.taken));
    CHECK_FALSE(inbox.is_held());
}

TEST_CASE("other records under a held sequence are a fork, and nothing is taken any more",
          "[sync][inbox]") {
    test::Stream ours{agent};
    ours.add_many(10);
    test::Stream theirs{agent};  // cloned after record 5
    theirs.add_many(5);
    theirs.add_many(7, "other ");
    Inbox inbox{agent, std::nullopt, {}};
    REQUIRE(judge(inbox, ours, 0, 10).verdict == Verdict::accepted);
    inbox.committed();

    struct Case {
        std::uint64_t first;
        std::uint32_t count;
    };
    const auto c = GENERATE(values<Case>({{5, 1}, {4, 2}, {0, 12}, {8, 4}, {10, 2}, {6, 2}}));
    CAPTURE(c.first, c.count);
    const Judgement got = judge(inbox, theirs, c.first, c.count);
    CHECK(got.verdict == Verdict::fork);
    CHECK(got.count == 0);
    CHECK(inbox.stored() == ours.place(10));
    CHECK(judge(inbox, ours, 9, 1).verdict == Verdict::quarantined);
    inbox.release();
    CHECK(judge(inbox, ours, 9, 1).verdict == Verdict::duplicate);
}

TEST_CASE("after a restart the head alone still tells a fork", "[sync][inbox]") {
    test::Stream ours{agent};
    ours.add_many(10);
    test::Stream theirs{agent};
    theirs.add_many(5);
    theirs.add_many(7, "other ");
    Inbox inbox{agent, ours.place(10), {}};
    CHECK(judge(inbox, theirs, 0, 12).verdict == Verdict::fork);
}

TEST_CASE("epochs: an older one is fenced, a new one waits, a twin is a fork", "[sync][inbox]") {
    test::Stream current{agent, {.ordinal = 2, .nonce = 7}};
    current.add_many(5);
    struct Case {
        Epoch epoch;
        Verdict verdict;
        bool holds;
    };
    const auto c = GENERATE(values<Case>({
        {{.ordinal = 1, .nonce = 7}, Verdict::fenced, false},
        {{.ordinal = 3, .nonce = 7}, Verdict::quarantined, false},
        {{.ordinal = 2, .nonce = 8}, Verdict::fork, true},
    }));
    CAPTURE(c.epoch.ordinal, c.epoch.nonce);
    test::Stream other{agent, c.epoch};
    other.add_many(5);
    Inbox inbox{agent, current.place(3), {}};
    CHECK(judge(inbox, other, 0, 5).verdict == c.verdict);
    CHECK(inbox.stored() == current.place(3));
    CHECK(inbox.is_held() == c.holds);
    if (!c.holds) CHECK(judge(inbox, current, 3, 2).verdict == Verdict::accepted);
}

TEST_CASE("a batch that contradicts itself is quarantined and nothing of it is taken",
          "[sync][inbox]") {
    test::Stream stream{agent};
    stream.add_many(10);
    Inbox inbox{agent, stream.place(2), {}};
    const Bytes body = stream.body(2, 4);
    const Batch good = stream.batch(2, 4, body);
    Batch bad = good;
    SECTION("another chain") { bad.after[0] ^= std::byte{1}; }
    SECTION("another number of records") { bad.count = 3; }
    SECTION("more than there are") { bad.count = 5; }
    SECTION("far more than there are") { bad.count = 4'000'000'000U; }
    SECTION("cut records") { bad.records = bad.records.first(bad.records.size() - 1); }
    SECTION("another sequence") { bad.first = 1; }
    const Judgement got = inbox.judge(bad);
    CHECK(got.verdict != Verdict::accepted);
    CHECK(got.count == 0);
    CHECK(got.after == stream.place(2));
}

TEST_CASE("a first batch must begin with record 0 and an empty chain", "[sync][inbox]") {
    test::Stream stream{agent};
    stream.add_many(5);
    Inbox inbox{agent, std::nullopt, {}};
    CHECK(judge(inbox, stream, 1, 2).verdict == Verdict::gap);
    const Bytes body = stream.body(0, 2);
    Batch bad = stream.batch(0, 2, body);
    bad.before[0] = std::byte{1};
    CHECK(inbox.judge(bad).verdict != Verdict::accepted);
}

TEST_CASE("a commit that failed takes the head back", "[sync][inbox]") {
    test::Stream stream{agent};
    stream.add_many(10);
    Inbox inbox{agent, stream.place(4), {}};
    REQUIRE(judge(inbox, stream, 4, 3).verdict == Verdict::accepted);
    inbox.aborted();
    CHECK(inbox.stored() == stream.place(4));
    CHECK(judge(inbox, stream, 7, 1).verdict == Verdict::gap);
    CHECK(judge(inbox, stream, 4, 3).verdict == Verdict::accepted);
}

TEST_CASE("the same records of another agent are another chain", "[sync][inbox]") {
    test::Stream stream{"gna-tij2"};
    stream.add_many(5);
    Inbox inbox{agent, std::nullopt, {}};
    CHECK(judge(inbox, stream, 0, 5).verdict == Verdict::quarantined);
}

TEST_CASE("a new epoch is taken once it was granted, and closes the old one", "[sync][inbox]") {
    test::Stream old{agent};
    old.add_many(10);
    test::Stream next{agent, {.ordinal = 2, .nonce = 5}};
    next.add_many(4);
    Inbox inbox{agent, old.place(6), {}};

    CHECK(inbox.greet(next.epoch(), false).verdict == Verdict::quarantined);
    CHECK(inbox.gate().waiting == next.epoch());
    CHECK(judge(inbox, next, 0, 4).verdict == Verdict::quarantined);
    // While it waits nothing is taken of the old one either: the answer to a search must stand.
    CHECK(judge(inbox, old, 6, 4).verdict == Verdict::quarantined);

    const bool by_a_person = GENERATE(true, false);  // else by a fresh token, or our own receipt
    if (by_a_person) {
        REQUIRE(inbox.admit(next.epoch()));
    } else {
        CHECK(inbox.greet(next.epoch(), true).verdict == Verdict::accepted);
    }
    CHECK(inbox.place_for(next.epoch()) == Place{.epoch = next.epoch()});
    CHECK(inbox.greet(next.epoch(), false).verdict == Verdict::accepted);
    CHECK(inbox.greet(old.epoch(), false).verdict == Verdict::fenced);
    CHECK(judge(inbox, old, 6, 4).verdict == Verdict::fenced);
    CHECK(judge(inbox, next, 1, 3).verdict == Verdict::gap);
    CHECK(judge(inbox, next, 0, 2).verdict == Verdict::accepted);
    CHECK(judge(inbox, next, 2, 2).verdict == Verdict::accepted);  // the same group
    const bool commit_fails = GENERATE(false, true);
    if (commit_fails) {
        inbox.aborted();  // it stays granted
        CHECK(inbox.stored() == old.place(6));
        CHECK(judge(inbox, next, 0, 4).verdict == Verdict::accepted);
    }
    inbox.committed();
    CHECK(inbox.stored() == next.place(4));
    CHECK_FALSE(inbox.gate().granted);
    CHECK(judge(inbox, old, 6, 4).verdict == Verdict::fenced);
    CHECK_FALSE(inbox.admit(old.epoch()));
}

TEST_CASE("an old epoch that goes on beside a new one is two machines: a person chooses",
          "[sync][inbox]") {
    test::Stream old{agent};
    old.add_many(10);
    test::Stream copy{agent, {.ordinal = 2, .nonce = 5}};
    copy.add_many(4);
    Inbox inbox{agent, old.place(6), {}};
    CHECK(inbox.greet(copy.epoch(), false).verdict == Verdict::quarantined);
    CHECK(inbox.greet(old.epoch(), false).verdict == Verdict::fork);
    CHECK(inbox.is_held());
    CHECK(judge(inbox, old, 6, 4).verdict == Verdict::quarantined);

    SECTION("the old one") {
        REQUIRE(inbox.admit(old.epoch()));
        CHECK(inbox.greet(old.epoch(), false).verdict == Verdict::accepted);
        CHECK(judge(inbox, old, 6, 4).verdict == Verdict::accepted);
        // The copy may ask as often as it likes.
        CHECK(inbox.greet(copy.epoch(), false).verdict == Verdict::fenced);
        CHECK(judge(inbox, copy, 0, 4).verdict == Verdict::fenced);
        CHECK(inbox.greet(old.epoch(), false).verdict == Verdict::accepted);
    }
    SECTION("the new one") {
        REQUIRE(inbox.admit(copy.epoch()));
        CHECK(inbox.greet(copy.epoch(), false).verdict == Verdict::accepted);
        CHECK(inbox.greet(old.epoch(), false).verdict == Verdict::fenced);
    }
}

TEST_CASE("a journal that began anew has to ask in a later epoch, and holds nobody up meanwhile",
          "[sync][inbox]") {
    test::Stream old{agent};
    old.add_many(3);
    Inbox inbox{agent, old.place(3), {}};
    CHECK(inbox.greet({.ordinal = 1, .nonce = 77}, false).verdict == Verdict::fenced);
    CHECK_FALSE(inbox.is_held());
    CHECK(inbox.greet(old.epoch(), false).verdict == Verdict::accepted);
}

TEST_CASE("one ordinal opened twice is two machines, also before it began", "[sync][inbox]") {
    test::Stream old{agent};
    old.add_many(3);
    Inbox inbox{agent, old.place(3), {}};
    CHECK(inbox.greet({.ordinal = 2, .nonce = 5}, false).verdict == Verdict::quarantined);
    CHECK(inbox.greet({.ordinal = 2, .nonce = 6}, true).verdict == Verdict::fork);
    CHECK(inbox.is_held());
}

}  // namespace saldo::sync
