#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/wire/fact_codec.hpp"
#include "hub/log/fact_batch.hpp"
#include "hub/log/lmdb_log.hpp"
#include "hub/proof_store/proof_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/stream.hpp"
#include "tests/support/temp_folder.hpp"

// A log of facts of several companies, and the trees over it.

namespace saldo::test {

constexpr std::int64_t ms_of_2025 = 1'750'000'000'000;
constexpr std::int64_t ms_of_2026 = 1'780'000'000'000;
inline const std::string gna = "GNA150301A00";
inline const std::string otr = "OTR150301A00";

inline Fact part_of(const std::string& rfc, std::size_t number) {
    Part part;
    part.rfc = rfc;
    part.part_number = "P-" + std::to_string(number);
    return part;
}

class LogWithTrees {
public:
    explicit LogWithTrees(std::uint64_t waiting_max = 1U << 17) : waiting_max_{waiting_max} {
        log = hub::LmdbLog::open(folder.path() / "hub",
                                 {.map_bytes = 64U << 20, .reserve_bytes = 1U << 20})
                  .value();
    }

    void append(const std::vector<Fact>& facts, std::int64_t ms = ms_of_2026) {
        Bytes payload;
        for (const Fact& fact : facts) {
            hub::append_fact(payload, wire::encode_fact(fact).value());
        }
        const hub::NewEntry entry{.kind = hub::EntryKind::facts,
                                  .count = static_cast<std::uint32_t>(facts.size()),
                                  .received = {ms},
                                  .payload = payload};
        REQUIRE(log->append(log->end().value(), {&entry, 1}, {}));
    }
    void append_parts(const std::string& rfc, std::size_t count, std::int64_t ms = ms_of_2026) {
        std::vector<Fact> facts;
        for (std::size_t i = 0; i < count; ++i) facts.push_back(part_of(rfc, next_part++));
        append(facts, ms);
    }
    /// A batch of an agent's journal, as it was signed.
    void append_frame(const Bytes& frame, std::uint32_t count, std::uint32_t skip = 0,
                      std::int64_t ms = ms_of_2026) {
        const hub::NewEntry entry{.kind = hub::EntryKind::frame,
                                  .count = count,
                                  .received = {ms},
                                  .skip = skip,
                                  .payload = frame};
        REQUIRE(log->append(log->end().value(), {&entry, 1}, {}));
    }

    Result<std::unique_ptr<hub::ProofStore>> try_open() const {
        return hub::ProofStore::open(
            folder.path() / "proof", *log, key,
            {.hub = "hub-1", .map_bytes = 64U << 20, .waiting_leaves_max = waiting_max_});
    }
    std::unique_ptr<hub::ProofStore> open() const { return try_open().value(); }
    /// Trees made in one go, in a folder that nobody had.
    std::unique_ptr<hub::ProofStore> rebuilt(const std::string& name) const {
        return hub::ProofStore::open(folder.path() / name, *log, key,
                                     {.hub = "hub-1", .map_bytes = 64U << 20})
            .value();
    }

    TempFolder folder;
    std::unique_ptr<hub::LmdbLog> log;
    SigningKey key = fixed_key(9);
    std::size_t next_part = 0;

private:
    std::uint64_t waiting_max_;
};

inline AgentEnrolment enrolment(const std::string& agent, const std::string& rfc) {
    return {AgentId{agent}, rfc, "P01", fixed_key(1).public_key()};
}

}  // namespace saldo::test
