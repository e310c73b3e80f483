#include "hub/access/access_store.hpp"

#include <algorithm>
#include <utility>

#include "common/store/file.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 16 * 1024;
constexpr std::int64_t passing_ms = 600'000;

Result<std::string> read_text(const fs::path& path) {
    const auto bytes = store::read_file(path, file_bytes_max);
    if (!bytes) return bytes.error();
    return std::string{as_text(*bytes)};
}

Result<Authority> load_or_make(const fs::path& folder, std::string_view hub, UtcTime now) {
    const fs::path path = folder / "ca.pem";
    const auto pem = read_text(path);
    if (pem) {
        auto authority = Authority::from_pem(*pem);
        if (!authority) {
            return Error{Errc::storage, path.string() + ": " + authority.error().what};
        }
        return authority;
    }
    if (pem.error().code != Errc::not_found) return pem.error();
    const Lifetimes life;
    Authority made = Authority::create(
        "Saldo " + std::string{hub}, {{now.ms - life.backdated_ms}, {now.ms + life.authority_ms}});
    const auto written = store::write_file_durably(path, as_bytes(made.to_pem()));
    if (!written) return written.error();
    return made;
}

}  // namespace

Result<std::unique_ptr<AccessStore>> AccessStore::open(const fs::path& folder, std::string_view hub,
                                                       UtcTime now) {
    if (const auto made = store::create_private_folder(folder); !made) return made.error();
    auto authority = load_or_make(folder, hub, now);
    if (!authority) return authority.error();
    auto tokens = Tokens::open(folder / "tokens", now);
    if (!tokens) return tokens.error();
    auto certificates = Certificates::open(folder / "certificates");
    if (!certificates) return certificates.error();
    std::unique_ptr<AccessStore> access{new AccessStore{
        folder, std::move(*authority), std::move(*tokens), std::move(*certificates)}};
    std::error_code ignored;
    if (!fs::exists(access->authority_file(), ignored)) {
        const std::string pem = access->authority_.certificate_pem();
        const auto written =
            store::write_file_durably(access->authority_file(), as_bytes(pem), 0644);
        if (!written) return written.error();
    }
    if (!fs::exists(access->revocation_file(), ignored)) {
        if (const auto written = access->write_revocations(now); !written) return written.error();
    }
    return access;
}

Validity AccessStore::validity(UtcTime now, std::int64_t life_ms) const {
    return {{now.ms - std::min(lifetimes_.backdated_ms, life_ms)},
            {std::min(now.ms + life_ms, authority_.not_after().ms)}};
}

/// The list outlives everything that it could name: a broker refuses everybody when its list has
/// expired, and a hub that is away must not stop the plants.
Result<void> AccessStore::write_revocations(UtcTime now) const {
    const auto revoked = certificates_.revoked(now);
    const auto list = authority_.revocation_list(revoked, static_cast<std::uint64_t>(now.ms),
                                                 {now, authority_.not_after()});
    if (!list) return list.error();
    return store::write_file_durably(revocation_file(), as_bytes(*list), 0644);
}

Result<std::string> AccessStore::issue_to_agent(std::string_view agent, ByteView public_key,
                                                UtcTime now) {
    auto pem = authority_.issue_client(public_key, agent, validity(now, lifetimes_.agent_ms));
    if (!pem) return pem.error();
    if (const auto added = certificates_.add(agent, *pem); !added) return added.error();
    return pem;
}

Result<std::size_t> AccessStore::revoke_agent(std::string_view agent, UtcTime now,
                                              std::string_view but_for) {
    const auto count = certificates_.revoke(agent, now, but_for);
    if (!count) return count.error();
    if (const auto written = write_revocations(now); !written) return written.error();
    return *count;
}

bool AccessStore::is_good(std::string_view pem, CertificateUse use, UtcTime now) const {
    const auto view = read_certificate(pem);
    return view && renewal_due(view->not_before, view->not_after) > now &&
           TlsKey::from_pem(pem).has_value() &&
           check_certificate(pem, authority_.certificate_pem(), use, now).has_value();
}

namespace {

/// A file of ours holds the certificate first, and then the key.
HeldCertificate split(const fs::path& file, const std::string& pem) {
    const std::size_t at = pem.find("-----BEGIN PRIVATE KEY-----");
    return {.file = file.string(), .certificate = pem.substr(0, at), .key = pem.substr(at)};
}

Result<HeldCertificate> write_held(const fs::path& file, const std::string& certificate,
                                   const TlsKey& key) {
    const std::string pem = certificate + key.to_pem();
    if (const auto written = store::write_file_durably(file, as_bytes(pem)); !written) {
        return written.error();
    }
    return split(file, pem);
}

}  // namespace

Result<HeldCertificate> AccessStore::server_certificate(std::string_view name,
                                                        std::span<const std::string> names,
                                                        UtcTime now) {
    const fs::path file = folder_ / (std::string{name} + ".pem");
    const TlsKey key = TlsKey::generate();
    const auto made =
        authority_.issue_server(key.public_der(), names, validity(now, lifetimes_.server_ms));
    if (!made) return made.error();
    if (const auto held = read_text(file); held && is_good(*held, CertificateUse::server, now)) {
        // The names as a certificate writes them: an address has many spellings.
        if (read_certificate(*held).value().names == read_certificate(*made).value().names) {
            return split(file, *held);
        }
    }
    return write_held(file, *made, key);
}

Result<HeldCertificate> AccessStore::client_certificate(std::string_view name,
                                                        std::string_view common_name, UtcTime now) {
    const fs::path file = folder_ / (std::string{name} + ".pem");
    if (const auto held = read_text(file);
        held && is_good(*held, CertificateUse::client, now) &&
        read_certificate(*held).value().common_name == common_name) {
        return split(file, *held);
    }
    const TlsKey key = TlsKey::generate();
    const auto made =
        authority_.issue_client(key.public_der(), common_name, validity(now, lifetimes_.server_ms));
    if (!made) return made.error();
    return write_held(file, *made, key);
}

Result<HeldCertificate> AccessStore::passing_certificate(const fs::path& file,
                                                         std::string_view common_name,
                                                         UtcTime now) const {
    const TlsKey key = TlsKey::generate();
    const auto made =
        authority_.issue_client(key.public_der(), common_name, validity(now, passing_ms));
    if (!made) return made.error();
    return write_held(file, *made, key);
}

}  // namespace saldo::hub
