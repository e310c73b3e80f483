#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tests/property/history.hpp"

namespace saldo::test {

extern const std::string alfa;  ///< RFC of the company that most facts are of
extern const std::string beta;  ///< RFC of its counterparty
extern const std::string gama;  ///< RFC of a company in a value mode

/// A random history in the making.
class HistoryMaker {
public:
    HistoryMaker(std::uint64_t seed, Story story);
    std::vector<Told> make();

private:
    /// Something declared, to be spoken of again.
    struct Named {
        std::string name;
        std::string rfc;
        std::string part;
        LocalDate date;
        std::string clave = {};  ///< of an outcome
    };

    void tell(Fact fact, std::string subject = {});
    void tell_catalogs();  // history_catalogs.cpp
    void tell_companies();
    void tell_products();
    void tell_newer_bill();
    void tell_policies();
    void tell_scrap_tables();
    void tell_extras();

    void tell_something();
    void tell_rarely();
    void tell_entry();  // history_entries.cpp
    void tell_value_entry();
    void tell_deliveries(const EntryDeclaration& entry);
    void tell_rectification();
    void tell_rejected_goods();
    void tell_rejected_exit(const EntryDeclaration& back);
    EntryRectification new_rectification(Named& entry);
    void tell_disassembly();
    void tell_pair();
    EntryDeclaration new_entry(const std::string& rfc);

    void tell_outcome();  // history_outcomes.cpp
    void tell_repetition(const OutcomeDeclaration& outcome);
    void tell_lines(const OutcomeDeclaration& outcome);
    void tell_use(const OutcomeDeclaration& outcome);
    void tell_exit(const OutcomeDeclaration& outcome);
    WorkOrder new_work_order(const std::string& rfc);
    void tell_value_outcome();
    void tell_certificate();
    void tell_withdrawal();
    void tell_decision();
    void tell_directed(const Named& outcome);
    OutcomeDeclaration new_outcome(const std::string& rfc);

    void tell_filing(const Named& outcome);  // history_reports.cpp
    void tell_replacement();
    void tell_disputed_report();
    void tell_charged_entry(LocalDate entered);

    void tell_pedimentos();  // history_documents.cpp
    Pedimento new_pedimento(const std::string& rfc, const std::string& clave, int operation);
    void consolidate(Pedimento& pedimento);
    void tell_used_import();
    void tell_invoice_lines(const Pedimento& pedimento);
    void tell_rectified(const Pedimento& root);
    void tell_pedimento_pair();
    void tell_asset();
    void tell_movement();
    void tell_contradiction();
    void tell_times();

    bool is_plain() const { return story_ == Story::plain; }
    bool is_any() const { return story_ == Story::any; }
    LocalDate day() { return random_.of(days_); }
    /// Goods mostly come in before they go out.
    LocalDate early_day() { return std::min(day(), day()); }
    LocalDate late_day() { return std::max(day(), day()); }
    const std::string& part() { return random_.of(parts_); }
    std::string company() { return random_.percent(80) ? alfa : beta; }
    std::string new_name(const char* kind);
    std::string printed_number(int choices);
    Quantity some_quantity();
    Quantity large_quantity();
    Quantity some_factor();
    Money some_money(int pesos_max);

    Random random_;
    Story story_;
    bool has_value_company_ = false;
    bool is_by_tariff_ = false;     ///< the mode of that company
    std::string last_used_ = "P1";  ///< part of the newest use line
    std::string boxed_part_;        ///< that has a conversion from boxes
    std::string scrap_;             ///< name of scrap that has a table
    std::vector<LocalDate> days_;
    std::vector<std::string> parts_;
    std::vector<std::string> products_;
    std::vector<Named> entries_;
    std::vector<Named> outcomes_;
    std::vector<std::string> work_orders_;
    std::vector<ReportFiling> filed_;
    std::string last_approver_;
    std::vector<Told> told_;
    int names_ = 0;
};

}  // namespace saldo::test
