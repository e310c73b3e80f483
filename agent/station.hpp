#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "agent/catalog/catalog.hpp"
#include "agent/journal/journal_writer.hpp"
#include "agent/journal/lmdb_journal.hpp"
#include "agent/settings.hpp"
#include "agent/sources/capture.hpp"
#include "agent/sources/record_clock.hpp"
#include "agent/uplink/witness_box.hpp"
#include "common/config/exit_code.hpp"
#include "common/config/join_bundle.hpp"
#include "common/http/metrics.hpp"

namespace saldo::agent {

/// Why a program cannot do what was asked: how it ends, and the sentence for people.
struct Failure {
    config::ExitCode code = config::ExitCode::our_bug;
    std::string what;
};
template <class T>
using Started = std::variant<T, Failure>;

/// Everything that takes lines into the journal, without any device: what `run` and `feed` share.
///
/// Owns:  the journal, under its exclusive lock, until it is destroyed; then what waits is
/// committed.
class Station {
public:
    /// Opens bundle, catalog and journal. `on_storage_failure` is called once, on the journal's
    /// thread, when the disk failed: the program must end.
    /// Fails:  78 for a bad bundle, catalog or another agent's journal; 77 for files that may not
    /// be
    ///         read; 75 for a journal that is in use, or a disk that fails.
    static Started<std::unique_ptr<Station>> open(
        const Settings& settings, JournalWriter::OnStorageFailure on_storage_failure);

    const config::JoinBundle& bundle() const { return bundle_; }
    RecordClock& clock() { return clock_; }
    Catalog& catalog() { return *catalog_; }
    LmdbJournal& journal() { return *journal_; }
    JournalWriter& writer() { return writer_; }
    Capture& capture() { return capture_; }
    http::Metrics& metrics() { return *metrics_; }

private:
    Station(config::JoinBundle bundle, RecordClock clock, std::unique_ptr<Catalog> catalog,
            std::unique_ptr<LmdbJournal> journal, JournalWriter::OnStorageFailure on_failure);

    const config::JoinBundle bundle_;
    RecordClock clock_;
    std::unique_ptr<Catalog> catalog_;
    std::unique_ptr<http::Metrics> metrics_;
    std::unique_ptr<LmdbJournal> journal_;
    JournalWriter writer_;  // its thread uses the journal
    Capture capture_;
};

/// What of this can be seen without opening anything: for `check`. Nothing when all is well.
std::optional<Failure> check_station(const Settings& settings);

JournalLimits journal_limits_of(const Settings& settings);
/// Where the hub's catalog is kept inside the data folder.
std::filesystem::path hub_catalog_folder_of(const Settings& settings);
/// The journal's folder inside the data folder.
std::filesystem::path journal_folder_of(const Settings& settings);
/// The agent as a witness of the hub's log. Errors: as WitnessBox::open().
Result<WitnessBox> open_witness(const Settings& settings, const config::JoinBundle& bundle);
/// 0 where nobody can say.
std::uint64_t disk_free_bytes(const std::filesystem::path& folder);

}  // namespace saldo::agent
