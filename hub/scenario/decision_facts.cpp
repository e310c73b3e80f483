#include "hub/scenario/decision_facts.hpp"

#include "hub/scenario/words.hpp"

namespace saldo::scenario {

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
    return Approval{.outcome = s.text(0), .part_number = s.text(1), .quantity = s.quantity(2)};
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
    if (s.has("term_end")) {
        const bool cff12 = s.text("term_end") == "CFF12";
        facts.emplace_back(Policy{.rfc = {},
                                  .name = PolicyName::term_end,
                                  .value = static_cast<std::uint16_t>(
                                      cff12 ? TermPolicy::cff12 : TermPolicy::conservative)});
    }
    if (s.has("v1_wait")) {
        facts.emplace_back(Policy{.rfc = {},
                                  .name = PolicyName::pair_wait_days,
                                  .value = number<std::uint16_t>(s, "v1_wait", 1)});
    }
    return facts;
}

}  // namespace saldo::scenario
