#include "agent/station.hpp"

#include <algorithm>
#include <fstream>
#include <utility>

#include "common/config/clock.hpp"
#include "common/store/file.hpp"

namespace saldo::agent {
namespace {

using config::ExitCode;

Failure bundle_failure(const Error& error) {
    const ExitCode code =
        error.code == Errc::forbidden ? ExitCode::not_permitted : ExitCode::bad_configuration;
    std::string what = error.what;
    if (error.code == Errc::not_found) {
        what +=
            "; ask the hub for a token (`saldo-hub token create`), and type: saldo-agent enroll "
            "--hub https://HUB:9443 --token-file -";
    }
    return {code, std::move(what)};
}

Failure store_failure(const Error& error) {
    if (error.code == Errc::conflict) return {ExitCode::bad_configuration, error.what};
    if (error.code == Errc::forbidden) return {ExitCode::not_permitted, error.what};
    return {ExitCode::try_again, error.what};
}

/// Names this machine: a journal that was carried to another one opens a new epoch.
std::string machine_id() {
    std::ifstream file{"/etc/machine-id"};
    std::string id;
    std::getline(file, id);
    return id;
}

Catalog::Place catalog_place(const Settings& settings, const std::string& rfc) {
    return {.folder = settings.catalogs,
            .copy = std::filesystem::path{settings.data} / "catalog.copy",
            .hub_copy = hub_catalog_folder_of(settings),
            .rfc = rfc,
            .language = settings.language};
}

}  // namespace

std::filesystem::path hub_catalog_folder_of(const Settings& settings) {
    return std::filesystem::path{settings.data} / "catalog";
}

JournalLimits journal_limits_of(const Settings& settings) {
    constexpr std::uint64_t mib = 1ULL << 20;
    const std::uint64_t map = settings.journal_map_mib * mib;
    return {.map_bytes = map,
            .preextend_bytes = std::min(64 * mib, map / 2),
            .reserve_bytes = std::min(16 * mib, map / 4),
            .pressure_bytes = std::min(256 * mib, map / 2),
            .retention_days = settings.retention_days,
            .retention_days_pressed = std::min(14U, settings.retention_days)};
}

Result<WitnessBox> open_witness(const Settings& settings, const config::JoinBundle& bundle) {
    return WitnessBox::open(std::filesystem::path{settings.data} / "witness", bundle.agent.value(),
                            bundle.rfc, bundle.signing_key, now_utc);
}

std::uint64_t disk_free_bytes(const std::filesystem::path& folder) {
    std::error_code error;
    const auto space = std::filesystem::space(folder, error);
    return error ? 0 : space.available;
}

std::filesystem::path journal_folder_of(const Settings& settings) {
    return std::filesystem::path{settings.data} / "journal";
}

std::optional<Failure> check_station(const Settings& settings) {
    const auto bundle = config::read_join_bundle(settings.join_bundle);
    if (!bundle) return bundle_failure(bundle.error());
    std::error_code ignored;
    if (!std::filesystem::is_directory(settings.catalogs, ignored)) return std::nullopt;
    const CatalogFiles files =
        read_catalog_files(settings.catalogs, bundle->rfc, settings.language);
    if (files.faults_count == 0) return std::nullopt;
    std::string text;
    for (const FileFault& fault : files.faults) {
        text += (text.empty() ? "" : "\n") + to_text(fault, settings.language);
    }
    return Failure{ExitCode::bad_configuration, std::move(text)};
}

Started<std::unique_ptr<Station>> Station::open(
    const Settings& settings, JournalWriter::OnStorageFailure on_storage_failure) {
    auto bundle = config::read_join_bundle(settings.join_bundle);
    if (!bundle) return bundle_failure(bundle.error());
    if (auto made = store::create_private_folder(settings.data); !made) {
        return store_failure(made.error());
    }
    auto clock = RecordClock::open(std::filesystem::path{settings.data} / "boot");
    if (!clock) return store_failure(clock.error());
    auto catalog = Catalog::open(catalog_place(settings, bundle->rfc), now_utc());
    if (!catalog) {
        const ExitCode code = catalog.error().code == Errc::malformed ? ExitCode::bad_configuration
                                                                      : ExitCode::try_again;
        return Failure{code, catalog.error().what};
    }
    const auto version = (*catalog)->current();
    const sync::RecordHead opens =
        clock->head(sync::RecordType::epoch_open, version ? version->sequence : 0);
    auto journal = LmdbJournal::open(journal_folder_of(settings),
                                     {.agent = bundle->agent.value(),
                                      .rfc = bundle->rfc,
                                      .plant = bundle->plant,
                                      .signing_key = bundle->signing_key.key_id(),
                                      .machine = machine_id()},
                                     journal_limits_of(settings), opens);
    if (!journal) return store_failure(journal.error());
    const JournalHead head = (*journal)->head();
    const auto newest = (*journal)->read(head.epoch.ordinal, head.last_sequence, {});
    // One that cannot be read is the scrubber's to name.
    const auto record = newest ? sync::read_record(newest->records) : newest.error();
    if (record) clock->go_on_from(record->head);
    return std::unique_ptr<Station>{new Station{std::move(*bundle), std::move(*clock),
                                                std::move(*catalog), std::move(*journal),
                                                std::move(on_storage_failure)}};
}

Station::Station(config::JoinBundle bundle, RecordClock clock, std::unique_ptr<Catalog> catalog,
                 std::unique_ptr<LmdbJournal> journal, JournalWriter::OnStorageFailure on_failure)
    : bundle_{std::move(bundle)},
      clock_{std::move(clock)},
      catalog_{std::move(catalog)},
      metrics_{std::make_unique<http::Metrics>()},
      journal_{std::move(journal)},
      writer_{*journal_,
              {.waiting_records_max = 8'000, .group_records_max = 500},
              std::move(on_failure)},
      capture_{writer_, *catalog_, clock_, bundle_.plant, *metrics_} {}

}  // namespace saldo::agent
