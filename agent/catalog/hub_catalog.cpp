#include "agent/catalog/hub_catalog.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>
#include <variant>

#include "common/config/log.hpp"
#include "common/store/sealed.hpp"
#include "common/wire/catalog_row.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "common/wire/fact_codec.hpp"

namespace saldo::agent {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::uint64_t map_bytes = std::uint64_t{2} << 30U;
constexpr std::string_view head_key = "head";
constexpr std::size_t head_bytes = 4 + 8 + 8 + 32 + 8 + 8 + 8;
/// Rows that one transaction removes: its pages lie in memory until it ends.
constexpr int sweep_rows_max = 2'000;
constexpr std::int64_t confirmed_kept_every_ms = 3'600'000;

/// Parts and products out of rows; a part is preferred to a product of its number.
class Parts {
public:
    void add(std::string_view key, ByteView value) {
        const auto kind = wire::row_kind(key);
        const bool is_ours = kind == static_cast<std::uint8_t>(wire::RowKind::part) ||
                             kind == static_cast<std::uint8_t>(wire::RowKind::product);
        if (!is_ours) return;
        const auto fact = wire::decode_fact(value);
        if (!fact) return;  // of a newer hub
        if (const auto* part = std::get_if<Part>(&*fact)) {
            parts_.push_back({.number = part->part_number, .umc = part->umc});
        } else if (const auto* product = std::get_if<Product>(&*fact)) {
            products_.push_back({.number = product->part_number, .umc = product->umc});
        }
    }
    PartBook book() {
        std::ranges::sort(parts_);
        std::erase_if(products_, [this](const PartBook::Entry& product) {
            return std::ranges::binary_search(parts_, product.number, {}, &PartBook::Entry::number);
        });
        std::ranges::move(products_, std::back_inserter(parts_));
        return PartBook{std::move(parts_)};
    }

private:
    std::vector<PartBook::Entry> parts_;
    std::vector<PartBook::Entry> products_;
};

/// Reads a file in pieces, so that one of any size takes little memory.
class Pieces {
public:
    explicit Pieces(const std::filesystem::path& path) : file_{path, std::ios::binary} {}
    /// The next `size` bytes, or fewer at the end.
    ByteView next(std::size_t size) {
        held_.resize(size);
        file_.read(reinterpret_cast<char*>(held_.data()), static_cast<std::streamsize>(size));
        held_.resize(static_cast<std::size_t>(file_.gcount()));
        return held_;
    }
    void skip_to(std::size_t at) {
        file_.clear();
        file_.seekg(static_cast<std::streamoff>(at));
    }

private:
    std::ifstream file_;
    Bytes held_;
};

/// Whether the file is the one that was offered and that its head tells of.
Result<wire::OpenedSnapshot> check_file(const std::filesystem::path& path,
                                        const sync::SnapshotOffer& offer, std::string_view rfc,
                                        const PublicKey& hub) {
    constexpr std::size_t piece = std::size_t{64} * 1024;
    Pieces file{path};
    Sha256 whole;
    std::uint64_t bytes = 0;
    for (ByteView read = file.next(piece); !read.empty(); read = file.next(piece)) {
        whole.update(read);
        bytes += read.size();
    }
    if (bytes != offer.bytes || whole.finish() != offer.content) {
        return malformed("the snapshot is not the file that was offered");
    }
    file.skip_to(0);
    auto opened = wire::open_snapshot(file.next(wire::snapshot_head_bytes_max), hub);
    if (!opened) return opened.error();
    if (opened->head.rfc != rfc) {
        return Error{Errc::forbidden, "the snapshot is of the company " + opened->head.rfc};
    }
    if (opened->head.place != offer.place) return malformed("the snapshot is of another place");
    file.skip_to(opened->blocks_at);
    Sha256 blocks;
    std::uint64_t block_bytes = 0;
    for (ByteView read = file.next(piece); !read.empty(); read = file.next(piece)) {
        blocks.update(read);
        block_bytes += read.size();
    }
    if (block_bytes != opened->head.block_bytes || blocks.finish() != opened->head.blocks) {
        return malformed("the snapshot's rows are not those that were signed");
    }
    return opened;
}

}  // namespace

Result<HubCatalog::Opened> HubCatalog::open(const std::filesystem::path& folder) {
    auto opened = open_once(folder);
    const bool is_taken = !opened && opened.error().code == Errc::unavailable;
    if (opened || is_taken) return opened;
    log_event(LogLevel::error, "catalog.copy_damaged", {{"why", opened.error().what}});
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return open_once(folder);
}

Result<HubCatalog::Opened> HubCatalog::open_once(const std::filesystem::path& folder) {
    auto env = store::Env::open(folder, {.map_bytes = map_bytes, .tables_max = 4});
    if (!env) return env.error();
    std::unique_ptr<HubCatalog> catalog{
        new HubCatalog{std::make_unique<store::Env>(std::move(*env))}};
    const auto rows = catalog->env_->table("rows");
    if (!rows) return rows.error();
    catalog->rows_ = *rows;
    const auto heads = catalog->env_->table("heads");
    if (!heads) return heads.error();
    catalog->heads_ = *heads;
    if (auto read = catalog->read_state(); !read) return read.error();
    if (auto swept = catalog->sweep(); !swept) return swept.error();
    auto parts = catalog->parts();
    if (!parts) return parts.error();
    return Opened{std::move(catalog), std::move(*parts)};
}

Result<void> HubCatalog::read_state() {
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    const auto stored = txn->get(heads_, as_bytes(head_key));
    if (!stored) return stored.error();
    if (!*stored) return {};
    const auto value = store::unsealed(as_bytes(head_key), **stored, "the catalog's head");
    if (!value) return value.error();
    if (value->size() != head_bytes) return Error{Errc::storage, "the catalog's head is damaged"};
    generation_ = get_le<std::uint32_t>(*value);
    state_.place = {.epoch = get_le<std::uint64_t>(value->subspan(4)),
                    .sequence = get_le<std::uint64_t>(value->subspan(12)),
                    .hash = array_of<32>(value->subspan(20))};
    state_.since.ms = get_le<std::int64_t>(value->subspan(52));
    state_.confirmed.ms = get_le<std::int64_t>(value->subspan(60));
    state_.hub_time.ms = get_le<std::int64_t>(value->subspan(68));
    kept_hub_time_ = state_.hub_time;
    return {};
}

Result<void> HubCatalog::commit_state(store::WriteTxn& txn, const State& next,
                                      std::uint32_t generation) {
    Bytes raw;
    put_le(raw, generation);
    put_le(raw, next.place.epoch);
    put_le(raw, next.place.sequence);
    append(raw, next.place.hash);
    put_le(raw, next.since.ms);
    put_le(raw, next.confirmed.ms);
    put_le(raw, next.hub_time.ms);
    auto put = txn.put(heads_, as_bytes(head_key), store::sealed(as_bytes(head_key), raw));
    if (!put) return put;
    if (auto done = txn.commit(); !done) return done;
    state_ = next;
    kept_hub_time_ = next.hub_time;
    generation_ = generation;
    return {};
}

Bytes HubCatalog::row_key(std::uint32_t generation, std::string_view key) const {
    Bytes out;
    put_be(out, generation);
    append(out, as_bytes(key));
    return out;
}

/// Removes rows of other generations: of the catalog before, or of one that never became whole.
Result<void> HubCatalog::sweep() {
    for (bool is_done = false; !is_done;) {
        auto txn = env_->begin_write();
        if (!txn) return txn.error();
        int removed = 0;
        {
            auto cursor = txn->cursor(rows_);
            if (!cursor) return cursor.error();
            auto row = cursor->first();
            while (row && *row && removed < sweep_rows_max) {
                const auto generation = get_be<std::uint32_t>((*row)->key);
                if (generation == generation_) {
                    row = cursor->at_or_after(row_key(generation_ + 1, {}));
                    continue;
                }
                if (auto erased = cursor->erase(); !erased) return erased;
                ++removed;
                row = cursor->next();
            }
            if (!row) return row.error();
            is_done = !*row;
        }
        if (removed == 0) return {};
        if (auto done = txn->commit(); !done) return done;
    }
    return {};
}

Result<void> HubCatalog::apply(std::span<const sync::CatalogChange> changes,
                               const sync::CatalogPlace& after, UtcTime now) {
    auto txn = env_->begin_write();
    if (!txn) return txn.error();
    for (const sync::CatalogChange& change : changes) {
        const Bytes key = row_key(generation_, change.key);
        if (!change.value) {
            if (const auto erased = txn->erase(rows_, key); !erased) return erased.error();
            continue;
        }
        const auto put = txn->put(rows_, key, store::sealed(key, as_bytes(*change.value)));
        if (!put) return put;
    }
    State next = state_;
    next.place = after;
    next.since = now;
    return commit_state(*txn, next, generation_);
}

Result<void> HubCatalog::confirm(UtcTime now, UtcTime hub_time) {
    if (hub_time.ms <= state_.hub_time.ms) return {};
    state_.confirmed = now;
    state_.hub_time = hub_time;
    if (hub_time.ms - kept_hub_time_.ms < confirmed_kept_every_ms) return {};
    auto txn = env_->begin_write();
    if (!txn) return txn.error();
    return commit_state(*txn, state_, generation_);
}

Result<void> HubCatalog::put_rows(std::uint32_t generation, ByteView block, std::string& last,
                                  std::uint64_t& rows) {
    auto txn = env_->begin_write();
    if (!txn) return txn.error();
    auto read = wire::read_snapshot_block(
        block, [&](std::string_view name, std::string_view value) -> Result<void> {
            if (rows > 0 && name <= last) return malformed("the snapshot's rows are not in order");
            last = name;
            ++rows;
            const Bytes key = row_key(generation, name);
            return txn->put(rows_, key, store::sealed(key, as_bytes(value)));
        });
    if (!read) return read;
    return txn->commit();
}

Result<void> HubCatalog::install(const std::filesystem::path& path,
                                 const sync::SnapshotOffer& offer, std::string_view rfc,
                                 const PublicKey& hub, UtcTime now) {
    const auto opened = check_file(path, offer, rfc, hub);
    if (!opened) return opened.error();
    if (auto swept = sweep(); !swept) return swept;
    const std::uint32_t generation = generation_ + 1;
    Pieces file{path};
    std::string last;
    std::uint64_t rows = 0;
    for (std::size_t at = opened->blocks_at; at < offer.bytes;) {
        constexpr std::size_t front = 8;
        file.skip_to(at);
        const auto size = wire::snapshot_block_size(file.next(front));
        if (!size) return size.error();
        file.skip_to(at);
        const ByteView block = file.next(*size);
        if (auto put = put_rows(generation, block, last, rows); !put) return put;
        at += *size;
    }
    if (rows != opened->head.rows) return malformed("the snapshot has not the rows that it tells");
    auto txn = env_->begin_write();
    if (!txn) return txn.error();
    State next = state_;
    next.place = offer.place;
    next.since = now;
    if (auto done = commit_state(*txn, next, generation); !done) return done;
    return sweep();
}

Result<PartBook> HubCatalog::parts() const {
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(rows_);
    if (!cursor) return cursor.error();
    Parts parts;
    auto row = cursor->at_or_after(row_key(generation_, {}));
    for (; row && *row; row = cursor->next()) {
        const ByteView key = (*row)->key;
        if (get_be<std::uint32_t>(key) != generation_) break;
        const auto value = store::unsealed(key, (*row)->value, "a row of the catalog");
        if (!value) return value.error();
        parts.add(as_text(key.subspan(4)), *value);
    }
    if (!row) return row.error();
    return parts.book();
}

}  // namespace saldo::agent
