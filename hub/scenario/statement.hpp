#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/scenario/grammar.hpp"
#include "hub/scenario/lexer.hpp"
#include "hub/scenario/value.hpp"

namespace saldo::scenario {

/// One statement or expectation, read as its shape says. The accessors rely on that shape: asking
/// for a meaning that the grammar does not give is our bug.
class Statement {
public:
    int line = 0;
    const Shape* shape = nullptr;
    bool is_expectation = false;
    std::vector<Value> words;
    std::map<std::string_view, Value> fields;
    std::vector<Value> rest;
    std::string source;  ///< as written, without comment; of an expectation what follows `expect`

    std::string_view keyword() const { return shape->keyword; }

    const std::string& text(std::size_t word) const { return words.at(word).text; }
    Quantity quantity(std::size_t word) const { return meaning<Quantity>(words.at(word)); }
    LocalDate date(std::size_t word) const { return meaning<LocalDate>(words.at(word)); }
    std::int64_t integer(std::size_t word) const { return meaning<std::int64_t>(words.at(word)); }
    bool is_none(std::size_t word) const { return words.at(word).text == "none"; }

    bool has(std::string_view field) const { return fields.contains(field); }
    /// The text of a field, or `otherwise`.
    std::string text(std::string_view field, std::string_view otherwise = {}) const;
    /// The meaning of a field, or nothing where it is not given.
    template <class T>
    std::optional<T> get(std::string_view field) const {
        const auto found = fields.find(field);
        if (found == fields.end()) return std::nullopt;
        return meaning<T>(found->second);
    }

    /// Does the word `none` stand for the rest?
    bool rest_is_none() const { return rest.size() == 1 && rest.front().text == "none"; }
    /// Every piece of a list in the rest.
    std::vector<Item> items() const;

    template <class T>
    static const T& meaning(const Value& value) {
        const T* found = std::get_if<T>(&value.meaning);
        SALDO_CHECK(found != nullptr);
        return *found;
    }
};

/// Reads one line that has words.
///
/// Errors:  malformed for an unknown keyword or field, a wrong number of words, a field twice, a
///          value of another form, a field that must be there. Names are checked elsewhere.
Result<Statement> read_statement(const std::vector<Word>& words, int line);

}  // namespace saldo::scenario
