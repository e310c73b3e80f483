#include "agent/identity.hpp"

#include <utility>

#include <fmt/format.h>

#include "common/crypto/certificate.hpp"
#include "common/store/file.hpp"

namespace saldo::agent {
namespace {

constexpr std::int64_t ask_again_ms = 600'000;
constexpr std::int64_t down_ms_max = 30'000;  // then the hub is asked why

std::string bracketed(const std::string& host) {
    return host.find(':') == std::string::npos ? host : "[" + host + "]";
}

}  // namespace

Identity::Identity(std::filesystem::path file, std::filesystem::path folder,
                   config::JoinBundle bundle)
    : file_{std::move(file)}, folder_{std::move(folder)}, bundle_{std::move(bundle)} {}

std::optional<UtcTime> Identity::ends() const {
    if (!bundle_.tls) return std::nullopt;
    return read_certificate(bundle_.tls->certificate).value().not_after;
}

std::string Identity::serial() const {
    return bundle_.tls ? read_certificate(bundle_.tls->certificate).value().serial : std::string{};
}

Result<void> Identity::write_link_files() const {
    const auto write = [&](std::string_view name, const std::string& text) {
        return store::write_file_durably(folder_ / name, as_bytes(text));
    };
    if (bundle_.tls) {
        if (auto done = write("broker-ca.pem", bundle_.tls->ca); !done) return done;
        // One file for both, so that a link never sees a key without its certificate.
        return write("broker-tls.pem", bundle_.tls->certificate + bundle_.tls->key);
    }
    if (!bundle_.broker_password.empty()) {
        return write("broker.password", bundle_.broker_password + "\n");
    }
    return {};
}

Result<mqtt::LinkOptions> Identity::link_options(std::string host, std::uint16_t port) const {
    if (auto written = write_link_files(); !written) return written.error();
    mqtt::LinkOptions options;
    options.uri = fmt::format("{}://{}:{}", bundle_.tls ? "ssl" : "tcp", bracketed(host), port);
    if (bundle_.tls) {
        const std::string own = (folder_ / "broker-tls.pem").string();
        options.tls = mqtt::TlsFiles{(folder_ / "broker-ca.pem").string(), own, own};
    } else {
        options.user = bundle_.broker_user;
        if (!bundle_.broker_password.empty()) {
            options.password_file = (folder_ / "broker.password").string();
        }
    }
    return options;
}

std::optional<RenewWith> Identity::due(UtcTime now, bool link_is_up) {
    if (!bundle_.tls) return std::nullopt;
    if (link_is_up) {
        down_since_.reset();
    } else if (!down_since_) {
        down_since_ = now;
    }
    // A clock that was set back must not silence us for long.
    if (asked_ && now >= *asked_ && now.ms < asked_->ms + ask_again_ms) return std::nullopt;
    const auto view = read_certificate(bundle_.tls->certificate).value();
    std::optional<RenewWith> ask;
    if (now >= renewal_due(view.not_before, view.not_after)) {
        ask = RenewWith::new_key;
    } else if (down_since_ && now.ms >= down_since_->ms + down_ms_max) {
        ask = RenewWith::same_key;
    }
    if (ask) asked_ = now;
    return ask;
}

Result<bool> Identity::renewed(const config::JoinBundle& next) {
    refusal_.reset();
    const bool is_new = next.tls->certificate != bundle_.tls->certificate ||
                        next.broker_host != bundle_.broker_host ||
                        next.broker_port != bundle_.broker_port;
    if (!is_new) return false;
    const auto written =
        store::write_file_durably(file_, as_bytes(config::format_join_bundle(next)));
    if (!written) return written.error();
    bundle_ = next;
    if (auto done = write_link_files(); !done) return done.error();
    return true;
}

}  // namespace saldo::agent
