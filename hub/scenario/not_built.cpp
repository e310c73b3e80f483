#include "hub/scenario/not_built.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace saldo::scenario {
namespace {

enum class Where { statement, expectation };
constexpr int whole = -2;
constexpr int field = -1;

/// A row: a whole keyword, a field of it, or a word at a place; `is` narrows it to one value.
struct Unbuilt {
    Where where;
    std::string_view keyword;
    int place;  ///< whole, field, or the index of a word
    std::string_view key;
    std::string_view is;
    std::string_view rule;
};

constexpr Unbuilt of(std::string_view keyword, std::string_view rule) {
    return {Where::statement, keyword, whole, {}, {}, rule};
}
constexpr Unbuilt of(std::string_view keyword, std::string_view key, std::string_view is,
                     std::string_view rule) {
    return {Where::statement, keyword, field, key, is, rule};
}
constexpr Unbuilt of(std::string_view keyword, int place, std::string_view is,
                     std::string_view rule) {
    return {Where::statement, keyword, place, {}, is, rule};
}
constexpr Unbuilt asked(std::string_view keyword, std::string_view rule) {
    return {Where::expectation, keyword, whole, {}, {}, rule};
}
constexpr Unbuilt asked(std::string_view keyword, std::string_view key, std::string_view is,
                        std::string_view rule) {
    return {Where::expectation, keyword, field, key, is, rule};
}
constexpr Unbuilt asked(std::string_view keyword, int place, std::string_view is,
                        std::string_view rule) {
    return {Where::expectation, keyword, place, {}, is, rule};
}

// What the book does not know yet, and the words that need it. A rule that gets built leaves here.
constexpr Unbuilt table[] = {
    of("company", "mode", "value-tariff", "discharge by value"),
    of("company", "mode", "value-pedimento", "discharge by value"),
    of("norm", "a norm of shrinkage without a bill of materials"),
    of("substitute", "authorised substitutes (D-14)"),
    of("reclassify", "reclassified parts (D-24)"),
    of("national", "stock that is not temporary (D-16)"),
    of("policy", "term_end", "CFF12", "the term policy CFF12"),
    of("import", 3, "V5", "import halves that open no lot"),
    of("import", 3, "V6", "import halves that open no lot"),
    of("import", "consolidated", "", "consolidated pedimentos (D-25)"),
    of("import", "rejected", "", "rejected goods that come back (D-17)"),
    of("import", "captured", "", "delay of capture"),
    of("delivery", "consolidated pedimentos (D-25)"),
    of("asset", "fixed assets"),
    of("asset-move", "fixed assets"),
    of("outcome", "clears", "", "certificates (CTM) that an F4 clears"),
    of("outcome", "captured", "", "delay of capture"),
    of("use", "status", "national", "stock that is not temporary (D-16)"),
    of("use", "status", "unrecorded", "stock that is not temporary (D-16)"),
    of("use", "instead", "", "authorised substitutes (D-14)"),
    of("use", "umt", "", "declared UMT of a line"),
    of("exit", "dest", "A", "part A of a certificate (CTM)"),
    of("value", "discharge by value"),
    of("approve", "approved shrinkage (D-20)"),
    of("disassemble", "disassembly"),
    of("scrap", "scrap outside an outcome"),
    of("move", 1, "out", "moves between plants"),
    of("move", 1, "in", "moves between plants"),
    of("move", 1, "count", "counts"),
    of("move", 1, "sub-out", "submaquila"),
    of("move", 1, "sub-in", "submaquila"),
    of("move", "captured", "", "delay of capture"),
    of("adjust", "adjustments of differences"),
    of("file", "reports of the credit account"),
    of("projection", "projected use"),
    of("cancel", "cancelled programs"),

    asked("recovered", "disassembly"),
    asked("ctm", "parts of a certificate (CTM)"),
    asked("national", "stock that is not temporary (D-16)"),
    asked("pending", "at", "", "held shrinkage of a day"),
    asked("stock", 0, "transit", "moves between plants"),
    asked("stock", 0, "difference", "counts"),
    asked("stock", 0, "subcontractors", "submaquila"),
    asked("pedimento", "discharge by value"),
    asked("term", "closing", "", "consolidated pedimentos (D-25)"),
    asked("deadline", "cancelled programs"),
    asked("asset", "fixed assets"),
    asked("assets-open", "fixed assets"),
    asked("report", "reports of the credit account"),
    asked("sat", "reports of the credit account"),
    asked("own", "reports of the credit account"),
    asked("release", "reports of the credit account"),
    asked("credit", "reports of the credit account"),
    asked("alert", "delay", "", "delay of capture"),
};

// Alerts that the book never raises; unbuilt_alerts.cpp knows when one of them could be due.
constexpr std::string_view unbuilt_alerts[] = {"STATUS_NOT_RECORDED",
                                               "UNAUTHORISED_SUBSTITUTION",
                                               "CTM_A_PENDING",
                                               "LOT_EXPIRED",
                                               "EXPIRES_BEFORE_FIFO_TURN",
                                               "TARIFF_MISMATCH",
                                               "REJECT_WINDOW_EXCEEDED",
                                               "PROHIBITED_ANNEX_I",
                                               "V1_UNMATCHED",
                                               "V1_LATE",
                                               "LATE_24H",
                                               "LATE_48H",
                                               "PHYSICAL_DIFF",
                                               "REPORT_SUPERSEDED",
                                               "DUPLICATE_OUTCOME",
                                               "ASSET_SERIAL_CHANGED",
                                               "OVERDISCHARGE",
                                               "DISCHARGE_BEFORE_ENTRY",
                                               "FIFO_BREACH",
                                               "UNTRACED_EDIT",
                                               "R1_PENDING"};

bool applies(const Unbuilt& row, const Statement& s) {
    const bool is_kind = s.is_expectation == (row.where == Where::expectation);
    if (!is_kind || row.keyword != s.keyword()) return false;
    if (row.place == whole) return true;
    if (row.place == field) {
        return s.has(row.key) && (row.is.empty() || s.text(row.key) == row.is);
    }
    return s.text(static_cast<std::size_t>(row.place)) == row.is;
}

/// What of the statement the row speaks of: "move out", "outcome clears=", "expect sat".
std::string name_of(const Unbuilt& row) {
    std::string name{row.where == Where::expectation ? "expect " : ""};
    name += row.keyword;
    if (row.place == field) return name + fmt::format(" {}={}", row.key, row.is);
    if (row.place != whole) return name + fmt::format(" {}", row.is);
    return name;
}

std::optional<std::string> unbuilt_code(std::string_view code) {
    if (std::ranges::find(unbuilt_alerts, code) == std::end(unbuilt_alerts)) return std::nullopt;
    return fmt::format("the alert {}", code);
}

std::optional<std::string> unbuilt_alert(const Statement& s) {
    if (s.keyword() == "alert" || s.keyword() == "no-alert") return unbuilt_code(s.text(0));
    if (s.keyword() == "no-other-alert" && !s.rest.empty()) return unbuilt_code(s.rest[0].text);
    return std::nullopt;
}

using Outcomes = std::map<std::string, book::DeclaredOutcome>;

std::optional<std::string> unbuilt_outcome(const Statement& s, const Script& script,
                                           const Outcomes& outcomes) {
    const auto link = s.get<Link>("descargos");
    for (const auto& [name, held] : outcomes) {
        if (name == s.text(0) || held.is_withdrawn || held.outcome.rfc != script.rfc(s)) continue;
        if (s.has("ped") && held.outcome.pedimento == s.text("ped")) {
            return "two outcomes with one pedimento (DUPLICATE_OUTCOME)";
        }
        if (link && held.outcome.link_pedimento == link->pedimento) {
            return "two returns that claim one import half";
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> unbuilt_rule(const Statement& statement) {
    for (const Unbuilt& row : table) {
        if (applies(row, statement)) return fmt::format("{} ({})", name_of(row), row.rule);
    }
    return statement.is_expectation ? unbuilt_alert(statement) : std::nullopt;
}

std::optional<std::string> unbuilt_case(const Statement& s, const State& state) {
    if (s.is_expectation) return std::nullopt;
    const book::Declarations& held = state.history.book().declarations();
    const auto is_virtual = [&](const std::string& name) {
        const auto outcome = held.outcomes().find(name);
        return outcome != held.outcomes().end() &&
               (outcome->second.outcome.clave == "V1" || outcome->second.outcome.clave == "V5");
    };
    if (s.keyword() == "outcome") return unbuilt_outcome(s, state.script, held.outcomes());
    if (s.keyword() == "exit" && is_virtual(s.text(0))) return "virtual transfers of products";
    const bool converts = s.has("unit");
    const bool is_pair_half =
        (s.keyword() == "use" && is_virtual(s.text(0))) ||
        (s.keyword() == "import" && state.script.rfc_of.contains(s.text("from")));
    if (converts && is_pair_half) return "virtual pairs in another unit than the UMC";
    if (s.keyword() == "rectify" && s.has("qty")) {
        const auto entry = held.entries().find(s.text(0));
        if (entry != held.entries().end() && entry->second.entry.unit != 0) {
            return "rectified quantity of a lot imported in another unit";
        }
    }
    return std::nullopt;
}

}  // namespace saldo::scenario
