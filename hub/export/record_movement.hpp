#pragma once

#include <optional>

#include "common/domain/movement.hpp"
#include "common/sync/record.hpp"

namespace saldo::hub {

/// The movement of a record of a journal, also of one that was written again; nothing for another
/// record, and for one that this program cannot read.
std::optional<Movement> movement_of(const sync::RecordView& record);

}  // namespace saldo::hub
