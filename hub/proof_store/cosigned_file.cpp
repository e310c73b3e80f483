#include "hub/proof_store/cosigned_file.hpp"

#include <algorithm>
#include <utility>

#include "common/store/sealed.hpp"

namespace saldo::hub {
namespace {

constexpr std::string_view what = "a cosigned checkpoint";

/// key: tree path 00 witness 00 day, as text, so that key order is order of days.
std::string tree_prefix(const proof::TreeName& tree) { return proof::tree_path(tree) + '\0'; }
std::string witness_prefix(const proof::TreeName& tree, std::string_view witness) {
    return tree_prefix(tree) + std::string{witness} + '\0';
}

/// value: size u64 ‖ note, sealed.
Bytes value_of(std::string_view key, const CosignedFile::Cosigned& cosigned) {
    Bytes raw;
    put_le(raw, cosigned.size);
    append(raw, as_bytes(cosigned.note));
    return store::sealed(as_bytes(key), raw);
}

Result<CosignedFile::Cosigned> read_row(const store::Row& row) {
    const auto raw = store::unsealed(row.key, row.value, what);
    if (!raw) return raw.error();
    if (raw->size() < sizeof(std::uint64_t)) {
        return Error{Errc::storage, std::string{what} + " is damaged"};
    }
    return CosignedFile::Cosigned{.size = get_le<std::uint64_t>(*raw),
                                  .note = std::string{as_text(raw->subspan(8))}};
}

}  // namespace

Result<CosignedFile> CosignedFile::open(const std::filesystem::path& folder,
                                        std::uint64_t map_bytes) {
    auto env = store::Env::open(folder, {.map_bytes = map_bytes, .tables_max = 2});
    if (!env) return env.error();
    auto held = std::make_unique<store::Env>(std::move(*env));
    const auto table = held->table("cosigned");
    if (!table) return table.error();
    return CosignedFile{std::move(held), *table};
}

void CosignedFile::put(const proof::TreeName& tree, std::string_view witness, LocalDate day,
                       Cosigned cosigned) {
    waiting_.insert_or_assign(witness_prefix(tree, witness) + format_date(day),
                              std::move(cosigned));
}

Result<void> CosignedFile::write() {
    if (waiting_.empty()) return {};
    auto txn = env_->begin_write();
    if (!txn) return txn.error();
    for (const auto& [key, cosigned] : waiting_) {
        if (auto put = txn->put(table_, as_bytes(key), value_of(key, cosigned)); !put) return put;
    }
    if (auto done = txn->commit(); !done) return done;
    waiting_.clear();
    return {};
}

Result<void> CosignedFile::visit(std::string_view prefix, const Visit& visit) const {
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(table_);
    if (!cursor) return cursor.error();
    auto row = cursor->at_or_after(as_bytes(prefix));
    for (; row && *row && as_text((*row)->key).starts_with(prefix); row = cursor->next()) {
        if (waiting_.contains(std::string{as_text((*row)->key)})) continue;  // a newer one
        auto cosigned = read_row(**row);
        if (!cosigned) return cosigned.error();
        if (auto seen = visit(std::move(*cosigned)); !seen) return seen;
    }
    if (!row) return row.error();
    for (auto found = waiting_.lower_bound(std::string{prefix});
         found != waiting_.end() && found->first.starts_with(prefix); ++found) {
        if (auto seen = visit(Cosigned{found->second}); !seen) return seen;
    }
    return {};
}

Result<std::optional<CosignedFile::Cosigned>> CosignedFile::newest(const proof::TreeName& tree,
                                                                   std::string_view witness) const {
    std::optional<Cosigned> newest;
    const auto read = visit(witness_prefix(tree, witness), [&](Cosigned&& one) -> Result<void> {
        if (!newest || one.size >= newest->size) newest = std::move(one);
        return {};
    });
    if (!read) return read.error();
    return newest;
}

Result<std::map<std::uint64_t, tlog::Note>> CosignedFile::all(const proof::TreeName& tree) const {
    std::map<std::uint64_t, tlog::Note> notes;
    const auto read = visit(tree_prefix(tree), [&](Cosigned&& one) -> Result<void> {
        auto note = tlog::parse_note(one.note);
        if (!note) return Error{Errc::storage, std::string{what} + ": " + note.error().what};
        const auto [slot, is_first] = notes.try_emplace(one.size, *note);
        if (is_first) return {};
        for (tlog::NoteLine& line : note->lines) {
            auto& lines = slot->second.lines;
            if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
        }
        return {};
    });
    if (!read) return read.error();
    return notes;
}

}  // namespace saldo::hub
