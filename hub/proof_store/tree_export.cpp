#include "hub/proof_store/tree_export.hpp"

#include <optional>

#include "common/tlog/inclusion_proof.hpp"
#include "hub/proof/leaf.hpp"
#include "hub/proof/tile_path.hpp"
#include "hub/proof_store/proof_store.hpp"
#include "hub/proof_store/static_files.hpp"

namespace saldo::hub {
namespace {

Error past_end(LogPosition position) {
    return {Errc::not_found, "the trees do not reach position " + std::to_string(position.value())};
}

}  // namespace

Result<std::vector<TreeAt>> trees_as_known(const ProofStore& proofs, LogPosition end) {
    if (end > proofs.known()) return past_end(end);
    std::vector<TreeAt> trees;
    for (const TreeHead& head : proofs.trees()) {
        const auto size = proofs.size_before(head.name, end);
        if (!size) return size.error();
        if (*size == 0) continue;
        const auto root = proof::root_at(*size, proofs.nodes(head.name));
        if (!root) return root.error();
        trees.push_back({head.name, *size, *root});
    }
    return trees;
}

Result<void> write_tree(const ProofStore& proofs, const LogStore& log, const proof::TreeName& name,
                        std::uint64_t size, const PutFile& put) {
    const auto head = proofs.find(name);
    if (!head || size > head->size) {
        return Error{Errc::not_found, "there is no such tree of that size"};
    }
    const std::string folder = proof::tree_path(name) + "/";
    const auto seen = proof::visit_tiles(size, [&](const proof::TileName& tile) -> Result<void> {
        const auto bytes = tile.is_entries ? bundle_bytes(proofs, log, name, tile)
                                           : tile_bytes(proofs, name, tile);
        if (!bytes) return bytes.error();
        return put(folder + proof::tile_path(tile), *bytes);
    });
    if (!seen) return seen.error();
    const auto checkpoint = proofs.checkpoint_at(name, size);
    if (!checkpoint) return checkpoint.error();
    return put(folder + "checkpoint", as_bytes(*checkpoint));
}

Result<void> visit_positions(const ProofStore& proofs, const proof::TreeName& name,
                             std::uint64_t first, const std::function<bool(LogPosition)>& visit) {
    const auto head = proofs.find(name);
    if (!head) return Error{Errc::not_found, "there is no tree " + proof::tree_path(name)};
    for (std::uint64_t at = first; at < head->size;) {
        const auto tile = proofs.tile(name, 0, at / proof::tile_width);
        if (!tile) return tile.error();
        for (std::size_t i = at % proof::tile_width; i < tile->positions.size(); ++i, ++at) {
            if (!visit(LogPosition{tile->positions[i]})) return {};
        }
    }
    return {};
}

Result<LeafPlace> place_of(const ProofStore& proofs, LogPosition position) {
    if (position >= proofs.known()) return past_end(position);
    for (const TreeHead& head : proofs.trees()) {
        if (head.size == 0 || position.value() < head.first || position.value() > head.last)
            continue;
        const auto index = proofs.size_before(head.name, position);
        if (!index) return index.error();
        if (*index == head.size) continue;
        std::optional<LogPosition> found;
        const auto seen = visit_positions(proofs, head.name, *index, [&](LogPosition at) {
            found = at;
            return false;
        });
        if (!seen) return seen.error();
        if (found == position) return LeafPlace{.tree = head.name, .index = *index};
    }
    return Error{Errc::storage,
                 "position " + std::to_string(position.value()) + " stands in no tree"};
}

Result<std::string> prove(const ProofStore& proofs, LogPosition position, LogPosition end) {
    if (position >= end || end > proofs.known()) return past_end(position);
    const auto place = place_of(proofs, position);
    if (!place) return place.error();
    const auto size = proofs.size_before(place->tree, end);
    if (!size) return size.error();
    const auto hashes = proof::prove_inclusion(place->index, *size, proofs.nodes(place->tree));
    if (!hashes) return hashes.error();
    const auto checkpoint = proofs.checkpoint_at(place->tree, *size);
    if (!checkpoint) return checkpoint.error();
    return tlog::format_inclusion_proof({.extra = std::nullopt,
                                         .index = place->index,
                                         .hashes = *hashes,
                                         .checkpoint = *checkpoint});
}

}  // namespace saldo::hub
