#include "hub/scenario/naming.hpp"

#include <algorithm>
#include <array>

namespace saldo::scenario {
namespace {

constexpr std::array<std::string_view, 7> named_kinds = {
    "import", "outcome", "move", "adjust", "disassemble", "asset", "asset-move"};

/// A number is what it is worth: 2, 2.0 and 2.000 are one word.
std::string canonical(const Value& value) {
    if (const auto* quantity = std::get_if<Quantity>(&value.meaning)) return to_text(*quantity);
    if (const auto* money = std::get_if<Money>(&value.meaning)) return to_text(*money);
    const auto* items = std::get_if<std::vector<Item>>(&value.meaning);
    if (items == nullptr) return value.text;
    std::string text;
    for (const Item& item : *items) text += item.name + ":" + to_text(item.quantity) + ",";
    return text;
}

/// One line that is equal for equal words: the separator stands in no word.
std::string words_of(const Statement& statement) {
    constexpr char separator = '\x1F';
    std::string words{statement.keyword()};
    for (const Value& value : statement.words) words += separator + canonical(value);
    for (const auto& [key, value] : statement.fields) {
        if (key == "captured" || key == "received") continue;
        words += separator + std::string{key} + '=' + canonical(value);
    }
    return words;
}

}  // namespace

Naming name_of(const Statement& statement, const std::map<std::string, Named>& named) {
    if (std::ranges::find(named_kinds, statement.keyword()) == named_kinds.end()) return {};
    Naming naming{.is_named = true, .words = words_of(statement)};
    const auto held = named.find(statement.text(0));
    if (held == named.end()) return naming;
    naming.held = &held->second;
    naming.is_repeated = held->second.words == naming.words;
    return naming;
}

}  // namespace saldo::scenario
