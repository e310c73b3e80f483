#pragma once

#include <string>

#include "common/domain/fact.hpp"
#include "common/wire/bounded_archive.hpp"
#include "common/wire/catalog_codec.hpp"
#include "common/wire/customs_codec.hpp"
#include "common/wire/declaration_codec.hpp"
#include "common/wire/scalar_codec.hpp"

// How each value of the domain is laid out. Field order is the format (docs/data_format.md): fields
// are never reordered; a change is a new schema of the fact type.

namespace saldo::wire {

/// The body of a journal record of kind `movement`.
struct MovementRecord {
    Movement movement;
    std::string raw_frame;
};

template <class Archive>
void serialize(Archive& archive, MovementRecord& r) {
    archive(r.movement, raw<MovementLimits::line_max>(r.raw_frame));
}

}  // namespace saldo::wire

namespace saldo {

template <class Archive>
void serialize(Archive& archive, Movement& m) {
    using L = MovementLimits;
    archive(wire::text<L::event_id_max>(m.event_id), m.at, wire::text<L::plant_max>(m.plant),
            wire::ranged(m.type, 1, movement_type_last),
            wire::text<L::part_number_max>(m.part_number), m.quantity, m.umc,
            wire::text<L::ref_type_max>(m.ref_type), wire::text<L::ref_max>(m.ref),
            wire::text<L::counter_plant_max>(m.counter_plant), wire::text<L::device_max>(m.device));
}

template <class Archive>
void serialize_place(Archive& archive, JournalPlace& p) {
    std::string agent{p.agent.value()};
    archive(wire::text<32>(agent), p.epoch, p.sequence);
    p.agent = AgentId{std::move(agent)};
}
template <class Archive>
void serialize(Archive& archive, CapturedMovement& m) {
    archive(wire::text<wire::limits::rfc>(m.rfc));
    serialize_place(archive, m.place);
    archive(m.movement, wire::raw<MovementLimits::line_max>(m.raw));
}
template <class Archive>
void serialize(Archive& archive, ImportedMovement& m) {
    archive(wire::text<wire::limits::rfc>(m.rfc), m.movement);
}
template <class Archive>
void serialize(Archive& archive, AgentEnrolment& a) {
    std::string agent{a.agent.value()};
    archive(wire::text<32>(agent), wire::text<wire::limits::rfc>(a.rfc),
            wire::text<MovementLimits::plant_max>(a.plant));
    serialize_bytes(archive, a.signing_key);
    a.agent = AgentId{std::move(agent)};
}
template <class Archive>
void serialize(Archive& archive, ReportSeal::Value& v) {
    archive(v.fraccion, v.amount);
}
template <class Archive>
void serialize(Archive& archive, ReportSeal::Tree& t) {
    archive(wire::text<wire::limits::name>(t.path), t.size);
    serialize_bytes(archive, t.root);
}
template <class Archive>
void serialize(Archive& archive, ReportSeal& s) {
    archive(wire::text<wire::limits::rfc>(s.rfc), wire::ranged(s.type, 1, 6));
    serialize_period(archive, s.year, s.month);
    archive(s.version, s.position, wire::list<wire::limits::partidas, 12>(s.values));
    serialize_bytes(archive, s.sha256);
    archive(wire::list<1000, 42>(s.trees));
}
template <class Archive>
void serialize(Archive& archive, AgentRevocation& r) {
    std::string agent{r.agent.value()};
    archive(wire::text<32>(agent), wire::text<wire::limits::text>(r.reason));
    r.agent = AgentId{std::move(agent)};
}
template <class Archive>
void serialize(Archive& archive, AgentAdmission& a) {
    std::string agent{a.agent.value()};
    archive(wire::text<32>(agent), a.epoch, a.nonce, a.closed_epoch, a.closed_next);
    serialize_bytes(archive, a.closed_hash);
    archive(wire::text<wire::limits::text>(a.by), wire::text<wire::limits::text>(a.reason));
    a.agent = AgentId{std::move(agent)};
}
template <class Archive>
void serialize(Archive& archive, ClockStepped& s) {
    serialize_place(archive, s.place);
    archive(s.device.ms, s.back_ms, s.boot_number, s.seen_by);
}
template <class Archive>
void serialize(Archive& archive, JournalCheckpoint& c) {
    serialize_place(archive, c.place);
    archive(c.day, c.epoch, c.nonce, c.next);
    serialize_bytes(archive, c.hash);
    archive(wire::raw<1024>(c.receipt));
}
template <class Archive>
void serialize(Archive& archive, HubRestored& r) {
    archive(wire::text<64>(r.backup), r.backed_up.ms, r.backup_position, r.position);
    serialize_bytes(archive, r.head);
    archive(r.incarnation, wire::text<wire::limits::text>(r.by),
            wire::text<wire::limits::text>(r.reason));
}
template <class Archive>
void serialize(Archive& archive, DrillResult& d) {
    archive(d.began.ms, wire::text<64>(d.backup), d.is_equal, d.movements, d.lost, d.doubled,
            d.restore_ms, d.refill_ms, d.whole_ms, wire::text<wire::limits::text>(d.words));
}
template <class Archive>
void serialize(Archive& archive, QuarantinedRecord& q) {
    serialize_place(archive, q.place);
    archive(wire::text<wire::limits::text>(q.reason));
}

}  // namespace saldo
