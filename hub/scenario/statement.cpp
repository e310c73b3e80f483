#include "hub/scenario/statement.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "common/base/text.hpp"

namespace saldo::scenario {
namespace {

using Words = std::span<const Word>;

Error unknown(std::string_view what, std::string_view word,
              const std::vector<std::string_view>& candidates) {
    std::string message = fmt::format("unknown {} '{}'", what, word);
    if (const auto near = nearest(word, candidates)) {
        message += fmt::format("; did you mean {}?", *near);
    }
    return malformed(std::move(message));
}

std::vector<std::string_view> keywords_of(const std::vector<Shape>& shapes) {
    std::vector<std::string_view> keywords;
    keywords.reserve(shapes.size());
    for (const Shape& shape : shapes) keywords.push_back(shape.keyword);
    return keywords;
}

Result<Value> read_slot(const Slot& slot, std::string_view text) {
    auto value = read_value(slot.type, text, slot.choices);
    if (!value) return malformed(fmt::format("{}: {}", slot.what, value.error().what));
    return value;
}

Result<void> read_field(const Word& word, Statement& statement) {
    const auto& fields = statement.shape->fields;
    const auto slot = std::ranges::find(fields, word.key, &Slot::what);
    if (slot == fields.end()) {
        std::vector<std::string_view> known;
        known.reserve(fields.size());
        for (const Slot& field : fields) known.push_back(field.what);
        return unknown("field", word.key, known);
    }
    auto value = read_slot(*slot, word.text);
    if (!value) return value.error();
    if (!statement.fields.emplace(slot->what, std::move(*value)).second) {
        return malformed(fmt::format("the field '{}' stands twice", word.key));
    }
    return {};
}

/// Words first by their place, then into the rest.
Result<void> read_word(const Word& word, Statement& statement) {
    const Shape& shape = *statement.shape;
    const std::size_t place = statement.words.size();
    if (place < shape.words.size()) {
        auto value = read_slot(shape.words[place], word.text);
        if (!value) return value.error();
        statement.words.push_back(std::move(*value));
        return {};
    }
    if (shape.rest.empty()) {
        return malformed(fmt::format("too many words; the form is '{}'", form_of(shape)));
    }
    if (shape.none_for_rest && word.text == "none") {
        statement.rest.push_back({word.text, {}});
        return {};
    }
    auto value = read_slot(shape.rest.front(), word.text);
    if (!value) return value.error();
    statement.rest.push_back(std::move(*value));
    return {};
}

/// What the words as a whole must be: enough of them, `none` alone, fields that others call for.
Result<void> check_whole(const Statement& statement) {
    const Shape& shape = *statement.shape;
    const auto wrong_number = [&](std::string_view what) {
        return malformed(fmt::format("{} words; the form is '{}'", what, form_of(shape)));
    };
    if (statement.words.size() < shape.words.size()) return wrong_number("too few");
    if (statement.rest.size() < shape.rest_min) return wrong_number("too few");
    if (statement.rest.size() > shape.rest_max) return wrong_number("too many");
    const bool has_none =
        shape.none_for_rest &&
        std::ranges::find(statement.rest, "none", &Value::text) != statement.rest.end();
    if (has_none && statement.rest.size() > 1) return malformed("'none' stands alone");
    for (const Need& need : shape.needs) {
        if (statement.text(need.word) == need.is && !statement.has(need.field)) {
            return malformed(fmt::format("{} {} needs {}=", shape.keyword, need.is, need.field));
        }
    }
    if (statement.has("captured") != statement.has("received")) {
        return malformed("captured= and received= stand together");
    }
    return {};
}

Result<const Shape*> shape_for(Words words) {
    const bool expects = words.front().text == "expect" && words.front().key.empty();
    if (expects && words.size() == 1) return malformed("expect what?");
    const Word& keyword = words[expects ? 1 : 0];
    const auto& shapes = expects ? expectation_shapes() : statement_shapes();
    const Shape* shape = keyword.key.empty() ? find_shape(shapes, keyword.text) : nullptr;
    if (shape != nullptr) return shape;
    const std::string found = keyword.key.empty() ? keyword.text : keyword.key + "=" + keyword.text;
    auto known = keywords_of(shapes);
    if (!expects) known.push_back("expect");
    return unknown(expects ? "expectation" : "keyword", found, known);
}

std::string source_of(Words words) {
    std::string source;
    for (const Word& word : words) {
        if (!source.empty()) source += ' ';
        if (!word.key.empty()) source += word.key + "=";
        source += word.text;
    }
    return source;
}

}  // namespace

std::string Statement::text(std::string_view field, std::string_view otherwise) const {
    const auto found = fields.find(field);
    return found == fields.end() ? std::string{otherwise} : found->second.text;
}

std::vector<Item> Statement::items() const {
    std::vector<Item> all;
    if (rest_is_none()) return all;
    for (const Value& value : rest) {
        const auto& items = meaning<std::vector<Item>>(value);
        all.insert(all.end(), items.begin(), items.end());
    }
    return all;
}

Result<Statement> read_statement(const std::vector<Word>& words, int line) {
    SALDO_CHECK(!words.empty());
    const auto shape = shape_for(words);
    if (!shape) return shape.error();
    Statement statement;
    statement.line = line;
    statement.shape = *shape;
    statement.is_expectation = words.front().text == "expect";
    const std::size_t keyword = statement.is_expectation ? 1 : 0;
    statement.source = source_of(Words{words}.subspan(keyword));
    for (const Word& word : Words{words}.subspan(keyword + 1)) {
        const auto read =
            word.key.empty() ? read_word(word, statement) : read_field(word, statement);
        if (!read) return read.error();
    }
    if (const auto whole = check_whole(statement); !whole) return whole.error();
    return statement;
}

}  // namespace saldo::scenario
