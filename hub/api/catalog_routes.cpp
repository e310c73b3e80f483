#include "hub/api/catalog_routes.hpp"

#include <memory>
#include <string>
#include <utility>

#include "common/base/text.hpp"
#include "common/config/log.hpp"
#include "common/http/file_answer.hpp"
#include "common/wire/catalog_snapshot.hpp"
#include "hub/access/attempts.hpp"

namespace saldo::api {
namespace {

using config::log_event;
using config::LogLevel;

/// What the route says of a question.
struct Asked {
    std::string agent;
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
};

std::optional<Asked> asked_in(const http::Request& request) {
    const auto epoch = wire::parse_epoch(request.params.find("epoch")->second);
    const auto sequence = parse_unsigned(request.params.find("sequence")->second);
    if (!epoch || !sequence) return std::nullopt;
    return Asked{request.params.find("agent")->second, *epoch, *sequence};
}

bool is_proven(const http::Request& request, const Asked& asked, const PublicKey& key) {
    const auto shown = request.field(wire::snapshot_proof_field);
    const auto raw = shown ? from_hex(*shown) : Result<Bytes>{Bytes{}};
    if (!raw || raw->size() != sizeof(Signature)) return false;
    return verify(key, wire::snapshot_statement(asked.agent, asked.epoch, asked.sequence),
                  array_of<sizeof(Signature)>(*raw));
}

}  // namespace

void add_catalog_routes(http::Router& router, const hub::AgentDirectory& agents, FindSnapshot find,
                        std::function<UtcTime()> now) {
    router.add(
        "GET", wire::snapshot_route,
        [&agents, find = std::move(find), now = std::move(now),
         attempts = std::make_shared<hub::Attempts>()](const http::Request& request) {
            const UtcTime at = now();
            if (!attempts->may_try(request.peer, at)) {
                return http::problem(429, "catalog.rate",
                                     "Too many refused attempts; try again in a minute.");
            }
            const auto refuse = [&](int status, std::string_view code, std::string_view what) {
                if (status != 404) attempts->failed(request.peer, at);
                log_event(LogLevel::warn, "catalog.fetch_refused",
                          {{"path", request.path}, {"peer", request.peer}, {"code", code}});
                return http::problem(status, code, what);
            };
            const auto asked = asked_in(request);
            if (!asked) return refuse(400, "catalog.malformed", "That names no snapshot.");
            // One answer for who is not known and who cannot show who it is.
            const auto entry = agents.find(asked->agent);
            if (!entry || !is_proven(request, *asked, entry->key)) {
                return refuse(403, "catalog.proof", "The question is not signed by that agent.");
            }
            if (entry->is_revoked) return refuse(403, "catalog.revoked", entry->revoked_why);
            const auto path = find(entry->rfc, asked->epoch, asked->sequence);
            if (!path) {
                return refuse(404, "catalog.gone",
                              "There is no such snapshot of this company (any more).");
            }
            return http::file_answer(request, *path, "application/vnd.saldo.snapshot");
        });
}

}  // namespace saldo::api
