#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "common/base/bytes.hpp"
#include "common/base/result.hpp"

namespace saldo {

using Signature = std::array<std::byte, 64>;
using PublicKey = std::array<std::byte, 32>;
/// The first eight bytes of SHA-256 of a public key: names the key in every frame.
using KeyId = std::array<std::byte, 8>;

KeyId key_id_of(const PublicKey& key);

/// An Ed25519 key pair (RFC 8032). The secret leaves only through seed_hex(), for its own file.
class SigningKey {
public:
    static SigningKey generate();
    /// From 64 hexadecimal digits. Errors: malformed.
    static Result<SigningKey> from_seed_hex(std::string_view text);

    const PublicKey& public_key() const { return public_key_; }
    KeyId key_id() const { return key_id_of(public_key_); }
    std::string seed_hex() const;
    Signature sign(ByteView message) const;

private:
    SigningKey() = default;
    std::array<std::byte, 64> secret_{};  // seed, then public key: the form libsodium signs with
    PublicKey public_key_{};
};

[[nodiscard]] bool verify(const PublicKey& key, ByteView message, const Signature& signature);

/// 64 random bits, for names that must never be met twice.
std::uint64_t random_u64();

}  // namespace saldo
