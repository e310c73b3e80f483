#include "hub/commands/credit_report.hpp"

#include <memory>
#include <utility>

#include "hub/api/answers.hpp"
#include "hub/book/credit_tables.hpp"
#include "hub/commands/print_table.hpp"

namespace saldo::hub {

CommandResult credit_report(const config::CommandLine& line, HubStore& hub, CreditTable table_of) {
    std::unique_ptr<book::Book> then;
    if (line.has("as-known")) {
        const std::pair<std::string, std::string> given[] = {{"as-known", line.value("as-known")}};
        const auto question = api::parse_question(given, 0);
        if (!question) return failed(question.error());
        auto replayed = hub.book_as_known(*question->as_known);
        if (!replayed) return failed(replayed.error());
        then = std::move(*replayed);
    }
    book::Book& book = then ? *then : hub.book();
    return done(print_table(table_of(book, line.value("company")), line.format));
}

}  // namespace saldo::hub
