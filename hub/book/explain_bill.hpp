#pragma once

#include <optional>
#include <string>
#include <vector>

#include "hub/book/explain_case.hpp"

namespace saldo::book {

/// The document line behind a consumption that a bill of materials gave.
struct ProductLine {
    Quantity quantity;  ///< of the product, in its UMC
    LocalDate built;    ///< whose bill counts
};
/// Nothing for actual consumption and for goods that leave as they came.
std::optional<ProductLine> product_line_of(const ExplainCase& about, const UseRow& use);

/// The way from a product down to a material: one version of a bill a step.
struct BillStep {
    std::string product;
    std::optional<LocalDate> valid_from;
    BomLine line;
};
/// The first way that the bills in force on the day give; empty where there is none.
std::vector<BillStep> bill_of(const ExplainCase& about, const std::string& product,
                              const std::string& material, LocalDate on);

/// What a consumption came from, in sentences: the bill and its version, actual consumption, or
/// goods that leave as they came.
void explain_bill(const ExplainCase& about, const UseRow& use);

}  // namespace saldo::book
