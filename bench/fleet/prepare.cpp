#include "bench/fleet/prepare.hpp"

#include <fmt/format.h>

#include "common/config/clock.hpp"
#include "common/config/join_bundle.hpp"
#include "hub/hub_store.hpp"

namespace saldo::bench {
namespace {

constexpr std::uint8_t pieces = 6;  // appendix 7
constexpr std::size_t facts_at_once = 1'000;

/// Three letters, the date of a founding, three characters: as companies have them.
std::string rfc_of(std::uint64_t number) {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    return fmt::format("SLD{:02}0101{}{}{}", number % 100, letters[number / 100 % 26],
                       letters[number / 2'600 % 26], number % 10);
}

/// The certificate of a key, by the way of a request, as an enrolment has it.
Result<std::string> certificate_for(hub::AccessStore& access, const TlsKey& key,
                                    const std::string& agent, UtcTime now) {
    const auto csr = make_certificate_request(key, agent);
    if (!csr) return csr.error();
    const auto request = read_certificate_request(*csr);
    if (!request) return request.error();
    return access.issue_to_agent(agent, request->public_key, now);
}

}  // namespace

Result<void> prepare_fleet(const std::filesystem::path& hub_folder,
                           const std::filesystem::path& bundles, std::uint64_t agents,
                           std::uint16_t broker_port) {
    auto hub = hub::HubStore::open(hub_folder, {});
    if (!hub) return hub.error();
    const UtcTime now = now_utc();
    const auto access = (*hub)->access(now);
    if (!access) return access.error();
    std::filesystem::create_directories(bundles);
    std::vector<Fact> facts;
    for (std::uint64_t n = 0; n < agents; ++n) {
        const TlsKey key = TlsKey::generate();
        config::JoinBundle bundle{.agent = AgentId{fmt::format("fleet-{:05}", n)},
                                  .rfc = rfc_of(n),
                                  .plant = "P01",
                                  .signing_key = SigningKey::generate(),
                                  .hub_id = (*hub)->hub_id(),
                                  .hub_key = (*hub)->signing_key().public_key(),
                                  .broker_host = "127.0.0.1",
                                  .broker_port = broker_port};
        const auto certificate = certificate_for(**access, key, bundle.agent.value(), now);
        if (!certificate) return certificate.error();
        const std::string authority = (*access)->authority().certificate_pem();
        bundle.tls = config::BundleTls{.hub_url = "https://127.0.0.1:1",
                                       .hub_ca = authority,
                                       .key = key.to_pem(),
                                       .certificate = *certificate,
                                       .ca = authority};
        const auto path = bundles / (bundle.agent.value() + ".json");
        if (const auto written = write_join_bundle(path, bundle); !written) return written;
        facts.emplace_back(Company{.rfc = bundle.rfc, .name = bundle.rfc});
        facts.emplace_back(Plant{.rfc = bundle.rfc, .plant = bundle.plant});
        facts.emplace_back(Part{.rfc = bundle.rfc, .part_number = "RM-10001", .umc = pieces});
        facts.emplace_back(AgentEnrolment{.agent = bundle.agent,
                                          .rfc = bundle.rfc,
                                          .plant = bundle.plant,
                                          .signing_key = bundle.signing_key.public_key()});
        if (facts.size() < facts_at_once && n + 1 < agents) continue;
        const auto done = (*hub)->append(std::exchange(facts, {}), now);
        if (!done) return done.error();
    }
    return {};
}

}  // namespace saldo::bench
