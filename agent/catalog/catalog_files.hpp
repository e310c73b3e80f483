#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "agent/dock/file_fault.hpp"
#include "agent/dock/part_book.hpp"
#include "common/base/words.hpp"

namespace saldo::agent {

/// What the catalog files of a folder say, or what is wrong with them.
struct CatalogFiles {
    std::vector<PartBook::Entry> entries;  ///< of use only without faults
    std::vector<FileFault> faults;         ///< at most faults_max; any of these refuses the whole
    std::size_t faults_count = 0;          ///< all of them
    static constexpr std::size_t faults_max = 50;
};

/// Reads `parts.csv` and `products.csv` of a folder: columns by the header's names, of which
/// `part_number` and `umc` are needed and `rfc` narrows a row to one company; others are passed
/// over.
///
/// Needs:   nothing; a missing products.csv means no products, a missing parts.csv is a fault.
/// Gives:   each part and product of `rfc` once.
CatalogFiles read_catalog_files(const std::filesystem::path& folder, std::string_view rfc,
                                Language language);

}  // namespace saldo::agent
