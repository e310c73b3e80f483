#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>

#include "common/base/bytes.hpp"

namespace saldo {

/// A SHA-256 value.
using Digest = std::array<std::byte, 32>;

Digest sha256(ByteView bytes);
/// SHA-256 of the pieces, one after the other.
Digest sha256(std::initializer_list<ByteView> pieces);

/// SHA-256 of bytes that come in pieces. One use: after finish() it must be thrown away.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void update(ByteView bytes);
    Digest finish();

private:
    alignas(8) std::array<std::byte, 128> state_;
};

}  // namespace saldo
