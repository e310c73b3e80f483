#pragma once

#include <string>
#include <vector>

#include "tests/tidy/layers.hpp"
#include "tests/tidy/source.hpp"

namespace saldo::tidy {

/// One thing that is wrong, with what to do about it.
struct Finding {
    std::string rule;
    std::string path;
    int line = 0;
    std::string what;
};

/// "path:line: [rule] what"
std::string to_text(const Finding& finding);

/// Rules `room`, `downward`, `purity`, `third-party`: who may include whom.
void check_includes(const Source& source, const Layers& layers, std::vector<Finding>& findings);

/// Rules `clock-or-chance`, `float`, `unordered`: what may not stand in a pure room.
void check_pure_code(const Source& source, const Layers& layers, std::vector<Finding>& findings);

/// Rules `lines`, `columns`, `unfinished`, `own-header-first`, `pragma-once`, `using-namespace`,
/// `machine-path`: habits. `has_own_header`: a header of the same name stands beside the source.
void check_habits(const Source& source, bool has_own_header, const Layers& layers,
                  std::vector<Finding>& findings);

}  // namespace saldo::tidy
