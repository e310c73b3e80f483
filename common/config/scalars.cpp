#include "common/config/scalars.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/base/text.hpp"

namespace saldo::config {

std::string_view name_of(Kind kind) {
    switch (kind) {
        case Kind::text:
        case Kind::path: return "text";
        case Kind::integer: return "integer";
        case Kind::boolean: return "boolean";
        case Kind::tables: return "tables";
    }
    return "text";
}

const Option* find_option(const OptionTable& table, std::string_view key) {
    const auto found = std::ranges::find(table, key, &Option::key);
    return found == table.end() ? nullptr : &*found;
}

std::string nearest_text(std::string_view word, const std::vector<std::string_view>& candidates) {
    const auto found = nearest(word, candidates);
    return found ? std::string{*found} : std::string{};
}

/// What of a value breaks its option's bounds, if anything.
std::optional<Fault> bound_fault(const Option& option, const Values::Scalar& value,
                                 const Origin& origin, std::string key) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        if (*number >= option.min && *number <= option.max) return std::nullopt;
        return Fault{.kind = Fault::Kind::out_of_range,
                     .origin = origin,
                     .key = std::move(key),
                     .found = std::to_string(*number),
                     .expected = fmt::format("{}..{}{}{}", option.min, option.max,
                                             option.unit.empty() ? "" : " ", option.unit)};
    }
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr || option.choices.empty()) return std::nullopt;
    if (std::ranges::find(option.choices, *text) != option.choices.end()) return std::nullopt;
    return Fault{.kind = Fault::Kind::not_a_choice,
                 .origin = origin,
                 .key = std::move(key),
                 .found = *text,
                 .expected = fmt::format("{}", fmt::join(option.choices, ", ")),
                 .nearest = nearest_text(*text, option.choices)};
}

/// A value as the environment or a flag writes it. Nothing when it is of another type.
std::optional<Values::Scalar> scalar_from_text(Kind kind, std::string_view text) {
    if (kind == Kind::text || kind == Kind::path) return Values::Scalar{std::string{text}};
    if (kind == Kind::boolean) {
        const std::string word = to_lower_ascii(text);
        if (word == "true" || word == "yes" || word == "1") return Values::Scalar{true};
        if (word == "false" || word == "no" || word == "0") return Values::Scalar{false};
        return std::nullopt;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return Values::Scalar{number};
}

void set_standard(const OptionTable& table, Values& values) {
    for (const Option& option : table) {
        Values::Scalar value;
        if (!option.standard.empty()) {
            auto read = scalar_from_text(option.kind, option.standard);
            SALDO_CHECK(read && !bound_fault(option, *read, {}, {}));  // a default is a good value
            value = std::move(*read);
        }
        values.set(option.key, std::move(value), Origin{});
    }
}

}  // namespace saldo::config
