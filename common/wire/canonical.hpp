#pragma once

#include <algorithm>

#include "common/wire/bounded_archive.hpp"

namespace saldo::wire {

/// Appends `value`. Errors: malformed when a text or list of it is past its limit.
template <class T>
Result<void> encode_body(const T& value, Bytes& out) {
    try {
        BoundedOutput archive{out};
        archive(value);
        return {};
    } catch (const Malformed& error) {
        return malformed(error.what());
    }
}

/// Reads a whole body as it is. For bytes that were checked when they were stored.
template <class T>
Result<T> read_body(ByteView body) {
    try {
        T value;
        BoundedInput archive{body};
        archive(value);
        if (archive.left() != 0) return malformed("bytes are left over after a body");
        return value;
    } catch (const Malformed& error) {
        return malformed(error.what());
    } catch (const cereal::Exception& error) {
        return malformed(error.what());
    }
}

/// Reads a whole body from outside. One value has one encoding: what was read must encode to what
/// was read.
template <class T>
Result<T> decode_body(ByteView body) {
    auto value = read_body<T>(body);
    if (!value) return value.error();
    Bytes again;
    again.reserve(body.size());
    if (auto encoded = encode_body(*value, again); !encoded) return encoded.error();
    if (!std::ranges::equal(again, body)) return malformed("the encoding is not canonical");
    return value;
}

}  // namespace saldo::wire
