#include "tests/integration/sync_rig.hpp"

#include <utility>

#include "common/base/check.hpp"
#include "common/wire/frame.hpp"

namespace saldo::test {

void Hub::start(bool takes_anything) {
    log_ =
        hub::LmdbLog::open(folder_, {.map_bytes = 1ULL << 30, .reserve_bytes = 1U << 20}).value();
    quarantine_ = std::make_unique<hub::Quarantine>(
        hub::Quarantine::open(folder_ / "quarantine", {}).value());
    hub::LogStore* log = log_.get();
    if (takes_anything) {
        headless_ = std::make_unique<HeadlessLog>(*log_);
        log = headless_.get();
    }
    ingest_ = hub::Ingest::open({.hub = "hub-test", .key = key_}, *log, directory, *quarantine_,
                                fast_limits())
                  .value();
    const mqtt::LinkOptions link{.uri = uri_, .client_id = "saldo-hub-test"};
    server_ = std::make_unique<hub::LinkServer>(
        io_, hub::LinkServer::Options{.link = link}, faulty(paho_factory_of(io_), faults), *ingest_,
        [this](std::span<const hub::EntryView> entries) {
            for (const hub::EntryView& entry : entries) handed_over += entry.count;
        },
        [](const Error& error) { check_failed(error.what.c_str(), __FILE__, __LINE__); });
    server_->start();
}

void Hub::stop() {
    server_.reset();
    ingest_.reset();
    quarantine_.reset();
    headless_.reset();
    log_.reset();
}

void Agent::start() {
    journal_ = agent::LmdbJournal::open(folder_,
                                        {.agent = name_,
                                         .rfc = rig_rfc,
                                         .plant = "P01",
                                         .signing_key = key_.key_id(),
                                         .machine = machine},
                                        {.map_bytes = 256U << 20,
                                         .preextend_bytes = 0,
                                         .reserve_bytes = 1U << 20,
                                         .pressure_bytes = 2U << 20},
                                        {.device_utc = {1'000}})
                   .value();
    writer_ = std::make_unique<agent::JournalWriter>(
        *journal_, agent::JournalWriter::Limits{},
        [](const Error& error) { check_failed(error.what.c_str(), __FILE__, __LINE__); });
    alive_ = std::make_shared<bool>(true);
    source_ = std::make_unique<agent::JournalSource>(
        *journal_, *writer_, [] { return sync::RecordHead{.device_utc = {1'000}}; },
        [this, alive = alive_] {
            boost::asio::post(io_, [this, alive] {
                if (*alive) uplink_->on_recorded();
            });
        });
    mqtt::LinkOptions link{.uri = uri_};
    uplink_ = std::make_unique<agent::Uplink>(
        io_,
        agent::Uplink::Options{.agent = name_,
                               .rfc = rig_rfc,
                               .program = "saldo-agent test",
                               .token = token,
                               .hub_key = hub_key_,
                               .link = link,
                               .limits = fast_limits(),
                               .disk_free_bytes = {}},
        key_, *source_, faulty(paho_factory_of(io_), faults),
        [](const Error& error) { check_failed(error.what.c_str(), __FILE__, __LINE__); });
    uplink_->start();
}

void Agent::stop() {
    if (alive_) *alive_ = false;
    uplink_.reset();
    source_.reset();
    writer_.reset();
    journal_.reset();
}

void Agent::capture(std::size_t count, const std::string& stem) {
    for (std::size_t i = 0; i < count; ++i) {
        agent::Pending record{.head = {.device_utc = {static_cast<std::int64_t>(captured_)}}};
        const std::string body = stem + std::to_string(captured_++) + std::string(120, '.');
        append(record.body, as_bytes(body));
        const auto queued =
            writer_->submit(std::move(record), [this, alive = alive_](const auto& done) {
                SALDO_CHECK(done);
                boost::asio::post(io_, [this, alive] {
                    if (*alive) uplink_->on_recorded();
                });
            });
        SALDO_CHECK(queued);
    }
}

bool Agent::is_held_whole() const {
    const auto status = uplink_->status();
    return status.held == journal_->head().last_sequence + 1 && status.held == status.recorded &&
           status.recorded == captured_ + 1;  // and record 0
}

mqtt::LinkFactory paho_factory_of(boost::asio::io_context& io) {
    return mqtt::paho_factory(io.get_executor());
}

bool run_until(boost::asio::io_context& io, std::chrono::milliseconds time_max,
               const std::function<bool()>& done) {
    const auto give_up = std::chrono::steady_clock::now() + time_max;
    while (!done()) {
        if (std::chrono::steady_clock::now() >= give_up) return false;
        run_for(io, std::chrono::milliseconds{5});
    }
    return true;
}

void run_for(boost::asio::io_context& io, std::chrono::milliseconds time) {
    io.restart();
    io.run_for(time);
}

namespace {

/// One agent's records as the log has them.
struct Seen {
    std::vector<Bytes> records;
    Digest hash{};
};

std::string walk_frame(const hub::EntryView& entry, std::map<std::string, Seen>& seen) {
    const auto frame = wire::stored_frame(entry.payload);
    if (!frame) return frame.error().what;
    Bytes scratch;
    const auto body = wire::unpack(*frame, scratch);
    if (!body) return body.error().what;
    const std::string_view padded = as_text(frame->head.agent);
    const std::string agent{padded.substr(0, padded.find('\0'))};
    Seen& stream = seen[agent];
    ByteView left = *body;
    for (std::uint32_t i = 0; i < entry.skip + entry.count; ++i) {
        const auto record = sync::read_record(left);
        if (!record) return record.error().what;
        left = left.subspan(record->whole.size());
        if (i < entry.skip) continue;
        const std::uint64_t sequence = frame->head.first + i;
        if (sequence != stream.records.size()) {
            return agent + ": sequence " + std::to_string(sequence) + " stands where " +
                   std::to_string(stream.records.size()) + " belongs";
        }
        stream.hash = sync::chain_hash(stream.hash, frame->head.agent, frame->head.epoch, sequence,
                                       record->whole);
        stream.records.emplace_back(record->whole.begin(), record->whole.end());
    }
    return {};
}

}  // namespace

std::string compare(const hub::LogStore& log, const std::vector<const Agent*>& agents) {
    std::map<std::string, Seen> seen;
    std::string fault;
    const auto read = log.read(LogPosition{0}, [&](const hub::EntryView& entry) {
        fault = walk_frame(entry, seen);
        return fault.empty();
    });
    if (!read) return read.error().what;
    if (!fault.empty()) return fault;
    for (const Agent* agent : agents) {
        const auto head = agent->journal().head();
        const Seen& stream = seen[agent->name()];
        if (stream.records.size() != head.last_sequence + 1) {
            return agent->name() + ": " + std::to_string(stream.records.size()) +
                   " records at the hub, " + std::to_string(head.last_sequence + 1) + " captured";
        }
        if (stream.hash != head.hash) return agent->name() + ": another chain";
        for (std::uint64_t from = 0; from < stream.records.size();) {
            const auto run = agent->journal().read(head.epoch.ordinal, from, {});
            if (!run || run->count == 0) return agent->name() + ": the journal cannot be read";
            Bytes ours;
            for (std::uint64_t n = from; n < from + run->count; ++n) {
                append(ours, stream.records[n]);
            }
            if (ours != run->records) return agent->name() + ": other records than captured";
            from += run->count;
        }
    }
    return {};
}

}  // namespace saldo::test
