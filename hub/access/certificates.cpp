#include "hub/access/certificates.hpp"

#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/store/file.hpp"

namespace saldo::hub {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 8192;

Result<IssuedCertificate> issued_of(std::string_view pem) {
    const auto view = read_certificate(pem);
    if (!view) return view.error();
    return IssuedCertificate{.serial = view->serial,
                             .not_before = view->not_before,
                             .not_after = view->not_after,
                             .key = sha256(view->public_key),
                             .revoked = {}};
}

Result<IssuedCertificate> read_issued(const fs::path& path) {
    const auto bytes = store::read_file(path, file_bytes_max);
    if (!bytes) return bytes.error();
    auto issued = issued_of(as_text(*bytes));
    if (!issued) return Error{Errc::storage, path.string() + ": " + issued.error().what};
    const auto mark = store::read_file(fs::path{path}.replace_extension(".revoked"), 64);
    if (mark) {
        const auto ms = parse_unsigned(trim(as_text(*mark)));
        issued->revoked = UtcTime{static_cast<std::int64_t>(ms.value_or(0))};
    } else if (mark.error().code != Errc::not_found) {
        return mark.error();
    }
    return issued;
}

}  // namespace

Result<Certificates> Certificates::open(const fs::path& folder) {
    if (const auto made = store::create_private_folder(folder); !made) return made.error();
    Certificates all{folder};
    std::error_code error;
    for (const auto& entry : fs::recursive_directory_iterator{folder, error}) {
        if (entry.path().extension() != ".crt") continue;
        auto issued = read_issued(entry.path());
        if (!issued) return issued.error();
        std::string serial = issued->serial;
        all.issued_[entry.path().parent_path().filename().string()].emplace(std::move(serial),
                                                                            std::move(*issued));
    }
    if (error) return Error{Errc::storage, folder.string() + ": " + error.message()};
    return all;
}

Result<void> Certificates::add(std::string_view agent, std::string_view pem) {
    auto issued = issued_of(pem);
    if (!issued) return issued.error();
    const fs::path folder = folder_ / agent;
    if (const auto made = store::create_private_folder(folder); !made) return made.error();
    const auto written =
        store::write_file_durably(folder / (issued->serial + ".crt"), as_bytes(pem));
    if (!written) return written.error();
    std::string serial = issued->serial;
    issued_[std::string{agent}].emplace(std::move(serial), std::move(*issued));
    return {};
}

Result<std::string> Certificates::pem(std::string_view agent, std::string_view serial) const {
    const auto bytes =
        store::read_file(folder_ / agent / (std::string{serial} + ".crt"), file_bytes_max);
    if (!bytes) return bytes.error();
    return std::string{as_text(*bytes)};
}

std::vector<IssuedCertificate> Certificates::of(std::string_view agent) const {
    std::vector<IssuedCertificate> out;
    const auto found = issued_.find(agent);
    if (found == issued_.end()) return out;
    for (const auto& [serial, issued] : found->second) out.push_back(issued);
    return out;
}

bool Certificates::is_revoked(std::string_view agent, std::string_view serial) const {
    const auto found = issued_.find(agent);
    if (found == issued_.end()) return false;
    const auto issued = found->second.find(std::string{serial});
    return issued != found->second.end() && issued->second.revoked.has_value();
}

Result<std::size_t> Certificates::revoke(std::string_view agent, UtcTime now,
                                         std::string_view but_for) {
    std::size_t count = 0;
    const auto found = issued_.find(agent);
    if (found == issued_.end()) return count;
    for (auto& [serial, issued] : found->second) {
        if (issued.revoked || issued.not_after < now || serial == but_for) continue;
        const auto written = store::write_file_durably(folder_ / agent / (serial + ".revoked"),
                                                       as_bytes(fmt::format("{}\n", now.ms)));
        if (!written) return written.error();
        issued.revoked = now;
        ++count;
    }
    return count;
}

std::vector<RevokedCertificate> Certificates::revoked(UtcTime now) const {
    std::vector<RevokedCertificate> out;
    for (const auto& [agent, certificates] : issued_) {
        for (const auto& [serial, issued] : certificates) {
            if (issued.revoked && issued.not_after >= now) out.push_back({serial, *issued.revoked});
        }
    }
    return out;
}

}  // namespace saldo::hub
