#include "common/config/enrol_messages.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "common/base/text.hpp"
#include "common/config/join_bundle.hpp"
#include "common/config/json_members.hpp"

namespace saldo::config {
namespace {

namespace json = boost::json;

constexpr std::string_view token_version = "saldo1";
constexpr std::size_t csr_bytes_max = 4096;

template <std::size_t Size>
Result<std::array<std::byte, Size>> fixed_bytes(std::string_view hex) {
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != Size) {
        return malformed(fmt::format("must be {} hexadecimal digits", 2 * Size));
    }
    std::array<std::byte, Size> out{};
    std::ranges::copy(*bytes, out.begin());
    return out;
}

/// A member of fixed size in hexadecimal.
template <std::size_t Size>
std::array<std::byte, Size> bytes_of(JsonMembers& members, std::string_view name) {
    const auto bytes = fixed_bytes<Size>(members.text(name));
    if (bytes) return *bytes;
    members.fail(name, bytes.error().what);
    return {};
}

std::string csr_of(JsonMembers& members) {
    std::string csr = members.text("csr");
    if (csr.size() > csr_bytes_max) members.fail("csr", "is too long");
    return csr;
}

Result<json::object> object_of(std::string_view text, std::string_view what) {
    boost::system::error_code error;
    json::value value = json::parse({text.data(), text.size()}, error);
    if (error || !value.is_object()) return malformed(std::string{what} + ": not a JSON object");
    return std::move(value.get_object());
}

Bytes statement(std::string_view domain, std::string_view first, ByteView second) {
    Bytes out;
    append(out, as_bytes(domain));
    out.push_back(std::byte{0});
    append(out, as_bytes(first));
    out.push_back(std::byte{0});
    append(out, second);
    return out;
}

}  // namespace

EnrolToken make_enrol_token(std::string agent, const Digest& authority) {
    EnrolToken token{.agent = std::move(agent), .authority = authority};
    Bytes secret;
    put_le(secret, random_u64());
    put_le(secret, random_u64());
    std::ranges::copy(secret, token.secret.begin());
    return token;
}

std::string format_enrol_token(const EnrolToken& token) {
    return fmt::format("{}.{}.{}.{}", token_version, token.agent, to_hex(token.authority),
                       to_hex(token.secret));
}

Result<EnrolToken> parse_enrol_token(std::string_view text) {
    const auto pieces = split(trim(text), '.');
    if (pieces.size() != 4 || pieces[0] != token_version || !is_agent_name(pieces[1])) {
        return malformed("this is no token of saldo-hub: it looks like saldo1.AGENT.….…");
    }
    const auto authority = fixed_bytes<32>(pieces[2]);
    const auto secret = fixed_bytes<16>(pieces[3]);
    if (!authority || !secret) return malformed("the token is damaged; was all of it copied?");
    return EnrolToken{std::string{pieces[1]}, *authority, *secret};
}

Digest hash_of(const EnrolToken& token) {
    return sha256(statement("saldo/token/1", token.agent, token.secret));
}

Bytes enrol_statement(const EnrolToken& token, std::string_view csr) {
    Bytes hashes;
    append(hashes, hash_of(token));
    append(hashes, sha256(as_bytes(csr)));
    return statement("saldo/enrol/1", token.agent, hashes);
}

Bytes renew_statement(std::string_view agent, std::string_view csr) {
    return statement("saldo/renew/1", agent, sha256(as_bytes(csr)));
}

std::string to_json(const EnrolRequest& request) {
    return fmt::format(R"({{"token":{},"csr":{},"signing_key":"{}","proof":"{}"}})",
                       json_text(format_enrol_token(request.token)), json_text(request.csr),
                       to_hex(request.signing_key), to_hex(request.proof));
}

Result<EnrolRequest> parse_enrol_request(std::string_view text) {
    const auto object = object_of(text, "enrolment");
    if (!object) return object.error();
    JsonMembers members{*object, "enrolment"};
    const auto token = parse_enrol_token(members.text("token"));
    if (!token) members.fail("token", token.error().what);
    std::string csr = csr_of(members);
    const auto key = bytes_of<32>(members, "signing_key");
    const auto proof = bytes_of<64>(members, "proof");
    if (auto wrong = members.finish()) return *wrong;
    return EnrolRequest{*token, std::move(csr), key, proof};
}

std::string to_json(const RenewRequest& request) {
    return fmt::format(R"({{"agent":{},"csr":{},"proof":"{}"}})", json_text(request.agent),
                       json_text(request.csr), to_hex(request.proof));
}

Result<RenewRequest> parse_renew_request(std::string_view text) {
    const auto object = object_of(text, "renewal");
    if (!object) return object.error();
    JsonMembers members{*object, "renewal"};
    std::string agent = members.text("agent");
    if (!is_agent_name(agent)) members.fail("agent", "must be 1 to 32 of a-z, 0-9 and -");
    std::string csr = csr_of(members);
    const auto proof = bytes_of<64>(members, "proof");
    if (auto wrong = members.finish()) return *wrong;
    return RenewRequest{std::move(agent), std::move(csr), proof};
}

std::string to_json(const EnrolAnswer& answer) {
    return fmt::format(R"({{"agent":{},"rfc":{},"plant":{},"certificate":{},"ca":{},)"
                       R"("hub":{{"id":{},"public_key":"{}"}},)"
                       R"("broker":{{"host":{},"port":{}}}}})",
                       json_text(answer.agent), json_text(answer.rfc), json_text(answer.plant),
                       json_text(answer.certificate), json_text(answer.ca),
                       json_text(answer.hub_id), to_hex(answer.hub_key),
                       json_text(answer.broker_host), answer.broker_port);
}

Result<EnrolAnswer> parse_enrol_answer(std::string_view text) {
    constexpr const char* what = "the hub's answer";
    const auto object = object_of(text, what);
    if (!object) return object.error();
    JsonMembers members{*object, what};
    EnrolAnswer answer;
    answer.agent = members.text("agent");
    answer.rfc = members.text("rfc");
    answer.plant = members.text("plant");
    answer.certificate = members.text("certificate");
    answer.ca = members.text("ca");
    const json::object& hub_object = members.object("hub");
    const json::object& broker_object = members.object("broker");
    if (auto wrong = members.finish()) return *wrong;
    JsonMembers hub{hub_object, what, "hub."};
    answer.hub_id = hub.text("id");
    answer.hub_key = bytes_of<32>(hub, "public_key");
    if (auto wrong = hub.finish()) return *wrong;
    JsonMembers broker{broker_object, what, "broker."};
    answer.broker_host = broker.text("host");
    const std::int64_t port = broker.number("port");
    if (port < 1 || port > 65'535) broker.fail("port", "must be 1 to 65535");
    if (auto wrong = broker.finish()) return *wrong;
    answer.broker_port = static_cast<std::uint16_t>(port);
    return answer;
}

}  // namespace saldo::config
