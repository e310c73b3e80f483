#pragma once

#include "common/wire/scalar_codec.hpp"

// How the facts of catalogs and policies are laid out.

namespace saldo {

template <class Archive>
void serialize(Archive& archive, Company& c) {
    archive(wire::text<wire::limits::rfc>(c.rfc), wire::text<wire::limits::name>(c.name),
            wire::text<wire::limits::name>(c.immex_program), c.outside,
            wire::text<wire::limits::name>(c.certification), wire::ranged(c.mode, 1, 3),
            wire::text<wire::limits::name>(c.mode_authorisation));
}
template <class Archive>
void serialize(Archive& archive, Plant& p) {
    archive(wire::text<wire::limits::rfc>(p.rfc), wire::text<MovementLimits::plant_max>(p.plant),
            p.registered);
}
template <class Archive>
void serialize(Archive& archive, Part& p) {
    archive(wire::text<wire::limits::rfc>(p.rfc),
            wire::text<MovementLimits::part_number_max>(p.part_number), wire::ranged(p.kind, 1, 4),
            p.fraccion, p.nico, p.umc, p.umt, wire::maybe(p.umt_per_umc),
            wire::text<wire::limits::long_text>(p.description));
}
template <class Archive>
void serialize(Archive& archive, Product& p) {
    archive(wire::text<wire::limits::rfc>(p.rfc),
            wire::text<MovementLimits::part_number_max>(p.part_number), p.fraccion, p.nico, p.umc,
            wire::text<wire::limits::long_text>(p.description));
}
template <class Archive>
void serialize(Archive& archive, BomLine& l) {
    archive(wire::text<MovementLimits::part_number_max>(l.component), l.incorporated, l.shrinkage,
            l.scrap, wire::maybe(l.norm));
}
template <class Archive>
void serialize(Archive& archive, BomVersion& v) {
    archive(wire::text<wire::limits::rfc>(v.rfc),
            wire::text<MovementLimits::part_number_max>(v.product), wire::maybe(v.valid_from),
            wire::list<wire::limits::items, 27>(v.lines));
}
template <class Archive>
void serialize(Archive& archive, UnitConversion& u) {
    archive(wire::text<wire::limits::rfc>(u.rfc),
            wire::text<MovementLimits::part_number_max>(u.part_number), u.unit, u.factor);
}
template <class Archive>
void serialize(Archive& archive, ShrinkageNorm& n) {
    archive(wire::text<wire::limits::rfc>(n.rfc),
            wire::text<MovementLimits::part_number_max>(n.part_number), n.percent);
}
template <class Archive>
void serialize(Archive& archive, Substitute& s) {
    using namespace wire;
    archive(text<limits::rfc>(s.rfc), text<MovementLimits::part_number_max>(s.part_number),
            text<MovementLimits::part_number_max>(s.by), text<limits::name>(s.authorisation),
            maybe(s.valid_from));
}
template <class Archive>
void serialize(Archive& archive, ScrapConversion& s) {
    using namespace wire;
    archive(text<limits::rfc>(s.rfc), text<MovementLimits::part_number_max>(s.scrap),
            text<MovementLimits::part_number_max>(s.part_number), s.factor, maybe(s.valid_from));
}
template <class Archive>
void serialize(Archive& archive, Reclassification& r) {
    archive(wire::text<wire::limits::rfc>(r.rfc),
            wire::text<MovementLimits::part_number_max>(r.part_number), r.fraccion, r.valid_from);
}
template <class Archive>
void serialize(Archive& archive, Holiday& h) {
    archive(h.date);
}
template <class Archive>
void serialize(Archive& archive, Policy& p) {
    archive(wire::text<wire::limits::rfc>(p.rfc), wire::ranged(p.name, 1, 7), p.value,
            wire::maybe(p.valid_from));
}

}  // namespace saldo
