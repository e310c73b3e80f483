#include <algorithm>
#include <random>

#include "hub/book/book.hpp"
#include "hub/book/tables.hpp"
#include "tests/support/catch.hpp"

using namespace saldo;

namespace {

constexpr const char* rfc = "AAA010101AAA";
constexpr const char* plants[] = {"P01", "P02", "P03", "P04"};
constexpr const char* parts[] = {"X", "Y"};
constexpr int days = 20;
constexpr std::int64_t ms_per_day = 86'400'000;

LocalDate first_day() { return *parse_date("2026-03-01"); }

/// Movements as plants make them, in the order in which they happened: goods come and go, lorries
/// are received whole, in part, short, over, or not at all, by event or by document, and somebody
/// counts.
class History {
public:
    explicit History(unsigned seed) : random_{seed} {}

    std::vector<Fact> facts() {
        for (int day = 0; day < days; ++day) {
            for (int i = 0; i < 6; ++i) happen(day);
        }
        return std::move(facts_);
    }
    /// What came into the company minus what left it, by part.
    std::map<std::string, Quantity> net;

private:
    int pick(int below) { return std::uniform_int_distribution<int>{0, below - 1}(random_); }
    Movement any(int day, MovementType type) {
        const std::string number = std::to_string(next_++);
        return {.event_id = "e" + number,
                .at = {{(first_day().days() + day) * ms_per_day + pick(1000)}, 0},
                .plant = plants[pick(4)],
                .type = type,
                .part_number = parts[pick(2)],
                .quantity = Quantity::from_units(1 + pick(50)),
                .umc = 6,
                .ref_type = {},
                .ref = {},
                .counter_plant = {},
                .device = {}};
    }
    void tell(const Movement& m) { facts_.emplace_back(ImportedMovement{rfc, m}); }

    void happen(int day) {
        switch (pick(6)) {
            case 0: return flow(any(day, MovementType::receipt), 1);
            case 1: return flow(any(day, MovementType::issue), -1);
            case 2: return tell(any(day, MovementType::count));
            case 3: return subcontract(any(day, MovementType::sub_out), day);
            default: return transfer(any(day, MovementType::transfer_out), day);
        }
    }
    void flow(const Movement& m, int direction) {
        net[m.part_number] += direction > 0 ? m.quantity : -m.quantity;
        tell(m);
    }
    void subcontract(Movement out, int day) {
        out.counter_plant = "TALLER";
        tell(out);
        if (pick(2) == 0) return;
        Movement in = out;
        in.event_id += "-back";
        in.type = MovementType::sub_in;
        in.at.utc.ms += (1 + pick(days - day)) * ms_per_day;
        tell(in);
    }
    void transfer(Movement out, int day) {
        out.counter_plant = plants[pick(4)];
        const bool by_document = pick(2) == 0;
        if (by_document) {
            out.ref_type = "CCP";
            out.ref = "C" + std::to_string(pick(8));  // the number may have been used before
        }
        tell(out);
        const int receipts = pick(4);
        for (int i = 1; i <= receipts; ++i) {
            Movement in = any(day, MovementType::transfer_in);
            in.part_number = out.part_number;
            in.at.utc.ms = out.at.utc.ms + pick(4) * ms_per_day;
            if (pick(4) != 0) in.plant = out.counter_plant;
            const bool closes = i == receipts && pick(4) != 0;
            in.ref_type = closes ? book::transfer_whole : book::transfer_part;
            in.ref = out.event_id;
            if (by_document && closes) {
                in.ref_type = "CCP";
                in.ref = out.ref;
            }
            tell(in);
        }
    }

    std::mt19937 random_;
    std::vector<Fact> facts_;
    int next_ = 0;
};

/// Goods of two lots, and the differences that somebody explained.
std::vector<Fact> beginning() {
    std::vector<Fact> facts;
    for (const char* part : parts) {
        facts.emplace_back(Part{.part_number = part, .umc = 6});
        facts.emplace_back(EntryDeclaration{.name = std::string{"L-"} + part,
                                            .rfc = rfc,
                                            .part_number = part,
                                            .quantity = Quantity::from_units(10'000),
                                            .clave = "IN",
                                            .entry_date = first_day()});
    }
    return facts;
}

class Told {
public:
    /// With `asks` the alerts are asked for after each fact, as people do.
    void tell(const std::vector<Fact>& facts, bool asks = false) {
        for (const Fact& fact : facts) {
            book.apply({LogPosition{position_++}, {}, fact});
            if (asks) (void)book.derived(rfc);
        }
    }
    std::string answers() {
        std::string text = book::to_csv(book::alerts_table(book, {.all = true}));
        for (int day = -1; day <= 2 * days; ++day) {
            text += book::to_csv(
                book::stock_table(book, {.as_of = first_day().plus_days(day), .all = true}));
        }
        return text + book::to_csv(book::stock_table(book, {.all = true}));
    }
    book::Book book;

private:
    std::uint64_t position_ = 0;
};

std::string answers_to(const std::vector<Fact>& facts, bool asks = false) {
    Told told;
    told.tell(beginning());
    told.tell(facts, asks);
    return told.answers();
}

/// A history with plants, explained differences, and some of it told twice.
std::vector<Fact> told_facts(unsigned seed) {
    std::vector<Fact> facts = History{seed}.facts();
    for (std::size_t i = 0; i < 10; ++i) facts.push_back(facts[i * 7]);
    facts.emplace_back(Plant{.rfc = rfc, .plant = "P01", .registered = true});
    facts.emplace_back(Plant{.rfc = rfc, .plant = "P02", .registered = true});
    facts.emplace_back(Plant{.rfc = rfc, .plant = "P03", .registered = false});
    for (int i = 0; i < 3; ++i) {
        facts.emplace_back(Adjustment{.name = "a" + std::to_string(i),
                                      .rfc = rfc,
                                      .plant = plants[i],
                                      .part_number = "X",
                                      .quantity = Quantity::from_units(i - 5),
                                      .date = first_day().plus_days(4 * i),
                                      .reason = "counted"});
    }
    return facts;
}

}  // namespace

TEST_CASE("the order in which movements arrive changes neither stock nor its exceptions",
          "[property][book][stock]") {
    for (unsigned history = 1; history <= 4; ++history) {
        std::vector<Fact> facts = told_facts(history);
        const std::string expected = answers_to(facts);
        for (const char* word :
             {"in_transit", "subcontractor", "difference", "PHYSICAL_DIFF", "UNREGISTERED"}) {
            CAPTURE(word);
            REQUIRE(expected.find(word) != std::string::npos);
        }
        for (unsigned seed = 1; seed <= 50; ++seed) {
            CAPTURE(history, seed);
            std::shuffle(facts.begin(), facts.end(), std::mt19937{seed});
            const bool asks = seed % 5 == 0;
            REQUIRE(answers_to(facts, asks) == expected);
        }
    }
}

TEST_CASE("one movement less changes the stock", "[property][book][stock]") {
    // The control: the test above would see a book that forgets.
    std::vector<Fact> facts = History{1}.facts();
    const std::string expected = answers_to(facts);
    for (std::size_t i = 0; i < facts.size(); i += 5) {
        CAPTURE(i);
        std::vector<Fact> fewer = facts;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        CHECK(answers_to(fewer) != expected);
    }
}

TEST_CASE("no unit is lost or twice there: what came minus what left is somewhere",
          "[property][book][stock]") {
    for (unsigned seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        History history{seed};
        Told told;
        told.tell(history.facts());
        std::map<std::string, Quantity> there;
        for (const auto& row : told.book.physical().stock(rfc, {}, told.book.catalogs()))
            there[row.part] += row.quantity;
        std::erase_if(there, [](const auto& sum) { return sum.second.is_zero(); });
        std::erase_if(history.net, [](const auto& sum) { return sum.second.is_zero(); });
        REQUIRE(there == history.net);
    }
}
