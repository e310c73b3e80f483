#include "hub/book/content.hpp"

#include <string_view>

namespace saldo::book {
namespace {

/// Feeds values to a hash, each with its length, so that no two contents look alike.
class Feed {
public:
    Feed& number(std::int64_t value) {
        put_le(buffer_, value);
        return *this;
    }
    Feed& text(std::string_view value) {
        put_le(buffer_, static_cast<std::uint64_t>(value.size()));
        append(buffer_, as_bytes(value));
        return *this;
    }
    Feed& ref(const PedimentoRef& r) {
        return number(r.year).number(r.office).number(r.licence).number(r.number);
    }
    Digest digest() const { return sha256(buffer_); }

    Feed() { buffer_.reserve(bytes_usual); }

private:
    static constexpr std::size_t bytes_usual = 512;  // a movement fits: one allocation
    Bytes buffer_;
};

Digest core_digest(const Pedimento& p) {
    Feed feed;
    feed.text(p.rfc).ref(p.ref).text(p.clave).number(p.operation).number(p.is_rectification);
    feed.number(p.paid_at.date.days()).number(p.paid_at.second_of_day);
    for (const Partida& partida : p.partidas) {
        feed.number(partida.secuencia).number(partida.fraccion).number(partida.nico);
        feed.text(partida.description).number(partida.quantity.ticks()).number(partida.umc);
        feed.number(partida.quantity_umt.has_value());
        feed.number(partida.quantity_umt.value_or(Quantity{}).ticks()).number(partida.umt);
        feed.number(partida.commercial_value.ticks()).number(partida.customs_value.ticks());
        feed.text(partida.country).number(static_cast<std::int64_t>(partida.contributions.size()));
        for (const Contribution& c : partida.contributions) {
            feed.number(c.clave).number(c.payment_form).number(c.amount.ticks());
        }
    }
    return feed.digest();
}

Digest remarks_digest(const Pedimento& p) {
    Feed feed;
    for (const Partida& partida : p.partidas) {
        feed.number(partida.secuencia);
        for (const Remark& remark : partida.remarks) feed.number(remark.sequence).text(remark.text);
    }
    return feed.digest();
}

Digest identifiers_digest(const Pedimento& p) {
    Feed feed;
    for (const PedimentoIdentifier& i : p.identifiers) {
        feed.text(i.clave).text(i.complement1).text(i.complement2);
    }
    return feed.digest();
}

Digest discharges_digest(const Pedimento& p) {
    Feed feed;
    for (const DeclaredDischarge& d : p.discharges) {
        feed.ref(d.original).text(d.clave).number(d.payment_date ? d.payment_date->days() : -1);
        feed.number(d.fraccion).number(d.umt).number(d.quantity_umt.ticks());
    }
    return feed.digest();
}

}  // namespace

Told told_by(const Pedimento& p) {
    Told told;
    const auto at = [&told](Section s) -> std::optional<Digest>& {
        return told[static_cast<std::size_t>(s)];
    };
    at(Section::core) = core_digest(p);
    if (p.rectifies) {
        at(Section::link) = Feed{}
                                .ref(p.rectifies->previous)
                                .text(p.rectifies->clave)
                                .number(p.rectifies->payment_date.days())
                                .digest();
    }
    if (p.sections.dates) {
        at(Section::dates) = Feed{}.number(p.entry_date ? p.entry_date->days() : -1).digest();
    }
    if (p.sections.identifiers) at(Section::identifiers) = identifiers_digest(p);
    if (p.sections.discharges) at(Section::discharges) = discharges_digest(p);
    if (p.sections.remarks) at(Section::remarks) = remarks_digest(p);
    return told;
}

Digest digest_of(const Told& told) {
    Sha256 hash;
    for (const auto& section : told) {
        const std::byte present{static_cast<unsigned char>(section.has_value() ? 1 : 0)};
        hash.update({&present, 1});
        if (section) hash.update(*section);
    }
    return hash.finish();
}

Digest movement_name(std::string_view rfc, const Movement& m) {
    return Feed{}.text(rfc).text(m.event_id).digest();
}

Digest movement_content(const Movement& m) {
    return Feed{}
        .number(m.at.utc.ms)
        .number(m.at.offset_minutes)
        .text(m.plant)
        .number(static_cast<std::int64_t>(m.type))
        .text(m.part_number)
        .number(m.quantity.ticks())
        .number(m.umc)
        .text(m.ref_type)
        .text(m.ref)
        .text(m.counter_plant)
        .text(m.device)
        .digest();
}

}  // namespace saldo::book
