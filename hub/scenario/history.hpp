#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "common/base/bytes.hpp"
#include "common/base/date.hpp"
#include "common/base/result.hpp"
#include "common/domain/fact.hpp"
#include "hub/book/book.hpp"

namespace saldo::scenario {

/// The log of one scenario, as bytes, with the day on which each fact became known, and the book of
/// all of it. Every fact goes through the codec of the log, so that what is answered is what a hub
/// would read back from its disk.
class History {
public:
    /// Writes a fact to the log and shows it to the book.
    ///
    /// Needs:   `known` not before that of the last fact; nothing stands before every day.
    /// Errors:  malformed for a fact that no log takes: a text past its limit.
    Result<book::Applied> record(const Fact& fact, std::optional<LocalDate> known);

    book::Book& book() { return book_; }
    const book::Book& book() const { return book_; }
    std::size_t size() const { return entries_.size(); }

    /// A book of the facts known by a day, read from the log.
    book::Book known_by(LocalDate day) const;
    /// A book of the first facts of the log.
    book::Book first(std::size_t count) const;

private:
    struct Entry {
        std::optional<LocalDate> known;
        Bytes bytes;
    };
    Recorded read(std::size_t position) const;

    std::vector<Entry> entries_;
    book::Book book_;
};

}  // namespace saldo::scenario
