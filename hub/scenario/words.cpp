#include "hub/scenario/words.hpp"

#include "common/base/check.hpp"

namespace saldo::scenario {

PartKind kind_of(const std::string& word) {
    if (word == "indirect") return PartKind::indirect;
    if (word == "packaging") return PartKind::packaging;
    if (word == "container") return PartKind::container;
    return PartKind::direct;
}

MovementType type_of(const std::string& word) {
    if (word == "receive") return MovementType::receipt;
    if (word == "consume") return MovementType::issue;
    if (word == "out") return MovementType::transfer_out;
    if (word == "in") return MovementType::transfer_in;
    if (word == "count") return MovementType::count;
    if (word == "sub-out") return MovementType::sub_out;
    if (word == "sub-in") return MovementType::sub_in;
    SALDO_CHECK(word == "ship");
    return MovementType::ship;
}

StockStatus status_of(const std::string& word) {
    if (word == "national") return StockStatus::national;
    if (word == "unrecorded") return StockStatus::unrecorded;
    return StockStatus::temporary;
}

CertificatePart part_of_certificate(const std::string& word) {
    if (word == "A") return CertificatePart::a;
    if (word == "C") return CertificatePart::c;
    return CertificatePart::b;
}

DischargeMode mode_of(const std::string& word) {
    if (word == "value-tariff") return DischargeMode::value_by_tariff;
    if (word == "value-pedimento") return DischargeMode::value_by_pedimento;
    return DischargeMode::quantity;
}

Consolidation consolidation_of(const std::string& word) {
    if (word == "weekly") return Consolidation::weekly;
    if (word == "monthly") return Consolidation::monthly;
    return Consolidation::none;
}

ReportType report_type_of(const std::string& word) {
    if (word == "ctm") return ReportType::ctm;
    if (word == "destruction-donation") return ReportType::destruction_donation;
    if (word == "regime-change") return ReportType::regime_change;
    if (word == "regularisation") return ReportType::regularisation;
    if (word == "virtual") return ReportType::virtual_transfer;
    return ReportType::retorno;
}

}  // namespace saldo::scenario
