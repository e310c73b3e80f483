#pragma once

#include <string>

#include "common/domain/fact.hpp"
#include "common/wire/bounded_archive.hpp"

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
void save(Archive& archive, const Quantity& q) {
    archive(q.ticks());
}
template <class Archive>
void load(Archive& archive, Quantity& q) {
    std::int64_t ticks = 0;
    archive(ticks);
    q = Quantity::from_ticks(ticks);
}
template <class Archive>
void save(Archive& archive, const Money& m) {
    archive(m.ticks());
}
template <class Archive>
void load(Archive& archive, Money& m) {
    std::int64_t ticks = 0;
    archive(ticks);
    m = Money::from_ticks(ticks);
}
template <class Archive>
void save(Archive& archive, const LocalDate& d) {
    archive(d.days());
}
template <class Archive>
void load(Archive& archive, LocalDate& d) {
    constexpr std::int32_t days_min = -25'567;  // 1900-01-01
    constexpr std::int32_t days_max = 376'199;  // 2999-12-31
    std::int32_t days = 0;
    archive(days);
    if (days < days_min || days > days_max) throw wire::Malformed{"a date is out of range"};
    d = LocalDate::from_days(days);
}
template <class Archive>
void serialize(Archive& archive, LocalDateTime& t) {
    archive(t.date, t.second_of_day);
    if (t.second_of_day < 0 || t.second_of_day >= 86'400) {
        throw wire::Malformed{"a time of day is out of range"};
    }
}
template <class Archive>
void serialize(Archive& archive, OffsetTime& t) {
    constexpr std::int64_t ms_max = 32'503'680'000'000;  // the year 3000
    archive(t.utc.ms, t.offset_minutes);
    const bool in_range = t.utc.ms > -ms_max && t.utc.ms < ms_max;
    if (!in_range || t.offset_minutes < -900 || t.offset_minutes > 900) {
        throw wire::Malformed{"a time is out of range"};
    }
}
template <class Archive>
void serialize(Archive& archive, PedimentoRef& r) {
    archive(r.year, r.office, r.licence, r.number);
    if (r.year > 99 || r.office > 999 || r.licence > 9999 || r.number > 9'999'999) {
        throw wire::Malformed{"a pedimento number is out of range"};
    }
}
template <class Archive, std::size_t N>
void serialize_bytes(Archive& archive, std::array<std::byte, N>& bytes) {
    for (std::byte& b : bytes) {
        auto value = std::to_integer<std::uint8_t>(b);
        archive(value);
        b = static_cast<std::byte>(value);
    }
}

namespace wire::limits {
constexpr std::size_t rfc = 17;  // 13 characters, each of the first four maybe an N with tilde
constexpr std::size_t clave = 16;
constexpr std::size_t name = 256;
constexpr std::size_t text = 512;
constexpr std::size_t long_text = 4096;
constexpr std::size_t partidas = 100'000;
constexpr std::size_t items = 10'000;
}  // namespace wire::limits

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
void serialize(Archive& archive, PedimentoSections& s) {
    archive(s.dates, s.identifiers, s.discharges, s.remarks);
}
template <class Archive>
void serialize(Archive& archive, Pedimento& p) {
    archive(wire::text<wire::limits::rfc>(p.rfc), p.ref, wire::text<wire::limits::clave>(p.clave),
            p.operation, p.is_rectification, p.paid_at, wire::maybe(p.entry_date), p.sections,
            wire::maybe(p.rectifies), wire::list<wire::limits::items, 6>(p.identifiers),
            wire::list<wire::limits::items, 26>(p.discharges),
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
struct TextItem {
    std::string value;
};
template <class Archive>
void serialize(Archive& archive, TextItem& item) {
    archive(wire::text<wire::limits::name>(item.value));
}
template <class Archive>
void serialize(Archive& archive, Delivery& d) {
    std::vector<TextItem> held;
    for (const std::string& key : d.held_back) held.push_back({key});
    archive(wire::text<wire::limits::name>(d.folio), wire::text<wire::limits::rfc>(d.rfc),
            d.period_first, d.period_last, d.is_incomplete,
            wire::list<wire::limits::partidas, 2>(held), wire::list<1000, 50>(d.files));
    d.held_back.clear();
    for (TextItem& item : held) d.held_back.push_back(std::move(item.value));
}

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
void serialize(Archive& archive, AgentEnrolment& a) {
    std::string agent{a.agent.value()};
    archive(wire::text<32>(agent), wire::text<wire::limits::rfc>(a.rfc),
            wire::text<MovementLimits::plant_max>(a.plant));
    serialize_bytes(archive, a.signing_key);
    a.agent = AgentId{std::move(agent)};
}

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
            maybe(u.quantity_umt));
}
template <class Archive>
void serialize(Archive& archive, ExitLine& e) {
    using namespace wire;
    archive(text<limits::name>(e.outcome), text<MovementLimits::part_number_max>(e.product),
            e.quantity, maybe(e.built), text<MovementLimits::plant_max>(e.plant),
            ranged(e.destination, 1, 3));
}
template <class Archive>
void serialize(Archive& archive, Withdrawal& w) {
    archive(wire::text<wire::limits::name>(w.name));
}
template <class Archive>
void serialize(Archive& archive, QuarantinedRecord& q) {
    serialize_place(archive, q.place);
    archive(wire::text<wire::limits::text>(q.reason));
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
void serialize(Archive& archive, ReportFiling& f) {
    archive(wire::text<wire::limits::rfc>(f.rfc), wire::ranged(f.type, 1, 6), f.year, f.month);
    if (f.year < 1900 || f.year > 2999 || f.month < 1 || f.month > 12) {
        throw wire::Malformed{"a period is out of range"};
    }
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
