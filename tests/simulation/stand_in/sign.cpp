#include "common/crypto/sign.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/crypto/hash.hpp"

// Signatures of the simulation: a hash over key and message, fifty times faster than Ed25519. Who
// may sign what, and what a signature covers, is as in the product; that nobody can forge one is
// the business of the scheme and of its own tests.

namespace saldo {

KeyId key_id_of(const PublicKey& key) {
    const Digest digest = sha256(ByteView{key});
    KeyId id;
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

SigningKey SigningKey::generate() { check_failed("a key outside the seed", __FILE__, __LINE__); }

Result<SigningKey> SigningKey::from_seed_hex(std::string_view text) {
    const auto seed = from_hex(text);
    if (!seed || seed->size() != 32) return malformed("a signing key is 64 hexadecimal digits");
    SigningKey key;
    std::ranges::copy(*seed, key.secret_.begin());
    key.public_key_ = sha256({as_bytes("simulated key"), ByteView{*seed}});
    return key;
}

std::string SigningKey::seed_hex() const { return to_hex(ByteView{secret_}.first(32)); }

Signature SigningKey::sign(ByteView message) const {
    const Digest digest = sha256({as_bytes("simulated signature"), public_key_, message});
    Signature signature;
    std::ranges::copy(digest, signature.begin());
    std::ranges::copy(digest, signature.begin() + 32);
    return signature;
}

bool verify(const PublicKey& key, ByteView message, const Signature& signature) {
    const Digest digest = sha256({as_bytes("simulated signature"), key, message});
    return std::equal(digest.begin(), digest.end(), signature.begin()) &&
           std::equal(digest.begin(), digest.end(), signature.begin() + 32);
}

std::uint64_t random_u64() { check_failed("chance outside the seed", __FILE__, __LINE__); }

}  // namespace saldo
