#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "agent/uplink/batch_maker.hpp"
#include "agent/uplink/record_source.hpp"
#include "agent/uplink/round_trip.hpp"
#include "common/base/surroundings.hpp"
#include "common/crypto/sign.hpp"
#include "common/mqtt/link.hpp"
#include "common/sync/backoff.hpp"
#include "common/sync/fork_search.hpp"
#include "common/sync/outbox.hpp"
#include "common/wire/topics.hpp"

namespace saldo::agent {

/// What the agent shows of its way to the hub.
struct UplinkStatus {
    bool is_up = false;  ///< the broker is reached
    sync::Outbox::State state = sync::Outbox::State::disconnected;
    std::uint64_t recorded = 0;
    std::uint64_t held = 0;
    std::uint64_t batches_sent = 0;
    std::uint64_t resends = 0;
    std::uint64_t connects = 0;
    std::uint64_t receipts = 0;
    std::uint64_t receipts_refused = 0;        ///< wrong signature, another agent, malformed
    std::optional<UtcTime> newest_receipt_at;  ///< the hub's clock
    sync::Halt halt = sync::Halt::none;        ///< why the hub takes nothing, for people
    std::string alarm;                         ///< the same in words, or another trouble; or empty
    std::uint64_t epochs_to_settle = 0;        ///< closed epochs that are still compared
    std::string last_down;                     ///< why the link was lost, the last time
};

struct UplinkOptions {
    std::string agent;
    std::string rfc;
    std::string program;  ///< "saldo-agent 0.1.0"
    std::string token;    ///< a fresh enrolment token: lets a new epoch begin without a person
    PublicKey hub_key{};
    mqtt::LinkOptions link;  ///< `will` and `client_id` are set here
    sync::Limits limits;
    std::function<std::uint64_t()> disk_free_bytes;  ///< for the status; none: 0
    std::function<void(ByteView)> on_refill = {};    ///< what comes on dn/refill; none: ignored
    std::function<void(const sync::ClockSample&)> on_clock_sample =
        {};                                          ///< a receipt told the time
    std::function<sync::ClockReading()> clock = {};  ///< for the status; none: unknown
    MakeBatch make_batch = {};                       ///< off this thread; none: on it, at once
    std::function<void(ByteView)> on_catalog = {};   ///< what comes on dn/cat; none: not asked for
    /// How far the hub's catalog is held, for the status; with on_catalog.
    std::function<sync::CatalogPlace()> catalog_place = {};
    /// What the agent says, as a witness, to a checkpoint that it is asked to cosign; none: not
    /// asked for. Nothing where the disk cannot keep it.
    std::function<std::optional<sync::WitnessAnswer>(const sync::WitnessRequest&)> on_witness = {};
    /// A receipt showed this checkpoint of the log, a signed note, at this time of the hub's clock.
    std::function<void(const std::string&, UtcTime)> on_checkpoint = {};
    std::function<void(const std::string&)> on_log_key =
        {};                                       ///< the hub told it, as a verifier key
    std::function<std::string()> log_alarm = {};  ///< what the witness found; or empty
};

/// The way to the hub without a timer or a socket of its own: carries out what sync::Outbox decides
/// over the links that `connect` makes, and says when it wants to be woken. Never holds records:
/// what must be sent is read from the journal each time.
///
/// Events of a link come in by on_event(), never from inside one of our calls.
class UplinkMachine {
public:
    /// A link with these options, whose events are brought to on_event().
    using Connect =
        std::function<Result<std::unique_ptr<mqtt::MqttLink>>(const mqtt::LinkOptions&)>;
    using OnFailure = std::function<void(const Error&)>;

    /// Keeps a reference to `source`, which outlives this.
    UplinkMachine(UplinkOptions options, SigningKey key, RecordSource& source,
                  Surroundings surroundings, Connect connect, OnFailure on_failure);

    void start();
    /// Says offline and goodbye. Idempotent.
    void stop();
    void on_event(mqtt::Event event);
    /// Puts a frame on the refill topic; where the link is down it is lost.
    void publish_refill(ByteView frame);
    /// The journal grew.
    void on_recorded();
    /// Tells the hub how we are, before the minute is over: something of it changed.
    void say_status() { publish_status(true); }
    /// Makes the link anew at once, to `uri`: its certificate was renewed. Nothing is lost by it.
    void renew_link(std::string uri);
    /// Does what is due by the clock.
    void wake();
    /// When to wake() if nothing else comes first; nothing once stopped.
    std::optional<SteadyTime> deadline() const;

    UplinkStatus status() const;

private:
    void connect();
    void on_message(const mqtt::Message& message);
    void on_receipt(const mqtt::Message& message);
    void on_hub_state(const mqtt::Message& message);
    void on_witness(const mqtt::Message& message);
    void lose_link(const std::string& why);
    void feed(const sync::Input& input);
    void carry_out(const sync::Action& action);
    void send_hello(std::uint64_t session);
    void open_epoch(wire::EpochReason reason, std::uint32_t after);
    /// Takes up the comparison of the oldest closed epoch that is not settled, if there is one.
    void search_next();
    void on_common(const sync::Receipt& receipt);
    void settle(const Settlement& settlement);
    sync::Trail trail();
    void send_range(const sync::SendRange& range);
    void take_batch(const sync::SendRange& range, const Result<ReadyBatch>& batch);
    /// Whether it went out.
    bool publish_batch(const ReadyBatch& batch);
    void note_unreadable(const Error& error);
    std::string alarm() const;
    void publish_status(bool online);
    Bytes status_frame(bool online) const;
    std::string topic(wire::Channel channel) const;
    void fail(const Error& error);

    UplinkOptions options_;
    SigningKey key_;
    RecordSource& source_;
    Surroundings surroundings_;
    Connect connect_;
    OnFailure on_failure_;
    sync::Outbox outbox_;
    sync::Backoff backoff_;
    RoundTrip round_trip_;
    std::unique_ptr<mqtt::MqttLink> link_;
    std::optional<SteadyTime> reconnect_at_;
    std::optional<SteadyTime> connected_by_;
    std::optional<SteadyTime> status_at_;
    std::optional<SteadyTime> hub_seen_at_;  // when hub_state_ goes to the outbox
    sync::HubState hub_state_;
    bool is_up_ = false;
    bool is_stopped_ = false;
    bool hub_state_seen_ = false;
    std::string unreadable_;       // why the journal cannot be read on; empty: it can
    Bytes newest_signed_receipt_;  // the bytes of the receipt that is being fed
    struct Search {
        Unsettled epoch;
        sync::ForkSearch places;
        std::vector<std::uint64_t> asked;  // in the last HELLO
        std::uint64_t session = 0;         // of that HELLO
    };
    std::optional<Search> search_;
    std::optional<SteadyTime> ask_at_;  // when the answer to a search is taken for lost
    std::uint64_t incarnation_ = 0;     // of the newest receipt
    bool is_damage_declared_ = false;
    std::uint64_t batch_order_ = 0;  // the newest; what was ordered before it is not sent
    UplinkStatus figures_;
};

}  // namespace saldo::agent
