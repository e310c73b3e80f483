#include <algorithm>
#include <limits>
#include <string>
#include <tuple>
#include <utility>

#include "hub/customs/rfc.hpp"
#include "hub/customs/set_joiner.hpp"

namespace saldo::customs {
namespace {

class Builder {
public:
    explicit Builder(JoinedSet& set)
        : set_{set},
          general_{*set.file(RecordKind::r501)},
          partidas_{*set.file(RecordKind::r551)},
          index_{set.keys} {}

    void build(std::size_t p, Pedimento& pedimento);

private:
    void build_partida(std::uint32_t line, Partida& partida);
    void add_contributions(std::uint32_t line, Partida& partida);
    void add_remarks(std::uint32_t line, Partida& partida);
    void add_dates(std::size_t p, Pedimento& pedimento);
    void add_identifiers(std::size_t p, Pedimento& pedimento);
    void add_discharges(std::size_t p, Pedimento& pedimento);
    void add_remesas(std::size_t p, Pedimento& pedimento);
    void add_link(std::size_t p, Pedimento& pedimento);
    PedimentoRef named(PedimentoKey key, std::optional<LocalDate> paid_on, LocalDate named_on);
    LocalDate paid_on(std::size_t p) const {
        return general_.rows_501[set_.rows_501[p]].paid_at.date;
    }

    JoinedSet& set_;
    const RecordFile& general_;
    const RecordFile& partidas_;
    PedimentoIndex index_;
};

/// Another pedimento by the key that this one gives. Where it is in the same set, its own ref.
PedimentoRef Builder::named(PedimentoKey key, std::optional<LocalDate> paid, LocalDate named_on) {
    if (key.is_empty()) return {};
    const std::uint32_t at = index_.find(key);
    if (at != no_owner && set_.is_held[at] == 0 && (!paid || *paid == paid_on(at))) {
        return set_.refs[at];
    }
    return ref_of(key, year_of_named(key.number(), paid, named_on));
}

void Builder::add_contributions(std::uint32_t line, Partida& partida) {
    const RecordFile* record = set_.file(RecordKind::r557);
    if (record == nullptr) return;
    const auto rows = set_.rows(RecordKind::r557).of(line);
    partida.contributions.reserve(rows.size());
    for (const std::uint32_t row : rows) {
        const Row557& from = record->rows_557[row];
        partida.contributions.push_back({from.clave, from.payment_form, from.amount});
    }
    std::ranges::sort(partida.contributions, {}, [](const Contribution& c) {
        return std::tuple{c.clave, c.payment_form, c.amount};
    });
}

void Builder::add_remarks(std::uint32_t line, Partida& partida) {
    const RecordFile* record = set_.file(RecordKind::r558);
    if (record == nullptr) return;
    const auto rows = set_.rows(RecordKind::r558).of(line);
    partida.remarks.reserve(rows.size());
    for (const std::uint32_t row : rows) {
        const Row558& from = record->rows_558[row];
        partida.remarks.push_back({from.sequence, kept_text(from.text, record->traits)});
    }
    if (rows.size() < 2) return;
    std::ranges::sort(partida.remarks, [](const Remark& a, const Remark& b) {
        return std::tie(a.sequence, a.text) < std::tie(b.sequence, b.text);
    });
}

void Builder::build_partida(std::uint32_t line, Partida& partida) {
    const std::uint32_t row = set_.line_rows[line];
    const RowHead& head = partidas_.heads[row];
    const Row551& from = partidas_.rows_551[row];
    partida.secuencia = head.secuencia;
    partida.fraccion = head.fraccion;
    partida.nico = from.nico;
    partida.description = kept_text(from.description, partidas_.traits);
    partida.quantity = from.quantity;
    partida.umc = from.umc;
    partida.umt = from.umt;
    if (from.umt != 0) partida.quantity_umt = from.quantity_umt;
    partida.commercial_value = from.commercial_value;
    partida.customs_value = from.customs_value;
    partida.country = kept_text(from.country, partidas_.traits);
    add_contributions(line, partida);
    add_remarks(line, partida);
}

void Builder::add_dates(std::size_t p, Pedimento& pedimento) {
    const RecordFile* record = set_.file(RecordKind::r506);
    if (record == nullptr) return;
    pedimento.sections.dates = true;
    for (const std::uint32_t row : set_.rows(RecordKind::r506).of(p)) {
        const Row506& from = record->rows_506[row];
        if (from.kind != 1 || !from.date) continue;
        pedimento.entry_date = std::min(pedimento.entry_date.value_or(*from.date), *from.date);
    }
}

void Builder::add_identifiers(std::size_t p, Pedimento& pedimento) {
    const RecordFile* record = set_.file(RecordKind::r507);
    if (record == nullptr) return;
    pedimento.sections.identifiers = true;
    for (const std::uint32_t row : set_.rows(RecordKind::r507).of(p)) {
        const Row507& from = record->rows_507[row];
        pedimento.identifiers.push_back({kept_text(from.clave, record->traits),
                                         kept_text(from.complement1, record->traits),
                                         kept_text(from.complement2, record->traits)});
    }
    std::ranges::sort(pedimento.identifiers, [](const auto& a, const auto& b) {
        return std::tie(a.clave, a.complement1, a.complement2) <
               std::tie(b.clave, b.complement1, b.complement2);
    });
}

void Builder::add_discharges(std::size_t p, Pedimento& pedimento) {
    const RecordFile* record = set_.file(RecordKind::r512);
    if (record == nullptr) return;
    pedimento.sections.discharges = true;
    for (const std::uint32_t row : set_.rows(RecordKind::r512).of(p)) {
        const Row512& from = record->rows_512[row];
        pedimento.discharges.push_back(
            {.original = named(from.original, from.payment_date, paid_on(p)),
             .clave = kept_text(from.clave, record->traits),
             .payment_date = from.payment_date,
             .fraccion = from.fraccion,
             .umt = from.umt,
             .quantity_umt = from.quantity_umt});
    }
    std::ranges::sort(pedimento.discharges, [](const auto& a, const auto& b) {
        return std::tie(a.original, a.clave, a.payment_date, a.fraccion, a.umt, a.quantity_umt) <
               std::tie(b.original, b.clave, b.payment_date, b.fraccion, b.umt, b.quantity_umt);
    });
}

/// Each remesa once, at its first selection.
void Builder::add_remesas(std::size_t p, Pedimento& pedimento) {
    const RecordFile* record = set_.file(RecordKind::sel);
    if (record == nullptr) return;
    constexpr std::int64_t number_max = std::numeric_limits<std::uint16_t>::max();
    for (const std::uint32_t row : set_.rows(RecordKind::sel).of(p)) {
        const RowSel& from = record->rows_sel[row];
        if (from.remesa < 1 || from.remesa > number_max || !from.date) continue;
        pedimento.remesas.push_back(
            {static_cast<std::uint16_t>(from.remesa), {*from.date, from.second_of_day}});
    }
    std::ranges::sort(pedimento.remesas, {},
                      [](const Remesa& r) { return std::tie(r.number, r.crossed_at); });
    const auto again = std::ranges::unique(pedimento.remesas, {}, &Remesa::number);
    pedimento.remesas.erase(again.begin(), again.end());
}

void Builder::add_link(std::size_t p, Pedimento& pedimento) {
    const RecordFile* record = set_.file(RecordKind::r701);
    if (record == nullptr) return;
    const auto rows = set_.rows(RecordKind::r701).of(p);
    if (rows.empty()) return;
    const Row701& from = record->rows_701[rows[0]];  // the others say the same
    pedimento.rectifies =
        RectifiedLink{.previous = named(from.previous, from.payment_date, paid_on(p)),
                      .clave = kept_text(from.clave, record->traits),
                      .payment_date = *from.payment_date};
}

void Builder::build(std::size_t p, Pedimento& pedimento) {
    const Row501& from = general_.rows_501[set_.rows_501[p]];
    pedimento.rfc = normal_rfc(kept_text(from.rfc, general_.traits));
    pedimento.ref = set_.refs[p];
    pedimento.clave = kept_text(from.clave, general_.traits);
    pedimento.operation = from.operation;
    pedimento.is_rectification = from.kind == 2;
    pedimento.paid_at = from.paid_at;
    pedimento.sections.remarks = set_.file(RecordKind::r558) != nullptr;
    add_dates(p, pedimento);
    add_identifiers(p, pedimento);
    add_discharges(p, pedimento);
    add_remesas(p, pedimento);
    add_link(p, pedimento);
    const Grouped& lines = set_.rows(RecordKind::r551);
    pedimento.partidas.reserve(lines.of(p).size());
    for (std::uint32_t line = lines.first[p]; line < lines.first[p + 1]; ++line) {
        build_partida(line, pedimento.partidas.emplace_back());
    }
}

}  // namespace

std::vector<Pedimento> build_pedimentos(JoinedSet& joined) {
    Builder builder{joined};
    std::vector<std::uint32_t> order;
    order.reserve(joined.keys.size());
    for (std::uint32_t p = 0; p < joined.keys.size(); ++p) {
        if (joined.is_held[p] == 0) order.push_back(p);
    }
    std::ranges::sort(order, {}, [&](std::uint32_t p) { return joined.refs[p]; });
    std::vector<Pedimento> pedimentos;
    pedimentos.reserve(order.size());
    for (const std::uint32_t p : order) builder.build(p, pedimentos.emplace_back());
    return pedimentos;
}

}  // namespace saldo::customs
