#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/date.hpp"
#include "common/domain/money.hpp"
#include "common/domain/quantity.hpp"

namespace saldo {

// What a person decided. A decision goes through the log like every fact; it is never edited, only
// followed by another one.

/// Held shrinkage of an outcome is accepted: its evidence was seen (D-20).
struct Approval {
    std::string outcome;
    std::string part_number;
    Quantity quantity;
    std::string approver;
    std::string reason;
    friend bool operator==(const Approval&, const Approval&) = default;
};

/// Explains a difference between book and physical stock at a plant.
struct Adjustment {
    std::string name;
    std::string rfc;
    std::string plant;
    std::string part_number;
    Quantity quantity;  ///< added to the open difference; never zero
    LocalDate date;
    std::string reason;
    friend bool operator==(const Adjustment&, const Adjustment&) = default;
};

/// Types of SCCCyG discharge reports (Annex 30). In the order of their names. Numbers are frozen.
enum class ReportType : std::uint8_t {
    ctm = 1,
    destruction_donation = 2,
    regime_change = 3,
    regularisation = 4,
    retorno = 5,  ///< "return"
    virtual_transfer = 6,
};

/// The report of a period, as the book gives it at this place of the log, was filed.
struct ReportFiling {
    std::string rfc;
    ReportType type = ReportType::retorno;
    std::int32_t year = 0;
    std::uint8_t month = 0;  ///< 1 to 12
    friend bool operator==(const ReportFiling&, const ReportFiling&) = default;
};

/// One of two people accepts what the book says now in place of what was filed for a period. With
/// the second one it is filed; until then the filed version stands.
struct ReplacementApproval {
    std::string rfc;
    ReportType type = ReportType::retorno;
    std::int32_t year = 0;
    std::uint8_t month = 0;  ///< 1 to 12
    std::string approver;
    std::string reason;
    friend bool operator==(const ReplacementApproval&, const ReplacementApproval&) = default;
};

/// What a report said when it was filed, and the trees that stood then: written by the hub after
/// the filing, so that the report can be derived again and held against it for ever.
struct ReportSeal {
    struct Value {
        std::uint32_t fraccion = 0;
        Money amount;
        friend bool operator==(const Value&, const Value&) = default;
    };
    /// A tree of the log as it was with everything up to the filing: of the company, or `common`.
    struct Tree {
        std::string path;  ///< "GNA150301A00/2026", as docs/proof.md names trees
        std::uint64_t size = 0;
        std::array<std::byte, 32> root{};
        friend bool operator==(const Tree&, const Tree&) = default;
    };
    std::string rfc;
    ReportType type = ReportType::retorno;
    std::int32_t year = 0;
    std::uint8_t month = 0;              ///< 1 to 12
    std::uint32_t version = 1;           ///< of the report, from 1
    std::uint64_t position = 0;          ///< of the fact with which it was filed
    std::vector<Value> values;           ///< by tariff code, ascending
    std::array<std::byte, 32> sha256{};  ///< of the bytes of the report (docs/proof.md)
    std::vector<Tree> trees;             ///< the company's by year, then those of `common`
    friend bool operator==(const ReportSeal&, const ReportSeal&) = default;
};

/// A company expects to use so much of a part up to a day.
struct Projection {
    std::string rfc;
    std::string part_number;
    Quantity quantity;
    LocalDate until;
    friend bool operator==(const Projection&, const Projection&) = default;
};

/// What was cancelled. Numbers are frozen.
enum class Registration : std::uint8_t { certification = 1, program = 2 };

/// Program or certification ends 60 days after the notice, or later by the extension (Decree 28,
/// rules 4.3.8 and 7.2.7).
struct Cancellation {
    std::string rfc;
    Registration what = Registration::program;
    LocalDate notice;
    std::uint16_t extension_days = 0;
    friend bool operator==(const Cancellation&, const Cancellation&) = default;
};

/// Choices that the law leaves to the company. Numbers are frozen; `value` is of the enum named.
enum class PolicyName : std::uint8_t {
    term_end = 1,           ///< TermPolicy
    pair_wait_days = 2,     ///< days after payment before a missing half is called out
    unrecorded_status = 3,  ///< UnrecordedPolicy (D-16)
    shrinkage_no_norm = 4,  ///< NoNormPolicy (D-20)
    expired_returns = 5,    ///< ExpiredReturnPolicy (D-05)
    consolidated_entry =
        6,  ///< ConsolidatedPolicy: which day goods of a consolidated pedimento count from
    filed_period = 7,  ///< FiledPolicy
};
enum class TermPolicy : std::uint16_t { conservative = 0, cff12 = 1 };
enum class UnrecordedPolicy : std::uint16_t { temporary_first = 0, hold = 1 };
enum class NoNormPolicy : std::uint16_t { accept = 0, pending = 1 };
enum class ExpiredReturnPolicy : std::uint16_t { discharge = 0, ask = 1 };
enum class ConsolidatedPolicy : std::uint16_t { entry = 0, crossing = 1 };
enum class FiledPolicy : std::uint16_t { rerun = 0, freeze = 1 };

/// A policy of a company from a day on; `rfc` empty: of every company.
struct Policy {
    std::string rfc;
    PolicyName name = PolicyName::term_end;
    std::uint16_t value = 0;
    std::optional<LocalDate> valid_from;
    friend bool operator==(const Policy&, const Policy&) = default;
};

/// Directed discharge: goods of one line of an outcome are known to be of one lot. Only for goods
/// that are identified (serial, give-back, rejected goods), with a reason and an approver
/// (anexo24.md 3.1-10).
struct DirectedDischarge {
    std::string outcome;
    std::string part_number;
    std::string lot;
    Quantity quantity;
    std::string reason;
    std::string approver;
    friend bool operator==(const DirectedDischarge&, const DirectedDischarge&) = default;
};

/// What a document whose key is decided case by case does. Numbers are frozen.
enum class KeyEffect : std::uint8_t { nothing = 1, opens = 2, discharges = 3 };
struct KeyDecision {
    std::string rfc;
    std::string document;  ///< pedimento key "25-190-8005-5000001"
    KeyEffect effect = KeyEffect::nothing;
    std::string reason;
    std::string approver;
    friend bool operator==(const KeyDecision&, const KeyDecision&) = default;
};

}  // namespace saldo
