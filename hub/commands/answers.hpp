#pragma once

#include "common/base/words.hpp"
#include "hub/api/answers.hpp"
#include "hub/book/tables.hpp"
#include "hub/hub_store.hpp"

namespace saldo::hub {

/// The day in central Mexico, which keeps one offset all year (UTC-6).
LocalDate today();

/// The book's answers, for the API and the commands alike. A question about what was known then is
/// answered by a book that is replayed up to there.
class BookAnswers final : public api::Answers {
public:
    BookAnswers(HubStore& hub, Language language) : hub_{hub}, language_{language} {}

    Result<book::Page> balances(const api::Question& question) const override;
    Result<book::Page> lots(const api::Question& question) const override;
    Result<book::Page> discharges(const api::Question& question) const override;
    Result<book::Page> stock(const api::Question& question) const override;
    Result<book::Page> alerts(const api::Question& question) const override;
    Result<book::Page> explain(const api::Question& question) const override;
    Result<api::ChainPage> chain(const api::ChainQuestion& question) const override;
    std::uint64_t known_up_to() const override;

private:
    using TableOf = book::Table (*)(book::Book&, const book::Filter&);
    Result<book::Page> answer(const api::Question& question, TableOf table_of) const;

    HubStore& hub_;
    Language language_;
};

}  // namespace saldo::hub
