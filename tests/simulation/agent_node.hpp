#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/journal/group_commit.hpp"
#include "agent/journal/lmdb_journal.hpp"
#include "agent/uplink/journal_source.hpp"
#include "agent/uplink/uplink_machine.hpp"
#include "common/sync/clock_estimate.hpp"
#include "tests/simulation/stage.hpp"
#include "tests/simulation/stand_in/disk.hpp"

namespace saldo::sim {

constexpr const char* company = "GNA010101AAA";

/// A scan at the device: asked again, as the same event, until the device heard an answer.
struct Scan {
    std::string body;
    std::string event_id;  ///< empty: the device does not name its events
};

/// The journal's writer without its thread: what came meanwhile is the next group.
class Writer final : public agent::ReceiptKeeper {
public:
    void hold(agent::Held receipt, HeldDone done) override {
        receipt_ = std::move(receipt);
        held_done_ = std::move(done);
    }
    void rehome(sync::RecordHead clock, std::function<void()> grew) override {
        rehoming = clock;
        grew_ = std::move(grew);
    }
    void grew() const { grew_(); }
    std::vector<Scan> scans;
    std::optional<sync::RecordHead> rehoming;
    bool has_group() const { return !scans.empty() || receipt_; }
    bool has_work() const { return has_group() || rehoming; }
    std::optional<agent::Held> take_receipt() { return std::exchange(receipt_, std::nullopt); }
    HeldDone held_done() { return std::move(held_done_); }

private:
    std::optional<agent::Held> receipt_;
    HeldDone held_done_;
    std::function<void()> grew_;
};

/// One agent: the real journal, source and uplink over a simulated disk and link.
class AgentNode {
public:
    AgentNode(Stage& stage, std::string name, std::string place, SigningKey key, PublicKey hub_key);

    void start();
    void die(const std::string& why, bool comes_back = true);
    void scan(Scan scan);
    void prune();
    /// A person puts the disk back to this day, or lays another's under it. Needs: it is down.
    void replace_disk(Image image);

    bool is_running() const { return process_ != nullptr; }
    bool is_settled() const;
    std::string state() const;
    std::string alarm() const;
    /// What lies on the disk and can be read, of the scans.
    std::set<std::string> kept() const;
    /// Verifies the whole journal: what is wrong with it, or nothing.
    std::optional<std::string> scrub();

    const std::string& name() const { return name_; }
    const SigningKey& key() const { return key_; }
    const agent::LmdbJournal* journal() const;
    agent::LmdbJournal* journal();

    Disk disk;
    MachineClock clock;
    std::uint16_t schema = 1;      ///< of the records it writes: a newer program writes newer ones
    bool is_twin = false;          ///< a copy of another's disk
    bool is_removed = false;       ///< a person took it away
    int failed_starts = 0;         ///< in a row
    std::vector<Scan> unanswered;  ///< the device never heard what became of these

private:
    struct Process {
        std::unique_ptr<agent::LmdbJournal> journal;
        Writer writer;
        std::unique_ptr<agent::JournalSource> source;
        std::unique_ptr<agent::UplinkMachine> uplink;
        std::optional<Error> failure;
        sync::ClockWatch watch;
        bool is_commit_due = false;
        std::optional<std::int64_t> armed_ns;
    };
    void open();
    void guarded(const std::function<void()>& act);
    void after_act();
    void commit();
    void commit_group();
    void rehome_some();
    bool is_rehoming() const;
    void answer(const Scan& scan, const Result<agent::Appended>& result);
    agent::Pending pending_of(const Scan& scan);
    /// Records of its own, as agent/sources/evidence makes them; checkpoints far more often.
    void add_evidence(std::vector<agent::Pending>& group);

    Stage& stage_;
    std::string name_;
    std::string place_;
    SigningKey key_;
    PublicKey hub_key_;
    Chance chance_;
    std::int64_t started_ns_ = 0;
    std::uint64_t life_ = 0;  // what was asked for in an earlier life is void
    std::unique_ptr<Process> process_;
};

}  // namespace saldo::sim
