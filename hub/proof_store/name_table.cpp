#include "hub/proof_store/name_table.hpp"

#include "common/crypto/hash.hpp"
#include "common/store/sealed.hpp"

namespace saldo::hub {
namespace {

constexpr std::size_t name_bytes_max = 255;

Bytes key_of(proof::Named kind, std::string_view name) {
    Bytes key;
    key.reserve(2 + name_bytes_max);
    put_le(key, static_cast<std::uint8_t>(kind));
    if (name.size() <= name_bytes_max && !name.starts_with('\0')) {
        append(key, as_bytes(name));
    } else {
        key.push_back(std::byte{0});
        append(key, sha256(as_bytes(name)));
    }
    return key;
}

}  // namespace

Result<std::optional<std::string>> NameTable::find(proof::Named kind, std::string_view name) const {
    const Bytes key = key_of(kind, name);
    if (const auto held = waiting_.find(key); held != waiting_.end()) {
        return std::optional{held->second};
    }
    const auto txn = env_.begin_read();
    if (!txn) return txn.error();
    const auto stored = txn->get(table_, key);
    if (!stored) return stored.error();
    if (!*stored) return std::optional<std::string>{};
    const auto company = store::unsealed(key, **stored, "a name beside the trees");
    if (!company) return company.error();
    return std::optional{std::string{as_text(*company)}};
}

Result<void> NameTable::give(proof::Named kind, std::string_view name, std::string_view company) {
    waiting_.emplace(key_of(kind, name), company);
    return {};
}

Result<void> NameTable::write(store::WriteTxn& txn) const {
    for (const auto& [key, company] : waiting_) {
        const auto put = txn.put(table_, key, store::sealed(key, as_bytes(company)));
        if (!put) return put.error();
    }
    return {};
}

}  // namespace saldo::hub
