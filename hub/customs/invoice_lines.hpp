#pragma once

#include <vector>

#include "common/domain/fact.hpp"
#include "hub/customs/finding.hpp"
#include "hub/customs/source_file.hpp"

namespace saldo::customs {

/// What one invoice_lines.csv says: every line, or none where an error was found.
struct InvoiceLineFile {
    bool is_refused = false;
    std::vector<InvoiceLine> lines;  ///< in file order
    std::vector<Finding> findings;
};

/// Reads the company's invoice breakdown (house.md section 7), columns by header name:
/// rfc, plant, cove, pedimento_key, secuencia, part_number, qty_umc, umc; optional value, currency,
/// invoice, supplier_part, cfdi_uuid, which InvoiceLine::extra keeps as given.
InvoiceLineFile read_invoice_lines(const SourceFile& file);

}  // namespace saldo::customs
