#include "agent/catalog/snapshot_fetch.hpp"

#include <chrono>
#include <utility>

#include <fmt/format.h>

#include "common/http/client.hpp"
#include "common/wire/catalog_snapshot.hpp"

namespace saldo::agent {
namespace {

Error refusal(int status) {
    Errc code = Errc::forbidden;
    if (status == 404 || status == 416) code = Errc::not_found;
    if (status == 429 || status >= 500) code = Errc::unavailable;
    return {code, fmt::format("the hub answers with HTTP status {}", status)};
}

}  // namespace

FetchPiece fetch_over_https(config::JoinBundle bundle) {
    return [bundle = std::move(bundle)](const sync::SnapshotOffer& offer, std::uint64_t from,
                                        std::uint64_t most) -> Result<std::string> {
        if (!bundle.tls) {
            return Error{Errc::forbidden, "an identity without TLS knows no door of the hub"};
        }
        const auto place = config::parse_hub_url(bundle.tls->hub_url);
        if (!place) return place.error();
        const http::Peer peer{
            .address = place->host,
            .port = place->port,
            .tls = http::TlsTrust{.authorities = bundle.tls->hub_ca.empty() ? bundle.tls->ca
                                                                            : bundle.tls->hub_ca}};
        const std::string& agent = bundle.agent.value();
        const Signature proof = bundle.signing_key.sign(
            wire::snapshot_statement(agent, offer.place.epoch, offer.place.sequence));
        const std::vector<http::Field> fields{
            {std::string{wire::snapshot_proof_field}, to_hex(proof)},
            {"Range", fmt::format("bytes={}-{}", from, from + most - 1)}};
        const auto answer =
            http::request(peer, "GET", wire::snapshot_target(agent, offer.place), {},
                          {.connect_max = std::chrono::milliseconds{5'000},
                           .answer_max = std::chrono::milliseconds{20'000},
                           .body_bytes_max = most},
                          fields);
        if (!answer) return answer.error();
        if (answer->status != 206) return refusal(answer->status);
        const auto range = http::find_field(answer->fields, "Content-Range");
        const std::string expected =
            fmt::format("bytes {}-{}/{}", from, from + answer->body.size() - 1, offer.bytes);
        if (answer->body.empty() || !range || *range != expected) {
            return malformed("the hub answers with another range than was asked for");
        }
        return answer->body;
    };
}

}  // namespace saldo::agent
