#pragma once

#include <map>
#include <span>
#include <string>

#include "hub/book/documents.hpp"

namespace saldo::book {

/// One name for a pedimento that people write in several ways: its key, its 15 digits, or the key
/// of a rectification of it.
class PedimentoNames {
public:
    explicit PedimentoNames(std::span<const Chain> chains);

    /// The printed number of the root; a name that is no pedimento's stays as it is.
    std::string canonical(const std::string& name) const;

private:
    std::map<std::uint64_t, std::uint64_t> roots_;  ///< rectification -> root, printed numbers
};

}  // namespace saldo::book
