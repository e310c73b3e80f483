#include "hub/scenario/decision_facts.hpp"

#include <algorithm>
#include <string_view>

#include "hub/scenario/words.hpp"

namespace saldo::scenario {
namespace {

/// "A,B": names with commas between them.
std::vector<std::string> names_in(const std::string& list) {
    std::vector<std::string> names;
    std::size_t from = 0;
    while (from < list.size()) {
        const std::size_t comma = std::min(list.find(',', from), list.size());
        if (comma > from) names.push_back(list.substr(from, comma - from));
        from = comma + 1;
    }
    return names;
}

}  // namespace

Fact asset(const Statement& s, const std::string& rfc) {
    return AssetEntry{.serial = s.text(0),
                      .rfc = rfc,
                      .clave = s.text(1),
                      .date = s.date(2),
                      .pedimento = s.text("ped"),
                      .model = s.text("model"),
                      .brand = s.text("brand"),
                      .value = s.get<Money>("value")};
}

Fact asset_move(const Statement& s) {
    AssetMove move{.name = s.text(0), .serial = s.text(3), .date = s.date(2)};
    if (s.text(1) == "BO-exit") {
        move.step = AssetStep::repair_exit;
    } else if (s.text(1) == "BO-return") {
        move.step = AssetStep::repair_return;
    }
    move.clave = move.step == AssetStep::closing ? s.text(1) : "BO";
    move.exit_of_return = s.text("of");
    move.import_half = s.get<LocalDate>("import-half");
    move.pedimento = s.text("ped");
    move.to = s.text("to");
    return move;
}

Fact value_line(const Statement& s) {
    return ValueLine{.outcome = s.text(0),
                     .amount = Statement::meaning<Money>(s.words.at(1)),
                     .fraccion = number<std::uint32_t>(s, "tariff", 0)};
}

Fact approval(const Statement& s) {
    return Approval{.outcome = s.text(0),
                    .part_number = s.text(1),
                    .quantity = s.quantity(2),
                    .approver = s.text("by"),
                    .reason = s.text("reason")};
}

Fact directed_discharge(const Statement& s) {
    return DirectedDischarge{.outcome = s.text(0),
                             .part_number = s.text(1),
                             .lot = s.text("lot"),
                             .quantity = s.quantity(2),
                             .reason = s.text("reason"),
                             .approver = s.text("by")};
}

Fact key_decision(const Statement& s, const std::string& rfc) {
    KeyDecision decision{
        .rfc = rfc, .document = s.text(0), .reason = s.text("reason"), .approver = s.text("by")};
    if (s.text(1) == "opens") decision.effect = KeyEffect::opens;
    if (s.text(1) == "discharges") decision.effect = KeyEffect::discharges;
    return decision;
}

Fact replacement_approval(const Statement& s, const std::string& rfc) {
    const auto month = s.date(1).civil();
    return ReplacementApproval{.rfc = rfc,
                               .type = report_type_of(s.text(0)),
                               .year = month.year,
                               .month = static_cast<std::uint8_t>(month.month),
                               .approver = s.text("by"),
                               .reason = s.text("reason")};
}

Fact work_order(const Statement& s, const std::string& rfc) {
    return WorkOrder{.name = s.text(0),
                     .rfc = rfc,
                     .product = s.text(1),
                     .made = names_in(s.text("made")),
                     .bought = names_in(s.text("bought"))};
}

Fact cancellation(const Statement& s, const std::string& rfc) {
    return Cancellation{
        .rfc = rfc,
        .what = s.text(0) == "program" ? Registration::program : Registration::certification,
        .notice = s.date(1),
        .extension_days = number<std::uint16_t>(s, "extension", 0)};
}

Fact filing(const Statement& s, const std::string& rfc) {
    const auto month = s.date(1).civil();  // a period is its first day
    return ReportFiling{.rfc = rfc,
                        .type = report_type_of(s.text(0)),
                        .year = month.year,
                        .month = static_cast<std::uint8_t>(month.month)};
}

std::vector<Fact> policies(const Statement& s) {
    std::vector<Fact> facts;
    const auto choose = [&](PolicyName name, auto value) {
        facts.emplace_back(Policy{.rfc = s.text("rfc"),
                                  .name = name,
                                  .value = static_cast<std::uint16_t>(value),
                                  .valid_from = s.get<LocalDate>("from")});
    };
    // Of two words the second one is the policy that is not the default.
    const auto switched = [&](std::string_view field, std::string_view word, PolicyName name) {
        if (s.has(field)) choose(name, s.text(field) == word);
    };
    switched("term_end", "CFF12", PolicyName::term_end);
    if (s.has("v1_wait")) {
        choose(PolicyName::pair_wait_days, number<std::uint16_t>(s, "v1_wait", 1));
    }
    switched("unrecorded", "hold", PolicyName::unrecorded_status);
    switched("no_norm", "pending", PolicyName::shrinkage_no_norm);
    switched("expired_return", "ask", PolicyName::expired_returns);
    switched("consolidated", "crossing", PolicyName::consolidated_entry);
    switched("filed", "freeze", PolicyName::filed_period);
    return facts;
}

}  // namespace saldo::scenario
