#include "common/store/lmdb_error.hpp"

#include <cerrno>
#include <string>

#include <lmdb.h>

namespace saldo::store {
namespace {

Errc code_of(int code) {
    switch (code) {
        case MDB_MAP_FULL:
        case MDB_READERS_FULL:
        case ENOMEM:
        case EAGAIN:
        case EMFILE:
        case ENFILE: return Errc::unavailable;
        case MDB_INVALID:
        case MDB_VERSION_MISMATCH:
        case MDB_BAD_VALSIZE:
        case MDB_INCOMPATIBLE: return Errc::malformed;
        case EACCES:
        case EPERM:
        case EROFS: return Errc::forbidden;
        case ENOENT: return Errc::not_found;
        default: return Errc::storage;
    }
}

}  // namespace

Error lmdb_error(int code, std::string_view doing) {
    return {code_of(code), std::string{doing} + ": " + mdb_strerror(code)};
}

}  // namespace saldo::store
