#include "common/sync/epoch_gate.hpp"

#include <algorithm>

namespace saldo::sync {

bool EpochGate::has_refused(Epoch epoch) const {
    return std::ranges::find(refused, epoch) != refused.end();
}

void EpochGate::refuse(Epoch epoch) {
    if (has_refused(epoch)) return;
    if (refused.size() == refused_max) refused.erase(refused.begin());
    refused.push_back(epoch);
}

}  // namespace saldo::sync
