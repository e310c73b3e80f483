#include "common/config/options.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/base/text.hpp"
#include "common/config/say.hpp"

namespace saldo::config {
namespace {

/// What a value of this kind looks like, for people. `kind` is as the loader wrote it.
std::string_view kind_in_words(std::string_view kind, Language language) {
    struct Row {
        std::string_view kind;
        Words words;
    };
    static constexpr Row rows[] = {
        {"text", {"a text in quotes", "un texto entre comillas"}},
        {"integer", {"a whole number", "un número entero"}},
        {"boolean", {"true or false", "true o false (verdadero o falso)"}},
        {"tables", {"a list of tables ([[name]])", "una lista de tablas ([[nombre]])"}},
        {"table", {"a table ([name])", "una tabla ([nombre])"}},
    };
    for (const Row& row : rows) {
        if (row.kind == kind) return row.words.in(language);
    }
    return kind;
}

std::string sentence(const Fault& fault, Language language) {
    switch (fault.kind) {
        case Fault::Kind::unreadable:
            return say(language, "cannot be read: {}", "no se puede leer: {}", fault.found);
        case Fault::Kind::bad_toml:
            return say(language, "is no TOML: {}", "no es TOML: {}", fault.found);
        case Fault::Kind::unknown_key: {
            const std::string said =
                say(language, "unknown key '{}'", "clave desconocida '{}'", fault.key);
            if (fault.nearest.empty()) return said;
            return said +
                   say(language, "; did you mean '{}'?", "; ¿quiso decir '{}'?", fault.nearest);
        }
        case Fault::Kind::wrong_type:
            return say(language, "'{}' is {}; it must be {}", "'{}' es {}; debe ser {}", fault.key,
                       fault.found, kind_in_words(fault.expected, language));
        case Fault::Kind::out_of_range:
            return say(language, "'{}' is {}; it must lie within {}",
                       "'{}' es {}; debe estar entre {}", fault.key, fault.found, fault.expected);
        case Fault::Kind::not_a_choice: {
            const std::string said =
                say(language, "'{}' is '{}'; it must be one of: {}",
                    "'{}' es '{}'; debe ser uno de: {}", fault.key, fault.found, fault.expected);
            if (fault.nearest.empty()) return said;
            return said +
                   say(language, " (did you mean '{}'?)", " (¿quiso decir '{}'?)", fault.nearest);
        }
        case Fault::Kind::missing:
            return say(language, "the required key '{}' is missing",
                       "falta la clave obligatoria '{}'", fault.key);
        case Fault::Kind::repeated:
            return say(language, "'{}' = '{}' stands twice; it must be unique",
                       "'{}' = '{}' está repetido; debe ser único", fault.key, fault.found);
        case Fault::Kind::inconsistent:
            return fmt::format("'{}': {}", fault.key, fault.say.in(language));
    }
    return fault.found;
}

std::string mapped(std::string_view key, std::string_view from, char to) {
    std::string out{key};
    for (char& c : out) {
        if (from.find(c) != std::string_view::npos) c = to;
    }
    return out;
}

}  // namespace

std::string to_text(const Origin& origin, Language language) {
    if (origin.source == Origin::Source::standard && origin.name.empty()) {
        return language == Language::es ? "valor por omisión" : "default";
    }
    if (origin.line == 0) return origin.name;
    return fmt::format("{}:{}:{}", origin.name, origin.line, origin.column);
}

std::string to_text(const Fault& fault, Language language) {
    const std::string where = to_text(fault.origin, language);
    return where + ": " + sentence(fault, language);
}

const Values::Entry& Values::entry(std::string_view key) const {
    const auto found = entries_.find(key);
    SALDO_CHECK(found != entries_.end());
    return found->second;
}

const Values::Scalar& Values::scalar(std::string_view key) const { return entry(key).value; }
const Origin& Values::origin(std::string_view key) const { return entry(key).origin; }
const std::vector<Values>& Values::tables(std::string_view key) const { return entry(key).rows; }

const std::string& Values::text(std::string_view key) const {
    static const std::string none;
    const Scalar& value = scalar(key);
    if (std::holds_alternative<std::monostate>(value)) return none;
    SALDO_CHECK(std::holds_alternative<std::string>(value));
    return std::get<std::string>(value);
}

std::int64_t Values::integer(std::string_view key) const {
    const Scalar& value = scalar(key);
    SALDO_CHECK(std::holds_alternative<std::int64_t>(value));
    return std::get<std::int64_t>(value);
}

bool Values::boolean(std::string_view key) const {
    const Scalar& value = scalar(key);
    SALDO_CHECK(std::holds_alternative<bool>(value));
    return std::get<bool>(value);
}

bool Values::is_set(std::string_view key) const {
    const Entry& it = entry(key);
    if (const auto* text = std::get_if<std::string>(&it.value)) return !text->empty();
    return !it.rows.empty() || !std::holds_alternative<std::monostate>(it.value);
}

void Values::set(std::string_view key, Scalar value, Origin origin) {
    Entry& it = entries_[std::string{key}];
    it.value = std::move(value);
    it.origin = std::move(origin);
}

void Values::add_table(std::string_view key, Values row, const Origin& origin) {
    Entry& it = entries_[std::string{key}];
    it.rows.push_back(std::move(row));
    it.origin = origin;
}

std::string environment_name(std::string_view key) {
    return "SALDO_" + to_upper_ascii(mapped(key, ".-", '_'));
}

std::string flag_name(std::string_view key) { return mapped(key, "._", '-'); }

}  // namespace saldo::config
