#pragma once

#include "common/base/result.hpp"

namespace saldo::config {

/// What a program of ours says when it ends. Frozen: scripts and units rely on these numbers.
enum class ExitCode : int {
    done = 0,
    answer_is_no = 1,        ///< a check failed, a difference was found, an import was refused
    wrong_use = 2,           ///< the command line
    unavailable = 69,        ///< hub or broker cannot be reached
    our_bug = 70,            ///< nobody's fault but ours
    try_again = 75,          ///< busy just now
    not_permitted = 77,      ///< files or roles
    bad_configuration = 78,  ///< the unit does not restart on this one
};

constexpr int number(ExitCode code) { return static_cast<int>(code); }

/// The exit code that a failure of the world leads to.
constexpr ExitCode exit_code_of(Errc code) {
    switch (code) {
        case Errc::malformed:
        case Errc::conflict:
        case Errc::not_found:
        case Errc::unsupported: return ExitCode::answer_is_no;
        case Errc::unavailable: return ExitCode::unavailable;
        case Errc::storage: return ExitCode::try_again;
        case Errc::forbidden: return ExitCode::not_permitted;
    }
    return ExitCode::our_bug;
}

}  // namespace saldo::config
