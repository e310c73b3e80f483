#include "hub/proof_store/proof_file.hpp"

#include <string>
#include <utility>

#include "common/store/sealed.hpp"

namespace saldo::hub {
namespace {

constexpr std::uint32_t format_current = 2;
constexpr std::string_view place_key = "place";
constexpr std::size_t place_bytes = 4 + 8 + 32;    // then the era
constexpr std::size_t tree_bytes = 8 + 8 + 8 + 4;  // then the era, 00 and the company
constexpr std::string_view what = "the proof store";

Error damaged() { return {Errc::storage, "the proof store is damaged"}; }

Bytes tree_key(std::uint32_t id) {
    Bytes key;
    put_be(key, id);
    return key;
}

Bytes tile_key(const ProofFile::TileKey& tile) {
    Bytes key;
    put_be(key, tile.tree);
    put_be(key, static_cast<std::uint8_t>(tile.level));
    put_be(key, tile.index);
    return key;
}

Bytes tree_value(const TreeHead& tree) {
    Bytes value;
    put_le(value, tree.size);
    put_le(value, tree.first);
    put_le(value, tree.last);
    put_le(value, tree.name.year);
    append(value, as_bytes(tree.name.era + '\0' + tree.name.company));
    return value;
}

Result<void> put_sealed(store::WriteTxn& txn, store::Table table, ByteView key, ByteView value) {
    return txn.put(table, key, store::sealed(key, value));
}

}  // namespace

ProofFile::ProofFile(std::unique_ptr<store::Env> env, Tables tables)
    : env_{std::move(env)}, tables_{tables}, names_{*env_, tables.names} {}

Result<std::unique_ptr<ProofFile>> ProofFile::open(const std::filesystem::path& folder,
                                                   std::uint64_t map_bytes) {
    auto opened = store::Env::open(folder, {.map_bytes = map_bytes});
    if (!opened) return opened.error();
    auto env = std::make_unique<store::Env>(std::move(*opened));
    Tables tables;
    for (const auto& [name, table] :
         {std::pair{"state", &tables.state}, std::pair{"trees", &tables.trees},
          std::pair{"tiles", &tables.tiles}, std::pair{"names", &tables.names}}) {
        const auto made = env->table(name);
        if (!made) return made.error();
        *table = *made;
    }
    return std::unique_ptr<ProofFile>{new ProofFile{std::move(env), tables}};
}

Result<std::optional<ProofPlace>> ProofFile::place() const {
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    const ByteView key = as_bytes(place_key);
    const auto stored = txn->get(tables_.state, key);
    if (!stored) return stored.error();
    if (!*stored) return std::optional<ProofPlace>{};
    const auto value = store::unsealed(key, **stored, what);
    if (!value) return value.error();
    if (value->size() < place_bytes || get_le<std::uint32_t>(*value) != format_current) {
        return Error{Errc::unsupported, "the proof store was written by another hub"};
    }
    return std::optional{ProofPlace{.position = get_le<std::uint64_t>(value->subspan(4)),
                                    .log_hash = array_of<32>(value->subspan(12)),
                                    .era = std::string{as_text(value->subspan(place_bytes))}}};
}

Result<std::vector<TreeHead>> ProofFile::trees() const {
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    auto cursor = txn->cursor(tables_.trees);
    if (!cursor) return cursor.error();
    std::vector<TreeHead> trees;
    for (auto row = cursor->first();; row = cursor->next()) {
        if (!row) return row.error();
        if (!*row) return trees;
        const auto value = store::unsealed((*row)->key, (*row)->value, what);
        if (!value) return value.error();
        if (value->size() < tree_bytes || (*row)->key.size() != 4) return damaged();
        const std::string_view name = as_text(value->subspan(tree_bytes));
        const std::size_t end = name.find('\0');
        if (end == std::string_view::npos) return damaged();
        trees.push_back({.name = {.company = std::string{name.substr(end + 1)},
                                  .year = get_le<std::int32_t>(value->subspan(24)),
                                  .era = std::string{name.substr(0, end)}},
                         .id = get_be<std::uint32_t>((*row)->key),
                         .size = get_le<std::uint64_t>(*value),
                         .first = get_le<std::uint64_t>(value->subspan(8)),
                         .last = get_le<std::uint64_t>(value->subspan(16))});
        if (trees.back().id != trees.size() - 1) return damaged();
    }
}

Result<Tile> ProofFile::tile(const TileKey& key) const {
    const auto txn = env_->begin_read();
    if (!txn) return txn.error();
    const Bytes raw = tile_key(key);
    const auto stored = txn->get(tables_.tiles, raw);
    if (!stored) return stored.error();
    if (!*stored) return damaged();
    const auto value = store::unsealed(raw, **stored, what);
    if (!value) return value.error();
    return decode_tile(key.level, *value);
}

Result<void> ProofFile::write(const ProofPlace& place, const std::vector<TreeHead>& trees,
                              const std::map<TileKey, Tile>& tiles) {
    auto txn = env_->begin_write();
    if (!txn) return txn.error();
    for (const auto& [key, tile] : tiles) {
        const auto put = put_sealed(*txn, tables_.tiles, tile_key(key), encode_tile(tile));
        if (!put) return put.error();
    }
    for (const TreeHead& tree : trees) {
        const auto put = put_sealed(*txn, tables_.trees, tree_key(tree.id), tree_value(tree));
        if (!put) return put.error();
    }
    if (const auto written = names_.write(*txn); !written) return written.error();
    Bytes value;
    put_le(value, format_current);
    put_le(value, place.position);
    append(value, place.log_hash);
    append(value, as_bytes(place.era));
    const auto put = put_sealed(*txn, tables_.state, as_bytes(place_key), value);
    if (!put) return put.error();
    if (const auto done = txn->commit(); !done) return done.error();
    names_.committed();
    return {};
}

}  // namespace saldo::hub
