#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/sign.hpp"
#include "common/sync/inbox.hpp"
#include "common/wire/frame.hpp"

// A journal made up in memory, for tests of whatever reads batches.

namespace saldo::test {

inline SigningKey fixed_key(unsigned char fill) {
    const std::string seed = to_hex(Bytes(32, std::byte{fill}));
    return SigningKey::from_seed_hex(seed).value();
}

class Stream {
public:
    explicit Stream(std::string agent, sync::Epoch epoch = {.ordinal = 1, .nonce = 0xC0FFEE})
        : agent_{std::move(agent)}, epoch_{epoch}, hashes_{Digest{}} {}

    /// Adds a record with this body.
    void add(std::string_view body) {
        const auto type =
            records_.empty() ? sync::RecordType::epoch_open : sync::RecordType::movement;
        const auto device_ms = static_cast<std::int64_t>(1'700'000'000'000 + records_.size());
        Bytes record =
            sync::encode_record({.type = type, .device_utc = {device_ms}}, as_bytes(body)).value();
        hashes_.push_back(sync::chain_hash(hashes_.back(), sync::padded(agent_), epoch_,
                                           records_.size(), record));
        records_.push_back(std::move(record));
    }
    void add_many(std::size_t count, std::string_view stem = "record ") {
        for (std::size_t i = 0; i < count; ++i) {
            add(std::string{stem} + std::to_string(records_.size()));
        }
    }

    const std::string& agent() const { return agent_; }
    sync::Epoch epoch() const { return epoch_; }
    std::uint64_t next() const { return records_.size(); }
    const Digest& hash_at(std::uint64_t next) const { return hashes_.at(next); }
    sync::Place place(std::uint64_t next) const {
        return {.epoch = epoch_, .next = next, .hash = hashes_.at(next)};
    }
    const Bytes& record(std::uint64_t sequence) const { return records_.at(sequence); }

    Bytes body(std::uint64_t first, std::uint32_t count) const {
        Bytes body;
        for (std::uint64_t n = first; n < first + count; ++n) append(body, records_.at(n));
        return body;
    }
    /// `body` must outlive the batch.
    sync::Batch batch(std::uint64_t first, std::uint32_t count, const Bytes& body) const {
        return {.epoch = epoch_,
                .first = first,
                .count = count,
                .before = hashes_.at(first),
                .after = hashes_.at(first + count),
                .records = body};
    }
    Bytes frame(std::uint64_t first, std::uint32_t count, const SigningKey& key,
                wire::Pack pack = wire::Pack::no) const {
        return wire::seal_frame({.kind = wire::FrameKind::batch,
                                 .records = count,
                                 .agent = sync::padded(agent_),
                                 .epoch = epoch_,
                                 .first = first,
                                 .before = hashes_.at(first),
                                 .after = hashes_.at(first + count)},
                                body(first, count), pack, key)
            .value();
    }

private:
    std::string agent_;
    sync::Epoch epoch_;
    std::vector<Bytes> records_;
    std::vector<Digest> hashes_;  // hashes_[n]: at place n
};

}  // namespace saldo::test
