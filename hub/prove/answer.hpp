#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hub/book/table.hpp"
#include "hub/prove/evidence.hpp"

namespace saldo::hub {

/// What somebody wants proved.
struct ProofQuestion {
    std::string ref;      ///< as `prove` takes it
    std::string company;  ///< empty: any
    std::string part;     ///< of lots and exits; empty: all
};

/// An answer, and the facts that it follows from.
struct ProofAnswer {
    std::string_view kind;  ///< "lot", "exit", "movement", "report"
    std::string rfc;
    std::vector<std::pair<std::string_view, book::Table>> tables;  ///< by name
    Positions positions;
    std::vector<TreeAt> sealed;  ///< of a report: the trees that its seal tells
    std::vector<std::string> words_en;
    std::vector<std::string> words_es;
};

}  // namespace saldo::hub
