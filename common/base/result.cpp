#include "common/base/result.hpp"

#include "common/base/check.hpp"

namespace saldo {

std::string_view to_string(Errc code) {
    switch (code) {
        case Errc::malformed: return "malformed";
        case Errc::conflict: return "conflict";
        case Errc::not_found: return "not_found";
        case Errc::unavailable: return "unavailable";
        case Errc::storage: return "storage";
        case Errc::forbidden: return "forbidden";
        case Errc::unsupported: return "unsupported";
    }
    return "unknown";
}

void throw_exception_from_error(const Error& error, const boost::source_location& place) {
    // Taking the value of a failed Result is our bug: the caller did not look.
    check_failed(error.what.c_str(), place.file_name(), static_cast<int>(place.line()));
}

}  // namespace saldo
