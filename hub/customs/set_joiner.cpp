#include "hub/customs/set_joiner.hpp"

#include <algorithm>
#include <string>
#include <tuple>

#include "hub/customs/rfc.hpp"

namespace saldo::customs {
namespace {

class Joiner {
public:
    Joiner(JoinedSet& set, FindingList& findings)
        : set_{set}, findings_{findings}, index_{list_pedimentos()} {}

    void join() {
        hold_bad_rows();
        name_pedimentos();
        join_partidas();
        for (const RecordSpec& spec : record_specs()) {
            if (set_.file(spec.kind) == nullptr || spec.kind == RecordKind::r501) continue;
            if (spec.level == RecordLevel::pedimento) join_to_pedimentos(spec.kind);
            if (spec.level == RecordLevel::partida && spec.kind != RecordKind::r551) {
                join_to_partidas(spec.kind);
            }
        }
        if (set_.file(RecordKind::sel) != nullptr) join_selections();
        check_rectifications();
        check_entry_dates();
    }

private:
    std::span<const PedimentoKey> list_pedimentos();
    void hold_bad_rows();
    void name_pedimentos();
    void join_partidas();
    void sort_lines(std::size_t pedimento, std::span<std::uint32_t> rows);
    void join_to_pedimentos(RecordKind kind);
    void join_to_partidas(RecordKind kind);
    void join_selections();
    std::uint32_t line_of(std::uint32_t pedimento, std::uint32_t secuencia) const;
    void check_rectifications();
    void check_entry_dates();
    void hold(PedimentoKey key, std::optional<LocalDate> paid_on);
    void say_orphans(RecordKind kind, std::size_t count, std::uint32_t first_row);

    const RecordFile& file(RecordKind kind) const { return *set_.file(kind); }
    std::string_view path(RecordKind kind) const {
        return set_.paths[static_cast<std::size_t>(kind)];
    }

    JoinedSet& set_;
    FindingList& findings_;
    PedimentoIndex index_;
};

/// The pedimentos of 501, each once; a second row of one holds it back.
std::span<const PedimentoKey> Joiner::list_pedimentos() {
    const RecordFile& general = file(RecordKind::r501);
    std::vector<std::uint32_t> order;
    order.reserve(general.heads.size());
    for (std::uint32_t i = 0; i < general.heads.size(); ++i) {
        if (!general.heads[i].pedimento.is_empty()) order.push_back(i);
    }
    std::ranges::sort(order, {},
                      [&](std::uint32_t i) { return std::pair{general.heads[i].pedimento, i}; });
    for (const std::uint32_t i : order) {
        const PedimentoKey key = general.heads[i].pedimento;
        if (set_.keys.empty() || set_.keys.back() != key) {
            set_.keys.push_back(key);
            set_.rows_501.push_back(i);
            set_.is_held.push_back(0);
            continue;
        }
        set_.is_held.back() = 1;
        const RowHead& first = general.heads[set_.rows_501.back()];
        findings_.add(FindingCode::duplicate_pedimento, path(RecordKind::r501),
                      general.heads[i].row, "Pedimento", std::to_string(key.number()),
                      std::to_string(first.row));
    }
    return set_.keys;
}

void Joiner::hold(PedimentoKey key, std::optional<LocalDate> paid_on) {
    const std::uint32_t at = index_.find(key);
    if (at != no_owner) {
        set_.is_held[at] = 1;
        return;
    }
    const std::uint8_t year = year_of_named(key.number(), paid_on, set_.last_day);
    set_.strays.insert(ref_of(key, year).key());
}

void Joiner::hold_bad_rows() {
    for (const RecordFile* record : set_.files) {
        if (record == nullptr) continue;
        const bool may_stray = spec_of(record->kind).level != RecordLevel::selection;
        for (const RowHead& head : record->heads) {
            if (!head.is_bad || head.pedimento.is_empty()) continue;
            if (may_stray || index_.find(head.pedimento) != no_owner) {
                hold(head.pedimento, std::nullopt);
            }
        }
    }
}

void Joiner::name_pedimentos() {
    const RecordFile& general = file(RecordKind::r501);
    set_.refs.reserve(set_.keys.size());
    for (std::size_t i = 0; i < set_.keys.size(); ++i) {
        const Row501& row = general.rows_501[set_.rows_501[i]];
        const RowHead& head = general.heads[set_.rows_501[i]];
        const PedimentoKey key = set_.keys[i];
        if (head.is_bad) {
            // Its payment date may be what could not be read.
            const std::uint8_t year = year_of_named(key.number(), std::nullopt, set_.last_day);
            set_.refs.push_back(ref_of(key, year));
            continue;
        }
        const YearReading year =
            year_of_pedimento(key.number(), row.paid_at.date, row.validated_on);
        set_.refs.push_back(ref_of(key, year.year));
        if (!year.is_certain) {
            findings_.add(FindingCode::odd_year_digit, path(RecordKind::r501), head.row,
                          "Pedimento", std::to_string(key.number()),
                          format_date(row.paid_at.date).substr(0, 4));
        }
        const std::string rfc = normal_rfc(kept_text(row.rfc, general.traits));
        if (!looks_like_rfc(rfc)) {
            findings_.add(FindingCode::bad_rfc, path(RecordKind::r501), head.row, "Rfc", rfc);
        }
    }
}

void Joiner::join_partidas() {
    const RecordFile& partidas = file(RecordKind::r551);
    std::vector<std::uint32_t> owner(partidas.heads.size(), no_owner);
    for (std::size_t i = 0; i < owner.size(); ++i) {
        const RowHead& head = partidas.heads[i];
        if (head.pedimento.is_empty()) continue;
        owner[i] = index_.find(head.pedimento);
        if (owner[i] != no_owner || head.is_bad) continue;
        hold(head.pedimento, partidas.rows_551[i].paid_on);
        findings_.add(FindingCode::partida_without_pedimento, path(RecordKind::r551), head.row,
                      "Pedimento", std::to_string(head.pedimento.number()));
    }
    Grouped& grouped = set_.rows(RecordKind::r551);
    grouped = group_by_owner(owner, set_.keys.size());
    for (std::size_t p = 0; p < set_.keys.size(); ++p) {
        sort_lines(p, grouped.of(p));
        if (grouped.of(p).empty() && set_.is_held[p] == 0) {
            findings_.add(FindingCode::pedimento_without_partidas, path(RecordKind::r501),
                          file(RecordKind::r501).heads[set_.rows_501[p]].row, "Pedimento",
                          std::to_string(set_.keys[p].number()));
        }
    }
    set_.line_rows = grouped.rows;
}

/// By secuencia; a secuencia twice holds the pedimento back.
void Joiner::sort_lines(std::size_t pedimento, std::span<std::uint32_t> rows) {
    const std::vector<RowHead>& heads = file(RecordKind::r551).heads;
    std::ranges::sort(rows, {}, [&](std::uint32_t i) { return std::pair{heads[i].secuencia, i}; });
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const RowHead& before = heads[rows[i - 1]];
        const RowHead& head = heads[rows[i]];
        if (head.secuencia != before.secuencia || head.is_bad || before.is_bad) continue;
        set_.is_held[pedimento] = 1;
        findings_.add(FindingCode::duplicate_secuencia, path(RecordKind::r551), head.row,
                      "SecuenciaFraccion", std::to_string(head.secuencia),
                      std::to_string(before.row));
    }
}

void Joiner::say_orphans(RecordKind kind, std::size_t count, std::uint32_t first_row) {
    if (count == 0) return;
    findings_.add(FindingCode::orphan_rows, path(kind), first_row, {}, std::to_string(count));
}

void Joiner::join_to_pedimentos(RecordKind kind) {
    const RecordFile& record = file(kind);
    std::vector<std::uint32_t> owner(record.heads.size(), no_owner);
    std::size_t orphans = 0;
    std::uint32_t first_orphan = 0;
    for (std::size_t i = 0; i < owner.size(); ++i) {
        const RowHead& head = record.heads[i];
        if (head.is_bad) continue;
        owner[i] = index_.find(head.pedimento);
        if (owner[i] == no_owner && ++orphans == 1) first_orphan = head.row;
    }
    say_orphans(kind, orphans, first_orphan);
    set_.rows(kind) = group_by_owner(owner, set_.keys.size());
}

std::uint32_t Joiner::line_of(std::uint32_t pedimento, std::uint32_t secuencia) const {
    const Grouped& grouped = set_.rows(RecordKind::r551);
    const std::uint32_t begin = grouped.first[pedimento];
    const std::uint32_t end = grouped.first[pedimento + 1];
    const std::vector<RowHead>& heads = file(RecordKind::r551).heads;
    const auto secuencia_at = [&](std::uint32_t line) {
        return heads[set_.line_rows[line]].secuencia;
    };
    // Partidas are numbered from 1 without gaps but for odd cases.
    const std::uint32_t guess = begin + secuencia - 1;
    if (secuencia > 0 && guess < end && secuencia_at(guess) == secuencia) return guess;
    const auto lines = std::span{set_.line_rows}.subspan(begin, end - begin);
    const auto at = std::ranges::lower_bound(
        lines, secuencia, {}, [&](std::uint32_t row) { return heads[row].secuencia; });
    if (at == lines.end() || heads[*at].secuencia != secuencia) return no_owner;
    return begin + static_cast<std::uint32_t>(at - lines.begin());
}

void Joiner::join_to_partidas(RecordKind kind) {
    const RecordFile& record = file(kind);
    const std::vector<RowHead>& partidas = file(RecordKind::r551).heads;
    std::vector<std::uint32_t> owner(record.heads.size(), no_owner);
    std::size_t orphans = 0;
    std::uint32_t first_orphan = 0;
    for (std::size_t i = 0; i < owner.size(); ++i) {
        const RowHead& head = record.heads[i];
        if (head.is_bad) continue;
        const std::uint32_t pedimento = index_.find(head.pedimento);
        const std::uint32_t line =
            pedimento == no_owner ? no_owner : line_of(pedimento, head.secuencia);
        if (line == no_owner) {
            const bool is_explained = pedimento != no_owner && set_.is_held[pedimento] != 0;
            if (!is_explained && ++orphans == 1) first_orphan = head.row;
            continue;
        }
        owner[i] = line;
        const RowHead& partida = partidas[set_.line_rows[line]];
        if (partida.fraccion == head.fraccion || partida.is_bad) continue;
        set_.is_held[pedimento] = 1;
        const auto eight = [](std::uint32_t fraccion) {
            const std::string digits = std::to_string(fraccion);
            return std::string(8 - std::min<std::size_t>(8, digits.size()), '0') + digits;
        };
        findings_.add(FindingCode::fraccion_mismatch, path(kind), head.row, "Fraccion",
                      eight(head.fraccion), eight(partida.fraccion));
    }
    say_orphans(kind, orphans, first_orphan);
    set_.rows(kind) = group_by_owner(owner, set_.line_rows.size());
}

/// Selections come by their own day: of pedimentos elsewhere there is nothing to say.
void Joiner::join_selections() {
    const RecordFile& record = file(RecordKind::sel);
    std::vector<std::uint32_t> owner(record.heads.size(), no_owner);
    for (std::size_t i = 0; i < owner.size(); ++i) {
        const RowHead& head = record.heads[i];
        if (!head.is_bad) owner[i] = index_.find(head.pedimento);
    }
    set_.rows(RecordKind::sel) = group_by_owner(owner, set_.keys.size());
}

void Joiner::check_rectifications() {
    const RecordFile* links = set_.file(RecordKind::r701);
    if (links == nullptr) return;
    const RecordFile& general = file(RecordKind::r501);
    const Grouped& grouped = set_.rows(RecordKind::r701);
    const auto same = [&](std::uint32_t a, std::uint32_t b) {
        const Row701& x = links->rows_701[a];
        const Row701& y = links->rows_701[b];
        return std::tie(x.previous, x.clave, x.payment_date) ==
               std::tie(y.previous, y.clave, y.payment_date);
    };
    for (std::size_t p = 0; p < set_.keys.size(); ++p) {
        if (set_.is_held[p] != 0) continue;
        const auto rows = grouped.of(p);
        const RowHead& head = general.heads[set_.rows_501[p]];
        const bool is_rectification = general.rows_501[set_.rows_501[p]].kind == 2;
        if (is_rectification && rows.empty()) {
            findings_.add(FindingCode::rectification_without_link, path(RecordKind::r501), head.row,
                          "Pedimento", std::to_string(set_.keys[p].number()));
        }
        if (!is_rectification && !rows.empty()) {
            findings_.add(FindingCode::link_without_rectification, path(RecordKind::r701),
                          links->heads[rows[0]].row, "Pedimento",
                          std::to_string(set_.keys[p].number()));
        }
        for (const std::uint32_t row : rows) {
            if (same(row, rows[0])) continue;
            set_.is_held[p] = 1;
            findings_.add(FindingCode::contradicting_rows, path(RecordKind::r701),
                          links->heads[row].row, "PedimentoAnterior",
                          std::to_string(links->rows_701[row].previous.number()),
                          std::to_string(links->heads[rows[0]].row));
        }
    }
}

/// A second entry date is no error: the earlier one counts, because the term runs from it.
void Joiner::check_entry_dates() {
    const RecordFile* dates = set_.file(RecordKind::r506);
    if (dates == nullptr) return;
    for (std::size_t p = 0; p < set_.keys.size(); ++p) {
        std::optional<std::uint32_t> first;
        for (const std::uint32_t row : set_.rows(RecordKind::r506).of(p)) {
            const Row506& date = dates->rows_506[row];
            if (date.kind != 1 || !date.date) continue;
            if (!first) first = row;
            if (date.date == dates->rows_506[*first].date) continue;
            findings_.add_as(Severity::warning, FindingCode::contradicting_rows,
                             path(RecordKind::r506), dates->heads[row].row, "FechaOperacion",
                             format_date(*date.date), std::to_string(dates->heads[*first].row));
        }
    }
}

}  // namespace

void join_rows(JoinedSet& joined, FindingList& findings) { Joiner{joined, findings}.join(); }

}  // namespace saldo::customs
