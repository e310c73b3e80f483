#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/book/explain.hpp"
#include "hub/book/explain_note.hpp"

namespace saldo::book {

/// What is explained, to whom, and where the evidence is. References outlive it.
struct ExplainCase {
    const Book& book;
    const std::string& rfc;
    const Derived& derived;
    const std::vector<Alert>& alerts;  ///< of the company, with those of the calendar
    const Filter& filter;
    const FactAt& fact_at;
    Note& note;

    /// "ALFA (AAA010101AAA)", or the tax id alone.
    std::string company() const;
    /// "420.000 pieces"; pesos in a value mode.
    std::string amount(Quantity quantity, std::uint8_t unit) const;
    /// "RM-01, Steel tube 2 in"; the name alone where no catalog describes it.
    std::string described(const std::string& part) const;
    bool is_shown(LocalDate on) const { return !filter.as_of || on <= *filter.as_of; }

    /// What a person decided of a key that the table leaves open; nothing where nobody did.
    void key_decision(const std::string& document) const;
    /// Which facts of the log stand behind a document, one line each.
    void positions(const std::vector<LogPosition>& positions) const;
    /// The scans and warehouse movements that name the pedimento, by its key or by its 15 digits
    /// (0: none); of one part, or of all.
    void movements(const std::string& key, std::uint64_t printed, const std::string& part) const;
    /// Alerts that name it as their subject or lot, in one sentence each.
    void alerts_naming(const std::string& name) const;
};

void explain_lot(const ExplainCase& about, std::uint32_t lot);
void explain_national(const ExplainCase& about, std::uint32_t national_lot);
void explain_outcome(const ExplainCase& about, std::uint32_t outcome);
void explain_alert(const ExplainCase& about, const Alert& alert);

}  // namespace saldo::book
