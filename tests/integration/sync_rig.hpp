#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "agent/journal/journal_writer.hpp"
#include "agent/journal/lmdb_journal.hpp"
#include "agent/uplink/journal_source.hpp"
#include "agent/uplink/uplink.hpp"
#include "common/mqtt/paho_link.hpp"
#include "hub/ingest/ingest.hpp"
#include "hub/ingest/link_server.hpp"
#include "hub/log/lmdb_log.hpp"
#include "tests/integration/faulty_link.hpp"
#include "tests/support/log_proxy.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

// A hub and agents in one process, with real journals, a real log and a real broker between them.

namespace saldo::test {

constexpr const char* rig_rfc = "GNA010101AAA";

mqtt::LinkFactory paho_factory_of(boost::asio::io_context& io);

/// The limits of the product, with the waits of a test.
inline sync::Limits fast_limits() {
    sync::Limits limits;
    limits.linger_ms = 10;
    limits.progress_ms_min = 250;
    limits.progress_ms_max = 2'000;
    limits.back_off_ms_min = 50;
    limits.back_off_ms_max = 500;
    limits.hub_hello_jitter_ms_max = 20;
    limits.halted_hello_ms = 300;
    return limits;
}

class Directory final : public hub::AgentDirectory {
public:
    std::optional<hub::AgentEntry> find(std::string_view agent) const override {
        const auto entry = entries.find(agent);
        if (entry == entries.end()) return std::nullopt;
        return entry->second;
    }
    std::map<std::string, hub::AgentEntry, std::less<>> entries;
};

/// A log that takes whatever comes: the control has to get past the store's own guard.
class HeadlessLog final : public LogProxy {
public:
    using LogProxy::LogProxy;
    Result<LogPosition> append(LogPosition expected, std::span<const hub::NewEntry> entries,
                               std::span<const hub::StreamHead>) override {
        return log_.append(expected, entries, {});
    }
};

/// A hub that can be stopped and started again over one folder.
class Hub {
public:
    Hub(boost::asio::io_context& io, std::filesystem::path folder, std::string uri)
        : io_{io}, folder_{std::move(folder)}, uri_{std::move(uri)} {}
    ~Hub() { stop(); }

    void start(bool takes_anything = false);
    void stop();
    bool is_running() const { return server_ != nullptr; }
    bool server_is_up() const { return server_ != nullptr && server_->is_up(); }

    const PublicKey& key() const { return key_.public_key(); }
    hub::Ingest& ingest() { return *ingest_; }
    hub::LinkServer& server() { return *server_; }
    hub::LogStore& log() { return *log_; }
    hub::Quarantine& quarantine() { return *quarantine_; }
    std::uint64_t records() const { return log_->end().value().value(); }

    Directory directory;
    std::shared_ptr<Faults> faults = std::make_shared<Faults>();
    std::uint64_t handed_over = 0;  // records that the book would have seen

private:
    boost::asio::io_context& io_;
    std::filesystem::path folder_;
    std::string uri_;
    SigningKey key_ = fixed_key(99);
    std::unique_ptr<hub::LmdbLog> log_;
    std::unique_ptr<HeadlessLog> headless_;
    std::unique_ptr<hub::Quarantine> quarantine_;
    std::unique_ptr<hub::Ingest> ingest_;
    std::unique_ptr<hub::LinkServer> server_;
};

/// An agent that can be stopped and started again over one folder.
class Agent {
public:
    Agent(boost::asio::io_context& io, std::filesystem::path folder, std::string name,
          std::string uri, PublicKey hub_key, unsigned char key_fill)
        : io_{io},
          folder_{std::move(folder)},
          name_{std::move(name)},
          uri_{std::move(uri)},
          hub_key_{hub_key},
          key_{fixed_key(key_fill)} {}
    ~Agent() { stop(); }

    void start();
    void stop();
    const std::filesystem::path& folder() const { return folder_; }
    /// Captures `count` records through the journal's writer, as scanners would.
    void capture(std::size_t count, const std::string& stem = "movement ");
    bool is_held_whole() const;

    const std::string& name() const { return name_; }
    const SigningKey& key() const { return key_; }
    agent::Uplink& uplink() const { return *uplink_; }
    agent::LmdbJournal& journal() const { return *journal_; }

    std::shared_ptr<Faults> faults = std::make_shared<Faults>();
    std::string machine;  ///< of the next start
    std::string token;    ///< likewise

private:
    boost::asio::io_context& io_;
    std::filesystem::path folder_;
    std::string name_;
    std::string uri_;
    PublicKey hub_key_;
    SigningKey key_;
    std::uint64_t captured_ = 0;
    std::unique_ptr<agent::LmdbJournal> journal_;
    std::unique_ptr<agent::JournalWriter> writer_;
    std::unique_ptr<agent::JournalSource> source_;
    std::unique_ptr<agent::Uplink> uplink_;
    std::shared_ptr<bool> alive_;
};

/// Runs the one thread until `done` or until the time is up; gives whether it was done.
bool run_until(boost::asio::io_context& io, std::chrono::milliseconds time_max,
               const std::function<bool()>& done);
void run_for(boost::asio::io_context& io, std::chrono::milliseconds time);

/// What is wrong with the log, seen from the agents' journals; empty: each record is there exactly
/// once and in order. Shares nothing with Inbox but the hash function.
std::string compare(const hub::LogStore& log, const std::vector<const Agent*>& agents);

}  // namespace saldo::test
