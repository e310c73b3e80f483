#include "hub/access/tokens.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "common/base/check.hpp"
#include "common/config/json_members.hpp"
#include "common/store/file.hpp"

namespace saldo::hub {
namespace {

namespace json = boost::json;

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t kept_ms = 30LL * 24 * 60 * minute_ms;  // after its end, for `token list`
constexpr std::size_t file_bytes_max = 4096;

std::string to_json(const Token& token) {
    return fmt::format(
        R"({{"agent":{},"rfc":{},"plant":{},"made_ms":{},"expires_ms":{},"used_ms":{},)"
        R"("used_for":{},"certificate":{},"epoch":{}}})"
        "\n",
        config::json_text(token.grant.agent), config::json_text(token.grant.rfc),
        config::json_text(token.grant.plant), token.made.ms, token.expires.ms,
        token.used ? token.used->ms : -1, config::json_text(token.used_for),
        config::json_text(token.certificate), token.let_epoch_begin ? 1 : 0);
}

Result<Token> token_of(const std::string& name, std::string_view text) {
    boost::system::error_code error;
    const json::value value = json::parse({text.data(), text.size()}, error);
    if (error || !value.is_object()) return malformed(name + ": no token");
    config::JsonMembers members{value.get_object(), name};
    Token token;
    token.grant.agent = members.text("agent");
    token.grant.rfc = members.text("rfc");
    token.grant.plant = members.text("plant");
    token.made.ms = members.number("made_ms");
    token.expires.ms = members.number("expires_ms");
    const std::int64_t used = members.number("used_ms");
    if (used >= 0) token.used = UtcTime{used};
    token.used_for = members.text("used_for");
    token.certificate = members.text("certificate");
    token.let_epoch_begin = members.number("epoch") != 0;
    if (auto wrong = members.finish()) return *wrong;
    return token;
}

}  // namespace

Result<Tokens> Tokens::open(const std::filesystem::path& folder, UtcTime now) {
    if (const auto made = store::create_private_folder(folder); !made) return made.error();
    Tokens tokens{folder};
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        if (entry.path().extension() != ".json") continue;  // a temporary file of a dead process
        const auto bytes = store::read_file(entry.path(), file_bytes_max);
        if (!bytes) return bytes.error();
        auto token = token_of(entry.path().string(), as_text(*bytes));
        if (!token) return Error{Errc::storage, token.error().what};
        if (token->expires.ms + kept_ms < now.ms) {
            std::filesystem::remove(entry.path(), error);
            continue;
        }
        tokens.tokens_.emplace(entry.path().stem().string(), std::move(*token));
    }
    if (error) return Error{Errc::storage, folder.string() + ": " + error.message()};
    return tokens;
}

Result<void> Tokens::write(const std::string& hash, const Token& token) const {
    return store::write_file_durably(folder_ / (hash + ".json"), as_bytes(to_json(token)));
}

Result<config::EnrolToken> Tokens::create(const TokenGrant& grant, const Digest& authority,
                                          std::int64_t minutes, UtcTime now) {
    SALDO_CHECK(minutes >= 1 && minutes <= token_minutes_max);
    config::EnrolToken token = config::make_enrol_token(grant.agent, authority);
    const std::string hash = to_hex(config::hash_of(token));
    Token kept{.grant = grant, .made = now, .expires = {now.ms + minutes * minute_ms}};
    if (const auto written = write(hash, kept); !written) return written.error();
    tokens_.emplace(hash, std::move(kept));
    return token;
}

std::optional<Token> Tokens::find(const config::EnrolToken& token) const {
    // By the hash: comparing in time that depends on the bytes tells nothing of the secret.
    const auto found = tokens_.find(to_hex(config::hash_of(token)));
    if (found == tokens_.end()) return std::nullopt;
    return found->second;
}

Result<void> Tokens::use(const config::EnrolToken& token, std::string used_for,
                         std::string certificate, UtcTime now) {
    const std::string hash = to_hex(config::hash_of(token));
    const auto found = tokens_.find(hash);
    SALDO_CHECK(found != tokens_.end() && !found->second.used);
    Token used = found->second;
    used.used = now;
    used.used_for = std::move(used_for);
    used.certificate = std::move(certificate);
    if (const auto written = write(hash, used); !written) return written.error();
    found->second = std::move(used);
    return {};
}

Result<bool> Tokens::redeem(std::string_view agent, std::string_view certificate, UtcTime now) {
    for (auto& [hash, token] : tokens_) {
        if (token.grant.agent != agent || certificate.empty() || token.certificate != certificate) {
            continue;
        }
        const bool is_fresh =
            token.used && now.ms <= token.used->ms + token_minutes_max * minute_ms;
        if (!is_fresh || token.let_epoch_begin) return false;
        Token redeemed = token;
        redeemed.let_epoch_begin = true;
        if (const auto written = write(hash, redeemed); !written) return written.error();
        token = std::move(redeemed);
        return true;
    }
    return false;
}

Result<void> Tokens::cancel(std::string_view agent, UtcTime now) {
    for (auto& [hash, token] : tokens_) {
        if (token.grant.agent != agent || token.used) continue;
        Token ended = token;
        ended.used = now;
        if (const auto written = write(hash, ended); !written) return written.error();
        token = std::move(ended);
    }
    return {};
}

}  // namespace saldo::hub
