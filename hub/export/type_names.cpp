#include "hub/export/type_names.hpp"

#include <algorithm>
#include <iterator>

namespace saldo::hub {
namespace {

struct TypeName {
    std::uint16_t type;
    std::string_view name;
};

constexpr TypeName fact_types[] = {{1, "captured movement"},
                                   {2, "imported movement"},
                                   {10, "pedimento version"},
                                   {11, "invoice line"},
                                   {12, "delivery"},
                                   {20, "company"},
                                   {21, "plant"},
                                   {22, "part"},
                                   {23, "product"},
                                   {24, "BOM version"},
                                   {25, "unit conversion"},
                                   {26, "shrinkage norm"},
                                   {27, "substitute"},
                                   {28, "reclassification"},
                                   {29, "holiday"},
                                   {30, "enrolment of an agent"},
                                   {31, "policy"},
                                   {32, "scrap conversion"},
                                   {33, "revocation of an agent"},
                                   {40, "declared entry"},
                                   {41, "rectification"},
                                   {42, "declared outcome"},
                                   {43, "use"},
                                   {44, "exit line"},
                                   {45, "withdrawal"},
                                   {46, "consolidated delivery"},
                                   {47, "value line"},
                                   {48, "disassembly"},
                                   {49, "scrap record"},
                                   {50, "quarantined record"},
                                   {51, "national stock"},
                                   {52, "fixed asset"},
                                   {53, "move of an asset"},
                                   {54, "capture times"},
                                   {55, "work order"},
                                   {56, "step of a clock"},
                                   {57, "checkpoint of a journal"},
                                   {60, "approval of shrinkage"},
                                   {61, "adjustment of stock"},
                                   {62, "filing of a report"},
                                   {63, "projection"},
                                   {64, "cancellation"},
                                   {65, "directed discharge"},
                                   {66, "decision on a key"},
                                   {67, "approval of a replacement"},
                                   {68, "admission of a journal"},
                                   {69, "seal of a filed report"},
                                   {70, "opening balance"},
                                   {71, "discharge of another system"}};

constexpr TypeName record_types[] = {{1, "epoch_open"}, {2, "movement"},   {3, "checkpoint"},
                                     {4, "rehomed"},    {5, "clock_step"}, {6, "range_lost"}};

template <std::size_t Count>
std::string_view name_in(const TypeName (&names)[Count], std::uint16_t type) {
    const auto found = std::ranges::find(names, type, &TypeName::type);
    return found == std::end(names) ? std::string_view{} : found->name;
}

}  // namespace

std::string_view name_of_fact_type(std::uint16_t type) { return name_in(fact_types, type); }

std::string_view name_of_record_type(std::uint16_t type) { return name_in(record_types, type); }

}  // namespace saldo::hub
