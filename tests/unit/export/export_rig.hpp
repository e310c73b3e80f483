#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/wire/fact_codec.hpp"
#include "hub/export/export.hpp"
#include "hub/log/entry_facts.hpp"
#include "hub/log/fact_batch.hpp"
#include "hub/log/lmdb_log.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

namespace saldo::test {

constexpr const char* alfa = "AAA010101AAA";
constexpr const char* beta = "BBB010101BBB";

/// Every file below a folder, by name, with its content.
inline std::map<std::string, std::string> files_below(const std::filesystem::path& folder) {
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{folder}) {
        if (!entry.is_regular_file()) continue;
        const auto bytes = store::read_file(entry.path(), 1U << 30);
        files[std::filesystem::relative(entry.path(), folder).string()] = as_text(*bytes);
    }
    return files;
}

/// A log with facts and batches of two companies, and the book of it.
class ExportRig {
public:
    explicit ExportRig(const std::filesystem::path& folder)
        : log{hub::LmdbLog::open(folder, {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20})
                  .value()},
          blobs{hub::BlobStore::open(folder).value()},
          proof_folder_{folder / "proof"} {}

    void add(const std::vector<Fact>& facts, std::int64_t received_ms = 1'000) {
        Bytes payload;
        for (const Fact& fact : facts) hub::append_fact(payload, wire::encode_fact(fact).value());
        add({.kind = hub::EntryKind::facts,
             .count = static_cast<std::uint32_t>(facts.size()),
             .received = {received_ms},
             .payload = payload});
    }
    /// A batch of records [first, first + count), of which the log has the first `skip` already.
    void add_frame(const Stream& stream, std::uint64_t first, std::uint32_t count,
                   std::uint32_t skip = 0, wire::Pack pack = wire::Pack::when_smaller) {
        const Bytes frame = stream.frame(first, count, fixed_key(1), pack);
        add({.kind = hub::EntryKind::frame,
             .count = count - skip,
             .received = {2'000},
             .skip = skip,
             .payload = frame,
             .stream = hub::StreamPlace{AgentId{stream.agent()}, 1, first + skip}});
    }
    Digest add_blob(std::string_view content) {
        const Digest name = blobs.put(as_bytes(content)).value();
        (void)blobs.sync();
        return name;
    }

    hub::ExportScope scope() const {
        return {.hub = "hub-1",
                .origin = "hub-1",
                .log_key = {},
                .companies = {},
                .position = log->end()->value(),
                .as_of = parse_date("2026-11-23").value(),
                .program = "saldo-hub test"};
    }
    hub::ExportScope scope_of(std::vector<std::string> companies) const {
        hub::ExportScope of = scope();
        of.is_whole = false;
        of.companies = std::move(companies);
        return of;
    }
    Result<hub::ExportScope> write(const hub::ExportScope& scope,
                                   const std::filesystem::path& folder) {
        return write(scope, folder, *log);
    }
    Result<hub::ExportScope> write(const hub::ExportScope& scope,
                                   const std::filesystem::path& folder, const hub::LogStore& from) {
        book::Book book;
        (void)log->read(LogPosition{0}, [&](const hub::EntryView& entry) {
            return hub::visit_facts(
                       entry, [](auto) { return std::string{alfa}; },
                       [&](Recorded&& recorded) {
                           if (recorded.position.value() < scope.position) book.apply(recorded);
                       })
                .has_value();
        });
        const auto proofs = trees();
        return hub::write_export({from, *proofs, cosigned, blobs, book}, scope, folder,
                                 [](auto, auto, auto) {});
    }

    std::unique_ptr<hub::ProofStore> trees() const {
        return hub::ProofStore::open(proof_folder_, *log, fixed_key(9),
                                     {.hub = "hub-1", .map_bytes = 64U << 20})
            .value();
    }

    std::unique_ptr<hub::LmdbLog> log;
    hub::BlobStore blobs;
    const hub::CosignedFile* cosigned = nullptr;

private:
    std::filesystem::path proof_folder_;

    void add(const hub::NewEntry& entry) {
        const LogPosition end = *log->end();
        SALDO_CHECK(log->append(end, {&entry, 1}, {}).has_value());
    }
};

/// An item of facts/ or frames/, read as docs/proof.md says.
struct Item {
    std::uint64_t position = 0;
    std::uint32_t kind = 0;   ///< of facts/
    std::uint32_t count = 0;  ///< of frames/
    std::uint32_t skip = 0;
    std::string bytes;
};

inline std::vector<Item> items_of(const std::map<std::string, std::string>& files,
                                  std::string_view room) {
    std::vector<Item> items;
    for (const auto& [name, content] : files) {
        if (!name.starts_with(room)) continue;
        ByteView left = as_bytes(content);
        while (!left.empty()) {
            Item item{.position = get_le<std::uint64_t>(left)};
            std::size_t head = 9;
            if (room == "facts") {
                item.kind = std::to_integer<std::uint32_t>(left[8]);
            } else {
                item.count = get_le<std::uint32_t>(left.subspan(8));
                item.skip = get_le<std::uint32_t>(left.subspan(12));
                head = 16;
            }
            const std::size_t size = get_le<std::uint32_t>(left.subspan(head));
            item.bytes = as_text(left.subspan(head + 4, size));
            left = left.subspan(head + 4 + size);
            items.push_back(std::move(item));
        }
    }
    return items;
}

}  // namespace saldo::test
