#include "hub/commands/answers.hpp"

#include <memory>
#include <utility>

#include "common/config/clock.hpp"
#include "hub/book/explain.hpp"
#include "hub/book/tables.hpp"
#include "hub/ingest/journal_lookup.hpp"

namespace saldo::hub {
namespace {

book::Filter filter_of(const api::Question& question) {
    return {.company = question.company,
            .part = question.part,
            .as_of = question.as_of,
            .all = question.all,
            .national = question.national,
            .today = question.as_of.value_or(today())};
}

Result<void> check_company(const book::Book& book, const std::string& rfc) {
    if (rfc.empty()) return {};
    for (const std::string& known : book.companies()) {
        if (known == rfc) return {};
    }
    return Error{Errc::not_found, "no fact names the company " + rfc};
}

/// The hub's book, or one of what was known then.
class BookThen {
public:
    static Result<BookThen> open(HubStore& hub, const api::Question& question) {
        BookThen then;
        then.book_ = &hub.book();
        if (question.as_known) {
            auto replayed = hub.book_as_known(*question.as_known);
            if (!replayed) return replayed.error();
            then.owned_ = std::move(*replayed);
            then.book_ = then.owned_.get();
        }
        if (const auto known = check_company(*then.book_, question.company); !known) {
            return known.error();
        }
        return then;
    }
    book::Book& book() { return *book_; }

private:
    std::unique_ptr<book::Book> owned_;
    book::Book* book_ = nullptr;
};

}  // namespace

LocalDate today() {
    constexpr std::int16_t central_offset_minutes = -360;
    return OffsetTime{now_utc(), central_offset_minutes}.local_date();
}

Result<book::Page> BookAnswers::answer(const api::Question& question, TableOf table_of) const {
    auto then = BookThen::open(hub_, question);
    if (!then) return then.error();
    return book::page_of(table_of(then->book(), filter_of(question)), question.limit,
                         question.cursor);
}

Result<book::Page> BookAnswers::balances(const api::Question& q) const {
    return answer(q, book::balances_table);
}
Result<book::Page> BookAnswers::lots(const api::Question& q) const {
    return answer(q, book::lots_table);
}
Result<book::Page> BookAnswers::discharges(const api::Question& q) const {
    return answer(q, book::discharges_table);
}
Result<book::Page> BookAnswers::stock(const api::Question& q) const {
    return answer(q, book::stock_table);
}
Result<book::Page> BookAnswers::alerts(const api::Question& q) const {
    return answer(q, book::alerts_table);
}

Result<book::Page> BookAnswers::explain(const api::Question& question) const {
    if (question.ref.empty()) return malformed("say what to explain: a lot, an outcome, an alert");
    auto then = BookThen::open(hub_, question);
    if (!then) return then.error();
    const auto fact_at = [this](LogPosition position) -> std::optional<Fact> {
        auto recorded = hub_.fact_at(position);
        if (!recorded || !*recorded) return std::nullopt;
        return std::move((**recorded).fact);
    };
    const auto lines =
        book::explain(then->book(), filter_of(question), question.ref, fact_at, language_);
    if (lines.empty()) {
        return Error{Errc::not_found,
                     "'" + question.ref + "' is no lot, outcome or alert of this book"};
    }
    book::Table table{{{"line", true, true}, {"text"}}, {}};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        table.rows.push_back({std::to_string(i + 1), lines[i]});
    }
    return book::page_of(std::move(table), question.limit, question.cursor);
}

Result<api::ChainPage> BookAnswers::chain(const api::ChainQuestion& question) const {
    if (!hub_.find(question.agent)) {
        return Error{Errc::not_found, "no agent " + question.agent + " is enrolled"};
    }
    api::ChainPage page{.epoch = question.epoch.value_or(0), .rows = {}, .next = {}};
    if (!question.epoch) {
        const auto heads = hub_.log().heads();
        if (!heads) return heads.error();
        for (const StreamHead& head : *heads) {
            if (head.agent.value() == question.agent) page.epoch = head.epoch.ordinal;
        }
    }
    const auto broken = read_chain(hub_.log(), question.agent, page.epoch, question.from,
                                   [&](std::uint64_t sequence, const Digest& hash) {
                                       if (question.to && sequence > *question.to) return false;
                                       if (page.rows.size() == question.limit) {
                                           page.next = sequence;
                                           return false;
                                       }
                                       page.rows.push_back({.sequence = sequence, .hash = hash});
                                       return true;
                                   });
    if (!broken) return broken.error();
    if (*broken) {
        return Error{Errc::conflict,
                     "record " + std::to_string(**broken) + " of epoch " +
                         std::to_string(page.epoch) +
                         " does not follow from the one before: the log was changed"};
    }
    return page;
}

std::uint64_t BookAnswers::known_up_to() const { return hub_.book().known().value(); }

}  // namespace saldo::hub
