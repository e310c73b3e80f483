#include "hub/ledger/documents.hpp"

#include <algorithm>

#include "common/base/check.hpp"

namespace saldo::ledger {
namespace {

constexpr std::size_t chunk_bytes = 1U << 16;

std::uint64_t mixed(std::uint64_t value) {
    value ^= value >> 31;
    value *= 0x9E3779B97F4A7C15ULL;
    return value ^ (value >> 29);
}

std::uint64_t hash_of(const DocumentKey& key) {
    std::uint64_t hash = mixed(static_cast<std::uint64_t>(key.date.days()) ^ key.pedimento << 20);
    hash = mixed(hash + key.phase);
    for (const std::string_view text : {key.text, key.name}) {
        for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
        hash = mixed(hash + text.size());
    }
    return hash;
}

}  // namespace

DocumentId Documents::add(const DocumentKey& key) {
    if ((rows_.size() + 1) * 3 > index_.size() * 2) grow_index();
    const std::size_t slot = slot_of(key);
    if (index_[slot] == 0) {
        SALDO_CHECK(key.text.size() + key.name.size() < chunk_bytes);
        rows_.push_back({.pedimento = key.pedimento,
                         .day = key.date.days(),
                         .text_at = keep(key.text, key.name),
                         .text_bytes = static_cast<std::uint16_t>(key.text.size()),
                         .name_bytes = static_cast<std::uint16_t>(key.name.size()),
                         .phase = key.phase});
        index_[slot] = static_cast<std::uint32_t>(rows_.size());
    }
    return DocumentId{index_[slot] - 1};
}

DocumentKey Documents::key(DocumentId id) const {
    const Row& held = row(id);
    const char* const text = chunks_[held.text_at >> 16].get() + (held.text_at & 0xFFFF);
    return {.date = LocalDate::from_days(held.day),
            .phase = held.phase,
            .pedimento = held.pedimento,
            .text = {text, held.text_bytes},
            .name = {text + held.text_bytes, held.name_bytes}};
}

std::strong_ordering Documents::compare(std::uint32_t a, std::uint32_t b) const {
    if (a == b) return std::strong_ordering::equal;
    return key(DocumentId{a}) <=> key(DocumentId{b});
}

std::size_t Documents::slot_of(const DocumentKey& key) const {
    const std::size_t mask = index_.size() - 1;
    std::size_t slot = hash_of(key) & mask;
    while (index_[slot] != 0 && this->key(DocumentId{index_[slot] - 1}) != key) {
        slot = (slot + 1) & mask;
    }
    return slot;
}

void Documents::grow_index() {
    index_.assign(std::max<std::size_t>(16, index_.size() * 2), 0);
    for (std::uint32_t id = 0; id < rows_.size(); ++id) {
        index_[slot_of(key(DocumentId{id}))] = id + 1;
    }
}

std::uint32_t Documents::keep(std::string_view text, std::string_view name) {
    const std::size_t bytes = text.size() + name.size();
    if (chunks_.empty() || chunk_used_ + bytes > chunk_bytes) {
        chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk_bytes));
        chunk_used_ = 0;
        SALDO_CHECK(chunks_.size() <= 1U << 16);
    }
    char* const at = chunks_.back().get() + chunk_used_;
    std::ranges::copy(text, at);
    std::ranges::copy(name, at + text.size());
    const std::size_t place = (chunks_.size() - 1) << 16 | chunk_used_;
    chunk_used_ += bytes;
    return static_cast<std::uint32_t>(place);
}

}  // namespace saldo::ledger
