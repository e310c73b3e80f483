#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/ingest/ingest.hpp"
#include "tests/simulation/stage.hpp"

namespace saldo::sim {

/// "ack-before-commit" and so on; nothing for a name that is none.
std::optional<Broken> broken_of(std::string_view name);

/// How a broken hub judges batches; nothing when it judges as it should.
hub::Ingest::Judge broken_judge(Broken broken, std::vector<std::string> agents);

/// What a broken hub writes its log through; nothing when it writes as it should.
std::unique_ptr<hub::LogStore> broken_log(Broken broken, hub::LogStore& log);

}  // namespace saldo::sim
