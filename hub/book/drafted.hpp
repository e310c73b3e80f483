#pragma once

#include <compare>
#include <memory>
#include <string>
#include <vector>

#include "hub/book/derived.hpp"

namespace saldo::book {

/// A document of one company: what lots and outcomes come from.
struct DocumentName {
    enum class Kind : std::uint8_t { pedimento, entry, outcome, disassembly };
    Kind kind = Kind::pedimento;
    PedimentoRef ref;  ///< root of its chain, of a pedimento
    std::string name;  ///< of the others
    friend auto operator<=>(const DocumentName&, const DocumentName&) = default;
};

/// What one document gives, before any lot is taken from. Rows name their outcome by 0: it is the
/// only one.
struct Drafted {
    struct Exit {
        OutcomeRow outcome;
        std::vector<UseRow> uses;
        std::vector<ScrapRow> scrap;
        std::vector<HeldRow> held;
        std::vector<CertificateRow> certificates;
        std::vector<YieldRow> yields;
        /// Products whose bills were asked: another version of one drafts the document anew.
        std::vector<std::string> products;
    };
    std::vector<LotRow> lots;
    std::vector<LotRow> national;  ///< of a definitive import
    std::unique_ptr<Exit> exit;
    std::vector<Alert> alerts;
};

}  // namespace saldo::book
