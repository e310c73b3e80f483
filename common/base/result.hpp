#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <boost/system/result.hpp>

namespace saldo {

/// What the caller should do about a failure of the world. Our own bugs are SALDO_CHECK.
enum class Errc {
    malformed,    ///< the bytes are wrong; never try again
    conflict,     ///< refused by what is already recorded
    not_found,    ///< no such thing here
    unavailable,  ///< try again later
    storage,      ///< the disk failed; stop writing
    forbidden,    ///< not permitted
    unsupported,  ///< lawful, and not built
};

std::string_view to_string(Errc code);

/// A failure and its sentence for people. The sentence says what was found and what to do.
struct Error {
    Errc code = Errc::malformed;
    std::string what;

    friend bool operator==(const Error&, const Error&) = default;
};

[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location&);

template <class T = void>
using Result = boost::system::result<T, Error>;

inline Error malformed(std::string what) { return {Errc::malformed, std::move(what)}; }

}  // namespace saldo
