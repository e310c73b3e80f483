#include "hub/ledger_store/segment_store.hpp"

#include <atomic>
#include <cstring>
#include <utility>
#include <vector>

namespace saldo::hub {
namespace {

/// A commit holds about this much: LMDB keeps what it will write in memory.
constexpr std::size_t commit_bytes = 64U << 20;
constexpr std::size_t head_bytes = sizeof(std::uint32_t) + sizeof(Digest);

enum class Kind : std::uint8_t { mark = 0, documents = 1, pools = 2 };

Bytes key_of(Kind kind, std::uint32_t number) {
    Bytes key;
    put_be(key, static_cast<std::uint8_t>(kind));
    put_be(key, number);
    return key;
}

Digest hash_of(ByteView key, ByteView format, ByteView payload) {
    return sha256({key, format, payload});
}

Bytes sealed(ByteView key, ByteView payload) {
    Bytes value;
    value.reserve(head_bytes + payload.size());
    put_le(value, SegmentStore::format);
    append(value, hash_of(key, value, payload));
    append(value, payload);
    return value;
}

/// The payload, or nothing when it was not written by us for this key.
std::optional<ByteView> unsealed(ByteView key, ByteView value) {
    if (value.size() < head_bytes) return std::nullopt;
    const ByteView format = value.first(sizeof(std::uint32_t));
    if (get_le<std::uint32_t>(format) != SegmentStore::format) return std::nullopt;
    const ByteView payload = value.subspan(head_bytes);
    const Digest hash = hash_of(key, format, payload);
    if (as_text(hash) != as_text(value.subspan(format.size(), hash.size()))) return std::nullopt;
    return payload;
}

struct Counted {
    SegmentMark mark;
    std::uint32_t documents = 0;
    std::uint32_t pools = 0;
};

Bytes encode(const Counted& counted) {
    Bytes bytes;
    put_le(bytes, counted.mark.position);
    append(bytes, counted.mark.log_head);
    put_le(bytes, counted.documents);
    put_le(bytes, counted.pools);
    return bytes;
}

std::optional<Counted> decode(ByteView bytes) {
    constexpr std::size_t size = 8 + sizeof(Digest) + 8;
    if (bytes.size() != size) return std::nullopt;
    Counted counted{.mark = {.position = get_le<std::uint64_t>(bytes)}};
    std::memcpy(counted.mark.log_head.data(), bytes.data() + 8, sizeof(Digest));
    counted.documents = get_le<std::uint32_t>(bytes.subspan(8 + sizeof(Digest)));
    counted.pools = get_le<std::uint32_t>(bytes.subspan(12 + sizeof(Digest)));
    return counted;
}

constexpr std::uint32_t segments_of(std::size_t things, std::uint32_t per_segment) {
    return static_cast<std::uint32_t>((things + per_segment - 1) / per_segment);
}

/// Writes rows in commits of a bearable size. As long as more than one is needed there is no mark:
/// a crash between two of them must not leave a mixture that looks whole.
class Writer {
public:
    Writer(store::Env& env, store::Table table) : env_{env}, table_{table} {}

    Result<void> put(Kind kind, std::uint32_t number, ByteView payload) {
        if (!txn_) {
            auto begun = env_.begin_write();
            if (!begun) return begun.error();
            txn_.emplace(std::move(*begun));
        }
        const Bytes key = key_of(kind, number);
        const Bytes value = sealed(key, payload);
        if (auto done = txn_->put(table_, key, value); !done) return done;
        written_ += value.size();
        if (written_ < commit_bytes || kind == Kind::mark) return {};
        if (auto erased = txn_->erase(table_, key_of(Kind::mark, 0)); !erased) {
            return erased.error();
        }
        return commit();
    }
    Result<void> commit() {
        if (!txn_) return {};
        auto done = txn_->commit();
        txn_.reset();
        written_ = 0;
        return done;
    }

private:
    store::Env& env_;
    store::Table table_;
    std::optional<store::WriteTxn> txn_;
    std::size_t written_ = 0;
};

/// The stored values [0, count) of a kind, not yet looked into; nothing when one is missing.
Result<std::optional<std::vector<ByteView>>> values_of(const store::ReadTxn& txn,
                                                       store::Table table, Kind kind,
                                                       std::uint32_t count) {
    std::vector<ByteView> values;
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto value = txn.get(table, key_of(kind, i));
        if (!value) return value.error();
        if (!*value) return std::optional<std::vector<ByteView>>{};
        values.push_back(**value);
    }
    return std::optional{std::move(values)};
}

/// Opens all seals; gives whether every one was whole.
bool unseal(std::vector<ByteView>& values, Kind kind, const ledger::ForEach& for_each) {
    std::atomic<bool> is_whole = true;
    for_each(values.size(), [&](std::size_t i) {
        const auto payload = unsealed(key_of(kind, static_cast<std::uint32_t>(i)), values[i]);
        if (!payload) is_whole = false;
        if (payload) values[i] = *payload;
    });
    return is_whole;
}

}  // namespace

Result<SegmentStore> SegmentStore::open(const std::filesystem::path& folder,
                                        const store::EnvOptions& options) {
    auto env = store::Env::open(folder, options);
    if (!env) return env.error();
    const auto table = env->table("segments");
    if (!table) return table.error();
    return SegmentStore{std::move(*env), *table};
}

Result<void> SegmentStore::save(ledger::Engine& engine, const SegmentMark& mark) {
    using ledger::Engine;
    const Engine::Changed changed = engine.changed_segments();
    Writer writer{env_, table_};
    for (const std::uint32_t number : changed.documents) {
        const auto put = writer.put(Kind::documents, number, engine.document_segment(number));
        if (!put) return put;
    }
    for (const std::uint32_t number : changed.pools) {
        const auto put = writer.put(Kind::pools, number, engine.pool_segment(number));
        if (!put) return put;
    }
    const Counted counted{
        .mark = mark,
        .documents = segments_of(engine.documents().size(), Engine::documents_per_segment),
        .pools = segments_of(engine.pool_count(), Engine::pools_per_segment)};
    if (auto put = writer.put(Kind::mark, 0, encode(counted)); !put) return put;
    if (auto done = writer.commit(); !done) return done;
    engine.note_sealed();
    return {};
}

Result<std::optional<SegmentMark>> SegmentStore::load(ledger::Engine& engine,
                                                      const ledger::ForEach& for_each) {
    const std::optional<SegmentMark> nothing;
    auto txn = env_.begin_read();
    if (!txn) return txn.error();
    const Bytes mark_key = key_of(Kind::mark, 0);
    const auto stored = txn->get(table_, mark_key);
    if (!stored) return stored.error();
    if (!*stored) return nothing;
    const auto payload = unsealed(mark_key, **stored);
    const auto counted = payload ? decode(*payload) : std::nullopt;
    if (!counted) return nothing;

    auto documents = values_of(*txn, table_, Kind::documents, counted->documents);
    if (!documents) return documents.error();
    auto pools = values_of(*txn, table_, Kind::pools, counted->pools);
    if (!pools) return pools.error();
    if (!*documents || !*pools) return nothing;
    if (!unseal(**documents, Kind::documents, for_each)) return nothing;
    if (!unseal(**pools, Kind::pools, for_each)) return nothing;
    if (!engine.restore(**documents, **pools, for_each)) return nothing;
    return std::optional{counted->mark};
}

}  // namespace saldo::hub
