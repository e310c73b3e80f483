#include "hub/proof_store/static_files.hpp"

#include <algorithm>
#include <utility>

#include "common/tlog/checkpoint.hpp"
#include "hub/proof/leaf.hpp"
#include "hub/proof_store/tree_export.hpp"

namespace saldo::hub {
namespace {

constexpr std::string_view cosigned_folder = "cosigned/";

Error no_file(std::string_view path) {
    return {Errc::not_found, "there is no file " + std::string{path} + " of the trees"};
}

Error another_leaf(std::uint64_t position) {
    return {Errc::storage, "the log gives another fact at position " + std::to_string(position) +
                               " than the one that stands in its tree"};
}

/// Made from the log, and held against the hashes of the tile.
Result<Bytes> make_bundle(const LogStore& log, const Tile& tile) {
    Bytes bundle;
    Result<void> outcome;
    for (std::size_t next = 0; next < tile.positions.size();) {
        const std::size_t began = next;
        // One entry at a time: between two leaves of a tree may lie much of other companies.
        const auto read = log.read(LogPosition{tile.positions[next]}, [&](const EntryView& entry) {
            outcome = visit_leaves(entry, [&](const LeafItem& item) {
                if (next == tile.positions.size() ||
                    item.position.value() != tile.positions[next] ||
                    tlog::leaf_hash(item.leaf) != tile.hashes[next]) {
                    return;
                }
                proof::append_to_bundle(bundle, item.leaf);
                ++next;
            });
            return false;
        });
        if (!read) return read.error();
        if (!outcome) return outcome.error();
        if (next == began) return another_leaf(tile.positions[next]);
    }
    return bundle;
}

StaticFile note_file(std::string_view note) {
    const ByteView bytes = as_bytes(note);
    return {.bytes = Bytes{bytes.begin(), bytes.end()}, .is_note = true};
}

}  // namespace

Result<Bytes> tile_bytes(const ProofStore& proofs, const proof::TreeName& name,
                         const proof::TileName& tile) {
    const auto head = proofs.find(name);
    if (!head || !proof::has_tile(head->size, tile)) return no_file(proof::tile_path(tile));
    const auto held = proofs.tile(name, tile.level, tile.index);
    if (!held) return held.error();
    Bytes bytes;
    for (std::uint32_t i = 0; i < tile.width; ++i) append(bytes, held->hashes.at(i));
    return bytes;
}

Result<Bytes> bundle_bytes(const ProofStore& proofs, const LogStore& log,
                           const proof::TreeName& name, const proof::TileName& bundle) {
    const auto head = proofs.find(name);
    if (!head || !proof::has_tile(head->size, bundle)) return no_file(proof::tile_path(bundle));
    auto tile = proofs.tile(name, 0, bundle.index);
    if (!tile) return tile.error();
    tile->hashes.resize(bundle.width);
    tile->positions.resize(bundle.width);
    return make_bundle(log, *tile);
}

Result<StaticFile> static_file(const StaticFiles& from, std::string_view path) {
    const std::size_t company_end = path.find('/');
    const std::size_t year_end =
        company_end == std::string_view::npos ? company_end : path.find('/', company_end + 1);
    if (year_end == std::string_view::npos) return no_file(path);
    const auto name = proof::parse_tree_path(path.substr(0, year_end));
    if (!name) return no_file(path);
    const std::string_view file = path.substr(year_end + 1);
    if (file == "checkpoint") {
        const auto note = from.proofs.checkpoint(*name);
        if (!note) return note.error();
        return note_file(*note);
    }
    if (file.starts_with(cosigned_folder)) {
        const auto size = tlog::parse_tree_number(file.substr(cosigned_folder.size()));
        if (!size || from.cosigned == nullptr) return no_file(path);
        const auto notes = from.cosigned->all(*name);
        if (!notes) return notes.error();
        const auto note = notes->find(*size);
        if (note == notes->end()) return no_file(path);
        return note_file(tlog::format_note(note->second));
    }
    const auto tile = proof::parse_tile_path(file);
    const auto head = from.proofs.find(*name);
    if (!tile || !head || !proof::has_tile(head->size, *tile)) return no_file(path);
    auto bytes = tile->is_entries ? bundle_bytes(from.proofs, from.log, *name, *tile)
                                  : tile_bytes(from.proofs, *name, *tile);
    if (!bytes) return bytes.error();
    return StaticFile{.bytes = std::move(*bytes)};
}

}  // namespace saldo::hub
