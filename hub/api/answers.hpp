#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/date.hpp"
#include "common/base/result.hpp"
#include "common/base/time.hpp"
#include "common/crypto/hash.hpp"
#include "hub/book/table.hpp"

namespace saldo::api {

/// What was known: at a position of the log, or at an instant.
using KnownAt = std::variant<std::uint64_t, UtcTime>;

/// A question to the book, from a person or a program.
struct Question {
    std::string company = {};  ///< RFC; empty: every company
    std::string part = {};
    std::string ref = {};  ///< what `explain` is asked about: a lot, an outcome, an alert
    std::optional<LocalDate> as_of = {};
    std::optional<KnownAt> as_known = {};
    bool all = false;         ///< closed lots too
    bool national = false;    ///< lots that came to stay, in place of temporary ones
    std::size_t limit = 0;    ///< rows a page; 0: all
    std::string cursor = {};  ///< of the page before
};

/// Reads a question from names and values: company, part, ref, as-of, as-known, all, national,
/// limit, cursor as the commands spell them, or asOf, asKnownAt as the API does.
/// Errors: malformed, naming the parameter; the same for one that is unknown or stands twice.
Result<Question> parse_question(std::span<const std::pair<std::string, std::string>> given,
                                std::size_t limit_max);

/// Which part of the hash chain of an agent's journal is asked for.
struct ChainQuestion {
    std::string agent;
    std::optional<std::uint32_t> epoch = {};  ///< nothing: the newest that the hub holds
    std::uint64_t from = 0;                   ///< first record
    std::optional<std::uint64_t> to = {};     ///< last one; nothing: as far as the hub holds
    std::size_t limit = 0;                    ///< rows a page
};
struct ChainPage {
    struct Row {
        std::uint64_t sequence = 0;
        Digest hash{};
    };
    std::uint32_t epoch = 0;  ///< 0: the hub holds nothing of this agent
    std::vector<Row> rows;
    std::optional<std::uint64_t> next;  ///< where the next page begins; nothing: this is the last
};

/// Who answers questions: the hub's book. The API and the commands know nothing else of it.
///
/// Called on the door's executor; an implementation reads a snapshot and must not wait for the
/// network. Errors: not_found (no such company, part or reference), malformed, unavailable (replay
/// has not ended), unsupported.
class Answers {
public:
    virtual ~Answers() = default;
    /// Rows as house.md section 6 names them; each gives page_of(whole, question.limit,
    /// question.cursor).
    virtual Result<book::Page> balances(const Question& question) const = 0;
    virtual Result<book::Page> lots(const Question& question) const = 0;
    virtual Result<book::Page> discharges(const Question& question) const = 0;
    virtual Result<book::Page> stock(const Question& question) const = 0;
    virtual Result<book::Page> alerts(const Question& question) const = 0;
    /// Every fact behind one number, in words: one row a line.
    virtual Result<book::Page> explain(const Question& question) const = 0;
    /// The hashes that the hub holds of an agent's journal, recomputed from the stored frames.
    /// Errors: not_found for an agent that is not enrolled; conflict, naming the record, where the
    /// stored frames do not go on from one another.
    virtual Result<ChainPage> chain(const ChainQuestion& question) const = 0;
    /// The log position up to which these answers know.
    virtual std::uint64_t known_up_to() const = 0;
};

}  // namespace saldo::api
