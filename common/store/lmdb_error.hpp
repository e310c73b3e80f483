#pragma once

#include <string_view>

#include "common/base/result.hpp"

namespace saldo::store {

/// What a return code of LMDB, or the errno that it passes on, means to the caller; `doing` says at
/// what. Gives: unavailable when the map or a table of LMDB is full, malformed for a file that is
/// not LMDB's or a key or value past its limits, storage for the rest.
Error lmdb_error(int code, std::string_view doing);

}  // namespace saldo::store
