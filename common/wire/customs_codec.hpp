#pragma once

#include "common/wire/scalar_codec.hpp"

// How the facts of customs files are laid out.

namespace saldo {

template <class Archive>
void serialize(Archive& archive, Contribution& c) {
    archive(c.clave, c.payment_form, c.amount);
}
template <class Archive>
void serialize(Archive& archive, Remark& r) {
    archive(r.sequence, wire::text<wire::limits::text>(r.text));
}
template <class Archive>
void serialize(Archive& archive, Partida& p) {
    archive(p.secuencia, p.fraccion, p.nico, wire::text<wire::limits::long_text>(p.description),
            p.quantity, p.umc, wire::maybe(p.quantity_umt), p.umt, p.commercial_value,
            p.customs_value, wire::text<wire::limits::clave>(p.country),
            wire::list<wire::limits::items, 12>(p.contributions),
            wire::list<wire::limits::items, 4>(p.remarks));
}
template <class Archive>
void serialize(Archive& archive, PedimentoIdentifier& i) {
    archive(wire::text<wire::limits::clave>(i.clave), wire::text<wire::limits::name>(i.complement1),
            wire::text<wire::limits::name>(i.complement2));
}
template <class Archive>
void serialize(Archive& archive, DeclaredDischarge& d) {
    archive(d.original, wire::text<wire::limits::clave>(d.clave), wire::maybe(d.payment_date),
            d.fraccion, d.umt, d.quantity_umt);
}
template <class Archive>
void serialize(Archive& archive, RectifiedLink& r) {
    archive(r.previous, wire::text<wire::limits::clave>(r.clave), r.payment_date);
}
template <class Archive>
void serialize(Archive& archive, Remesa& r) {
    archive(r.number, r.crossed_at);
}
template <class Archive>
void serialize(Archive& archive, PedimentoSections& s) {
    archive(s.dates, s.identifiers, s.discharges, s.remarks);
}
template <class Archive>
void serialize(Archive& archive, Pedimento& p) {
    archive(wire::text<wire::limits::rfc>(p.rfc), p.ref, wire::text<wire::limits::clave>(p.clave),
            p.operation, p.is_rectification, p.paid_at, wire::maybe(p.entry_date), p.sections,
            wire::maybe(p.rectifies), wire::list<wire::limits::items, 6>(p.identifiers),
            wire::list<wire::limits::items, 26>(p.discharges),
            wire::list<wire::limits::items, 10>(p.remesas),
            wire::list<wire::limits::partidas, 48>(p.partidas));
}

template <class Archive>
void serialize(Archive& archive, InvoiceLine& l) {
    archive(wire::text<wire::limits::rfc>(l.rfc), wire::text<MovementLimits::plant_max>(l.plant),
            wire::text<wire::limits::name>(l.cove), l.pedimento, l.secuencia,
            wire::text<MovementLimits::part_number_max>(l.part_number), l.quantity, l.umc,
            wire::text<wire::limits::long_text>(l.extra), l.occurrence);
}
template <class Archive>
void serialize(Archive& archive, Delivery::File& f) {
    archive(wire::text<wire::limits::name>(f.name));
    serialize_bytes(archive, f.sha256);
    archive(f.bytes, f.rows);
}
template <class Archive>
void serialize(Archive& archive, Delivery& d) {
    archive(wire::text<wire::limits::name>(d.folio), wire::text<wire::limits::rfc>(d.rfc),
            d.period_first, d.period_last, d.is_incomplete);
    serialize_names<wire::limits::partidas>(archive, d.held_back);
    archive(wire::list<1000, 50>(d.files));
}

}  // namespace saldo
