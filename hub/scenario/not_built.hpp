#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "hub/scenario/state.hpp"
#include "hub/scenario/view.hpp"

namespace saldo::scenario {

/// The rule behind a statement, field or expectation that the book does not have yet; nothing where
/// it has it. A rule that gets built loses its row in the table of not_built.cpp.
std::optional<std::string> unbuilt_rule(const Statement& statement);

/// As above, where it depends on what was told before: a second outcome with the same pedimento.
std::optional<std::string> unbuilt_case(const Statement& statement, const State& state);

// Alerts that the book does not raise, or does not raise fully (unbuilt_alerts.cpp).

/// An alert of this code (any code where it is empty) that could be due and that the book would not
/// show, so that "none" is no answer.
std::optional<std::string> unbuilt_alert_due(const View& view, const State& state,
                                             std::string_view code);
/// An alert that the book shows without the fields that the expectation asks for, or on a doubtful
/// ground.
std::optional<std::string> unbuilt_alert_asked(const Statement& expectation, const View& view);
/// An alert that scenarios do not define: it may be there.
bool is_undefined_alert(const book::Alert& alert, const State& state);

}  // namespace saldo::scenario
