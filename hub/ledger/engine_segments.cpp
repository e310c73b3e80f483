#include <algorithm>
#include <vector>

#include "common/base/check.hpp"
#include "hub/ledger/engine.hpp"
#include "hub/ledger/engine_image.hpp"

namespace saldo::ledger {
namespace {

Result<void> too_many_pools() {
    return malformed("a segment of the ledger has more pools than fit");
}

}  // namespace

Engine::Changed Engine::changed_segments() const {
    Changed changed;
    for (std::uint32_t i = 0; i < is_segment_changed_.size(); ++i) {
        if (is_segment_changed_[i] != 0) changed.pools.push_back(i);
    }
    // Documents are only ever added: the segment that was not full, and those after it.
    for (std::uint32_t at = documents_sealed_; at < documents_.size();) {
        changed.documents.push_back(at / documents_per_segment);
        at = (at / documents_per_segment + 1) * documents_per_segment;
    }
    return changed;
}

void Engine::note_sealed() {
    std::ranges::fill(is_segment_changed_, std::uint8_t{0});
    documents_sealed_ = static_cast<std::uint32_t>(documents_.size());
}

Bytes Engine::document_segment(std::uint32_t number) const {
    const std::uint32_t first = number * documents_per_segment;
    const auto all = static_cast<std::uint32_t>(documents_.size());
    Bytes bytes;
    put_documents(bytes, documents_, first, std::min(all, first + documents_per_segment));
    return bytes;
}

Bytes Engine::pool_segment(std::uint32_t number) const {
    const std::size_t first = std::size_t{number} * pools_per_segment;
    Bytes bytes;
    for (std::size_t i = first; i < std::min(pools_.size(), first + pools_per_segment); ++i) {
        put_pool(bytes, pools_[i]);
    }
    return bytes;
}

Result<void> Engine::restore(std::span<const ByteView> documents, std::span<const ByteView> pools,
                             const ForEach& for_each) {
    SALDO_CHECK(pools_.empty() && documents_.size() == 0);
    for (const ByteView bytes : documents) {
        if (const auto added = add_documents(bytes, documents_); !added) return added.error();
    }
    pools_.resize(pools.size() * pools_per_segment);
    std::vector<Result<void>> results(pools.size());
    for_each(pools.size(), [&](std::size_t segment) {
        PoolEditor editor{documents_, span_uses_max_, false};
        ByteView bytes = pools[segment];
        for (std::size_t i = 0; i < pools_per_segment && !bytes.empty() && results[segment]; ++i) {
            results[segment] = take_pool(bytes, editor, pools_[segment * pools_per_segment + i]);
        }
        if (!bytes.empty() && results[segment]) results[segment] = too_many_pools();
    });
    for (const auto& result : results) {
        if (!result) return result;
    }
    is_segment_changed_.resize(pools.size());
    note_sealed();
    return {};
}

}  // namespace saldo::ledger
