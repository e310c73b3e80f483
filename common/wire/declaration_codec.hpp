#pragma once

#include "common/wire/scalar_codec.hpp"

// How entries, outcomes, decisions and openings that people declare are laid out.

namespace saldo {

template <class Archive>
void serialize(Archive& archive, EntryDeclaration& e) {
    using namespace wire;
    archive(text<limits::name>(e.name), text<limits::rfc>(e.rfc),
            text<MovementLimits::part_number_max>(e.part_number), e.quantity, e.unit,
            text<limits::clave>(e.clave), e.entry_date, maybe(e.payment_date), maybe(e.term_start),
            text<limits::name>(e.pedimento), e.line, maybe(e.quantity_umt), maybe(e.value),
            maybe(e.iva), e.fraccion, text<MovementLimits::plant_max>(e.plant),
            text<limits::name>(e.from), e.supplier_without_program, e.payment_form,
            maybe(e.duty_percent), text<limits::name>(e.origin), ranged(e.consolidation, 1, 3),
            text<limits::name>(e.rejected_outcome));
}
template <class Archive>
void serialize(Archive& archive, EntryRectification& r) {
    using namespace wire;
    archive(text<limits::name>(r.name), r.paid, maybe(r.quantity), maybe(r.quantity_umt),
            maybe(r.value), maybe(r.iva), r.fraccion, maybe(r.entry_date), maybe(r.term_start),
            text<limits::name>(r.pedimento));
}
template <class Archive>
void serialize(Archive& archive, OutcomeDeclaration& o) {
    using namespace wire;
    archive(text<limits::name>(o.name), text<limits::rfc>(o.rfc), text<limits::clave>(o.clave),
            o.operation_date, text<limits::name>(o.pedimento), o.of_scrap, text<limits::name>(o.to),
            text<limits::name>(o.link_pedimento), maybe(o.link_date),
            text<limits::clave>(o.link_clave), maybe(o.value),
            text<MovementLimits::part_number_max>(o.use_part), o.use_quantity,
            text<limits::name>(o.clears));
}
template <class Archive>
void serialize(Archive& archive, UseLine& u) {
    using namespace wire;
    archive(text<limits::name>(u.outcome), text<MovementLimits::part_number_max>(u.part_number),
            u.incorporated, u.shrinkage, u.scrap, u.unit, text<MovementLimits::plant_max>(u.plant),
            ranged(u.status, 1, 3), text<MovementLimits::part_number_max>(u.instead),
            maybe(u.quantity_umt), text<limits::name>(u.rejected_lot));
}
template <class Archive>
void serialize(Archive& archive, ExitLine& e) {
    using namespace wire;
    archive(text<limits::name>(e.outcome), text<MovementLimits::part_number_max>(e.product),
            e.quantity, maybe(e.built), text<MovementLimits::plant_max>(e.plant),
            ranged(e.destination, 1, 3), text<limits::name>(e.work_order));
}
template <class Archive>
void serialize(Archive& archive, Withdrawal& w) {
    archive(wire::text<wire::limits::name>(w.name));
}
template <class Archive>
void serialize(Archive& archive, ConsolidatedDelivery& d) {
    archive(wire::text<wire::limits::name>(d.entry), d.date, d.quantity);
}
template <class Archive>
void serialize(Archive& archive, ValueLine& v) {
    archive(wire::text<wire::limits::name>(v.outcome), v.amount, v.fraccion);
}
template <class Archive>
void serialize(Archive& archive, Yield& y) {
    archive(wire::text<MovementLimits::part_number_max>(y.part_number), y.quantity);
}
template <class Archive>
void serialize(Archive& archive, Disassembly& d) {
    using namespace wire;
    archive(text<limits::name>(d.name), text<limits::rfc>(d.rfc),
            text<MovementLimits::part_number_max>(d.part_number), d.quantity, d.date,
            text<MovementLimits::plant_max>(d.plant), list<limits::items, 10>(d.gives),
            list<limits::items, 10>(d.scrap));
}
template <class Archive>
void serialize(Archive& archive, ScrapRecord& s) {
    archive(wire::text<wire::limits::rfc>(s.rfc),
            wire::text<MovementLimits::part_number_max>(s.part_number), s.quantity, s.date);
}
template <class Archive>
void serialize(Archive& archive, NationalStock& n) {
    archive(wire::text<wire::limits::rfc>(n.rfc),
            wire::text<MovementLimits::part_number_max>(n.part_number), n.quantity, n.date);
}
template <class Archive>
void serialize(Archive& archive, AssetEntry& a) {
    using namespace wire;
    archive(text<limits::name>(a.serial), text<limits::rfc>(a.rfc), text<limits::clave>(a.clave),
            a.date, text<limits::name>(a.pedimento), text<limits::name>(a.model),
            text<limits::name>(a.brand), maybe(a.value));
}
template <class Archive>
void serialize(Archive& archive, AssetMove& m) {
    using namespace wire;
    archive(text<limits::name>(m.name), text<limits::name>(m.serial), ranged(m.step, 1, 3),
            text<limits::clave>(m.clave), m.date, text<limits::name>(m.exit_of_return),
            maybe(m.import_half), text<limits::name>(m.pedimento), text<limits::name>(m.to));
}
template <class Archive>
void serialize(Archive& archive, CaptureTimes& c) {
    archive(wire::text<wire::limits::rfc>(c.rfc), wire::text<wire::limits::name>(c.name),
            c.captured, c.received);
}
template <class Archive>
void serialize(Archive& archive, Approval& a) {
    using namespace wire;
    archive(text<limits::name>(a.outcome), text<MovementLimits::part_number_max>(a.part_number),
            a.quantity, text<limits::name>(a.approver), text<limits::text>(a.reason));
}
template <class Archive>
void serialize(Archive& archive, Adjustment& a) {
    using namespace wire;
    archive(text<limits::name>(a.name), text<limits::rfc>(a.rfc),
            text<MovementLimits::plant_max>(a.plant),
            text<MovementLimits::part_number_max>(a.part_number), a.quantity, a.date,
            text<limits::text>(a.reason));
}
template <class Archive>
void serialize_period(Archive& archive, std::int32_t& year, std::uint8_t& month) {
    archive(year, month);
    if (year < 1900 || year > 2999 || month < 1 || month > 12) {
        throw wire::Malformed{"a period is out of range"};
    }
}
template <class Archive>
void serialize(Archive& archive, ReportFiling& f) {
    archive(wire::text<wire::limits::rfc>(f.rfc), wire::ranged(f.type, 1, 6));
    serialize_period(archive, f.year, f.month);
}
template <class Archive>
void serialize(Archive& archive, ReplacementApproval& a) {
    archive(wire::text<wire::limits::rfc>(a.rfc), wire::ranged(a.type, 1, 6));
    serialize_period(archive, a.year, a.month);
    archive(wire::text<wire::limits::name>(a.approver), wire::text<wire::limits::text>(a.reason));
}
template <class Archive>
void serialize(Archive& archive, WorkOrder& w) {
    using namespace wire;
    archive(text<limits::name>(w.name), text<limits::rfc>(w.rfc),
            text<MovementLimits::part_number_max>(w.product));
    serialize_names(archive, w.made);
    serialize_names(archive, w.bought);
}
template <class Archive>
void serialize(Archive& archive, Projection& p) {
    archive(wire::text<wire::limits::rfc>(p.rfc),
            wire::text<MovementLimits::part_number_max>(p.part_number), p.quantity, p.until);
}
template <class Archive>
void serialize(Archive& archive, Cancellation& c) {
    archive(wire::text<wire::limits::rfc>(c.rfc), wire::ranged(c.what, 1, 2), c.notice,
            c.extension_days);
}
template <class Archive>
void serialize(Archive& archive, DirectedDischarge& d) {
    using namespace wire;
    archive(text<limits::name>(d.outcome), text<MovementLimits::part_number_max>(d.part_number),
            text<limits::name>(d.lot), d.quantity, text<limits::text>(d.reason),
            text<limits::name>(d.approver));
}
template <class Archive>
void serialize(Archive& archive, KeyDecision& d) {
    using namespace wire;
    archive(text<limits::rfc>(d.rfc), text<limits::name>(d.document), ranged(d.effect, 1, 3),
            text<limits::text>(d.reason), text<limits::name>(d.approver));
}
template <class Archive>
void serialize(Archive& archive, OpeningBalance& o) {
    archive(o.entry, o.left, o.day);
}
template <class Archive>
void serialize(Archive& archive, ForeignDischarge& d) {
    using namespace wire;
    archive(text<limits::rfc>(d.rfc), text<limits::name>(d.system), text<limits::name>(d.exit_key),
            d.exit_line, text<limits::clave>(d.exit_clave),
            text<MovementLimits::part_number_max>(d.product),
            text<MovementLimits::part_number_max>(d.part_number), text<limits::name>(d.lot_key),
            d.lot_line, d.quantity, maybe(d.operation_date), d.occurrence);
}

}  // namespace saldo
