#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/sync/outbox.hpp"
#include "hub/ingest/ingest.hpp"

namespace saldo::hub {

/// A plant's agent in memory: a real journal's chain, the real Outbox, real signed frames; no disk
/// and no socket. It forgets what receipts let it forget, as an agent does that is old enough.
class DrillPlant {
public:
    DrillPlant(std::string agent, std::string rfc, std::string plant, const SigningKey& key,
               const PublicKey& hub_key);

    const std::string& agent() const { return agent_; }
    const PublicKey& key() const { return key_.public_key(); }
    std::uint64_t recorded() const { return hashes_.size() - 1; }
    /// Records that a receipt of any hub ever covered.
    std::uint64_t receipted() const { return receipted_; }
    std::uint64_t held() const { return outbox_.held(); }
    const Digest& head() const { return hashes_.back(); }
    const Digest& hash_at(std::uint64_t next) const { return hashes_.at(next); }
    sync::Epoch epoch() const { return epoch_; }
    /// Why nothing goes on; empty: it does.
    const std::string& stuck() const { return stuck_; }

    /// Movements of the dock, `count` of them.
    void capture(std::uint64_t count, SteadyTime now);
    void connect(SteadyTime now);
    void disconnect(SteadyTime now);
    /// A receipt as it came. What is no word of the hub to us is passed over.
    void on_receipt(ByteView payload, SteadyTime now);
    void tick(SteadyTime now);
    std::optional<SteadyTime> deadline() const { return outbox_.deadline(); }
    /// What waits to be sent.
    std::vector<Arrival> take_messages() { return std::exchange(messages_, {}); }

    /// The whole journal as batches, for whoever was not there: nothing is forgotten for a twin.
    std::vector<Arrival> everything() const;
    /// A control: the journal loses this record.
    void lose(std::uint64_t sequence) { lost_ = sequence; }

private:
    void add(const sync::RecordHead& head, ByteView body);
    void feed(const sync::Input& input, SteadyTime now);
    void send_hello(std::uint64_t session);
    void send_range(const sync::SendRange& range, SteadyTime now);
    Arrival batch(std::uint64_t first, std::uint64_t end) const;
    Arrival hello(std::uint64_t session, std::uint64_t tail, std::string receipt) const;
    std::string topic(bool is_hello) const;

    std::string agent_;
    std::string rfc_;
    std::string plant_;
    SigningKey key_;
    PublicKey hub_key_;
    sync::Epoch epoch_;
    Bytes records_;
    std::vector<std::size_t> begins_{0};  // begins_[n]: where record n begins
    std::vector<Digest> hashes_{Digest{}};
    sync::Outbox outbox_;
    std::string receipt_;  // the newest, as signed
    std::uint64_t receipted_ = 0;
    std::uint64_t tail_ = 0;  // what lies before it is forgotten
    std::optional<std::uint64_t> lost_;
    std::string stuck_;
    std::vector<Arrival> messages_;
};

}  // namespace saldo::hub
