#pragma once

#include <optional>
#include <vector>

#include "common/sync/record.hpp"

namespace saldo::sync {

/// Which epochs of one agent the hub lets begin (sync.md section 6). Durable at the hub.
///
/// An agent opens an epoch without asking, so that capture never waits; the hub takes nothing of it
/// before it is granted: by a fresh enrolment token, by the hub's own receipt, or by a person.
struct EpochGate {
    static constexpr std::size_t refused_max = 16;

    std::optional<Epoch> granted;  ///< may begin; the log still ends in an older one
    std::optional<Epoch> waiting;  ///< asked to begin; meanwhile nothing is taken of any epoch
    std::vector<Epoch> refused;    ///< newest last: a person decided for another journal

    bool has_refused(Epoch epoch) const;
    void refuse(Epoch epoch);
    friend bool operator==(const EpochGate&, const EpochGate&) = default;
};

}  // namespace saldo::sync
