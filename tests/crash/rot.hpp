#pragma once

#include <cstdint>
#include <filesystem>
#include <random>

#include "common/base/bytes.hpp"

namespace saldo::test {

/// Ways in which a disk gives back other bytes than it was given.
enum class Rot : std::uint8_t { flip, zero, swap, cut };
const char* name_of(Rot rot);

/// Does it to a store's file, behind LMDB's two head pages. Damage there can amount to the store of
/// one commit ago, whole and right: only a receipt or a copy tells that.
void damage(Bytes& file, Rot rot, std::mt19937_64& random);

void write_over(const std::filesystem::path& file, ByteView bytes);

}  // namespace saldo::test
