#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/domain/fact.hpp"
#include "hub/drill/drill_plant.hpp"
#include "hub/hub_store.hpp"
#include "hub/ingest/ingest.hpp"
#include "hub/ingest/quarantine.hpp"

namespace saldo::hub {

constexpr const char* drill_rfc = "DRI260101XX0";

/// Who may write to the hub of a drill.
class DrillDirectory final : public AgentDirectory {
public:
    std::optional<AgentEntry> find(std::string_view agent) const override;
    void add(const DrillPlant& plant, const std::string& code);

private:
    std::map<std::string, AgentEntry, std::less<>> entries_;
};

/// The half of a hub that takes from agents, over a folder: its log and its ingest, and no book.
class DrillHub {
public:
    static Result<std::unique_ptr<DrillHub>> open(const std::filesystem::path& folder,
                                                  const AgentDirectory& agents);
    LmdbLog& log() { return *log_; }
    Ingest& ingest() { return *ingest_; }
    const SigningKey& key() const { return key_; }

private:
    explicit DrillHub(const SigningKey& key) : key_{key} {}
    SigningKey key_;
    std::unique_ptr<LmdbLog> log_;
    std::unique_ptr<Quarantine> quarantine_;
    std::unique_ptr<Ingest> ingest_;
};

/// The plants of a drill, and the wire between them and a hub. Time is its own: nothing waits.
class DrillFleet {
public:
    DrillFleet(std::size_t plants, const PublicKey& hub_key);

    const AgentDirectory& directory() const { return directory_; }
    const std::vector<DrillPlant>& plants() const { return plants_; }
    /// Companies, parts, lots, discharges, and the enrolments of the plants.
    std::vector<Fact> facts() const;

    void capture(std::uint64_t movements);
    void connect();
    void disconnect();
    /// Carries messages until the hub holds all that was recorded. Gives whether it does; not, when
    /// a plant is stuck. `between` is called after each group. Errors: those of the ingest.
    Result<bool> drain(DrillHub& hub, const std::function<Result<void>()>& between = {});
    /// Everything that the plants ever recorded, to a hub that was always there.
    Result<void> tell_twin(DrillHub& twin);
    /// A control: the first plant loses its newest receipted record.
    void lose_a_record();

private:
    Result<bool> carry(DrillHub& hub);
    UtcTime utc() const { return {1'765'000'000'000 + now_.ns / 1'000'000}; }

    DrillDirectory directory_;
    std::vector<DrillPlant> plants_;
    std::vector<std::string> codes_;
    SteadyTime now_{1'000'000'000};
};

}  // namespace saldo::hub
