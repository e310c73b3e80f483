#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/ingest/ingest.hpp"
#include "hub/ingest/link_machine.hpp"
#include "hub/ingest/quarantine.hpp"
#include "hub/log/lmdb_log.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/stand_in/disk.hpp"

namespace saldo::sim {

class Directory final : public hub::AgentDirectory {
public:
    std::optional<hub::AgentEntry> find(std::string_view agent) const override {
        const auto entry = entries.find(agent);
        if (entry == entries.end()) return std::nullopt;
        return entry->second;
    }
    std::map<std::string, hub::AgentEntry, std::less<>> entries;
};

/// The hub: the real log, ingest and link machine over a simulated disk and link.
class HubNode {
public:
    explicit HubNode(Stage& stage);

    void start();
    void die(const std::string& why, bool comes_back = true);
    /// A copy of the disk, as a backup that was verified.
    void back_up();
    /// The disk of a new hub is the backup of those who made none.
    void back_up_blank_if_none();
    /// A person puts the disk back to a backup. False when there is none.
    bool restore();
    /// A person decides that this epoch of the agent speaks, and no other.
    void admit(const std::string& agent, sync::Epoch epoch);
    /// Whether this agent waits for a person.
    bool waits(const std::string& agent) const;
    /// Tells the oracle what the disk holds now.
    void show_disk();

    bool is_running() const { return process_ != nullptr; }
    bool is_settled() const { return process_ && process_->link->is_up(); }
    std::string state_of(const std::string& agent) const;
    std::optional<std::string> scrub();
    const PublicKey& key() const { return key_.public_key(); }

    Disk disk;
    MachineClock clock;
    Directory directory;
    int failed_starts = 0;
    std::uint64_t went_back = 0;  ///< how often it said so, over all its lives

private:
    struct Process {
        std::unique_ptr<hub::LmdbLog> log;
        std::unique_ptr<hub::LogStore> broken_log;
        std::unique_ptr<hub::Quarantine> quarantine;
        std::unique_ptr<hub::Ingest> ingest;
        std::unique_ptr<hub::LinkMachine> link;
        std::optional<Error> failure;
        bool is_drain_due = false;
        std::optional<std::int64_t> armed_ns;
    };
    void open();
    void guarded(const std::function<void()>& act);
    void after_act();

    Stage& stage_;
    SigningKey key_;
    Chance chance_;
    std::uint64_t life_ = 0;
    std::unique_ptr<Process> process_;
    std::vector<Image> backups_;
    std::size_t oldest_ = 0;  // of them that may still be used
    std::uint64_t shown_to_ = 0;
};

SigningKey key_of(Chance& chance);

}  // namespace saldo::sim
