#include "hub/ledger/keys.hpp"
#include "tests/property/history_maker.hpp"

// Reports of the credit account that are filed, and what two people accept in their place. Both
// depend on what was told before them: no order of arrival but their own.

namespace saldo::test {

/// Mostly a report that the outcome is part of.
void HistoryMaker::tell_filing(const Named& outcome) {
    const CivilDate civil = outcome.date.civil();
    const auto own = ledger::report_type(outcome.clave, outcome.date);
    const auto any = static_cast<ReportType>(random_.between(1, 6));
    const auto type = own && random_.percent(90) ? *own : any;
    filed_.push_back({outcome.rfc, type, civil.year, static_cast<std::uint8_t>(civil.month)});
    tell(filed_.back());
}

/// One of few people accepts what the book says now; now and then where there is nothing filed, or
/// without a reason.
void HistoryMaker::tell_replacement() {
    ReplacementApproval approval{
        .rfc = alfa, .year = 2024, .month = 7, .approver = {}, .reason = {}};
    if (!filed_.empty() && random_.percent(95)) {
        const ReportFiling& filed = filed_.back();
        approval = {filed.rfc, filed.type, filed.year, filed.month, {}, {}};
    }
    last_approver_ = (last_approver_ == "Ana") == random_.percent(70) ? "Luis" : "Ana";
    approval.approver = last_approver_;
    if (random_.percent(95)) approval.reason = "late import";
    tell(approval);
}

/// Filed; then goods become known that are older, or something else; then people look at it.
void HistoryMaker::tell_disputed_report() {
    tell_charged_entry(early_day());
    if (random_.percent(20)) {
        tell_pair();  // confirmed or provisional, and perhaps no more by the next report
    } else {
        OutcomeDeclaration out = new_outcome(alfa);
        out.operation_date = days_.back().plus_days(-random_.below(40));
        out.of_scrap = random_.percent(5);
        if (random_.percent(60)) out.clave = "RT";
        tell(out, out.name);
        tell_lines(out);
        tell(UseLine{.outcome = out.name, .part_number = "P1", .incorporated = large_quantity()});
        outcomes_.push_back({out.name, alfa, "P1", out.operation_date, out.clave});
    }
    const Named disputed = outcomes_.back();
    tell_filing(disputed);
    const int rounds = random_.between(1, 3);
    for (int round = 0; round < rounds; ++round) {
        const int choice = random_.below(10);
        if (choice < 6) tell_charged_entry(days_.front());
        if (choice == 6) tell_rectification();
        if (choice == 7) tell_outcome();
        if (choice == 8) {
            tell(
                UseLine{
                    .outcome = disputed.name, .part_number = "P1", .incorporated = some_factor()},
                disputed.name);
        }
        if (choice >= 8) tell_filing(disputed);
        const int approvals = random_.below(4);
        for (int i = 0; i < approvals; ++i) tell_replacement();
    }
}

/// Goods that stand on the credit account.
void HistoryMaker::tell_charged_entry(LocalDate entered) {
    EntryDeclaration e = new_entry(alfa);
    e.clave = "IN";
    e.part_number = "P1";
    e.unit = 0;
    e.entry_date = entered;
    e.fraccion = 85444299;
    e.value = some_money(900);
    e.payment_form = payment_form_of_credit;
    tell(e, e.name);
    entries_.push_back({e.name, alfa, e.part_number, entered});
}

}  // namespace saldo::test
