#include "hub/broker_cut.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "common/config/clock.hpp"
#include "common/config/log.hpp"

namespace saldo::hub {
namespace {

using config::log_event;
using config::LogLevel;

constexpr std::int64_t watched_ms = 120'000;  // longer than an agent waits between two attempts
constexpr std::int64_t again_ms = 2'000;
constexpr std::int64_t up_ms_max = 15'000;
constexpr std::size_t sessions_max = 32;  // at a time; the rest wait

}  // namespace

BrokerCut::BrokerCut(HubStore& hub, mqtt::LinkOptions link, mqtt::LinkFactory factory)
    : hub_{hub}, options_{std::move(link)}, factory_{std::move(factory)} {
    options_.clean_session = true;
    options_.will.reset();
}

BrokerCut::~BrokerCut() {
    for (auto& [agent, session] : sessions_) drop(session);
}

void BrokerCut::drop(Session& session) {
    if (session.link && session.is_up && !session.is_lost) session.link->disconnect();
    session.link.reset();
    std::error_code ignored;
    std::filesystem::remove(session.file, ignored);
}

void BrokerCut::tick(UtcTime now, SteadyTime steady) {
    const auto& revoked = hub_.book().revoked_agents();
    std::erase_if(done_, [&](const std::string& agent) { return !revoked.contains(agent); });
    for (auto it = sessions_.begin(); it != sessions_.end();) {
        // Enrolled anew: its place at the broker is its own again.
        const bool is_over = !revoked.contains(it->first) || done_.contains(it->first);
        if (is_over) drop(it->second);
        it = is_over ? sessions_.erase(it) : std::next(it);
    }
    for (auto& [agent, session] : sessions_) go_on(agent, session, now, steady);
    look_for_work(now, steady);
}

void BrokerCut::look_for_work(UtcTime now, SteadyTime steady) {
    for (const auto& [agent, why] : hub_.book().revoked_agents()) {
        if (sessions_.size() >= sessions_max) return;
        if (done_.contains(agent) || sessions_.contains(agent)) continue;
        const auto access = hub_.access(now);
        if (!access) return;
        const auto issued = (*access)->certificates().of(agent);
        const bool may_be_there =
            std::ranges::any_of(issued, [&](const auto& one) { return one.not_after >= now; });
        if (may_be_there) {
            begin(agent, now, steady);
        } else {
            done_.insert(agent);  // it never had a certificate, or none that is good
        }
    }
}

void BrokerCut::begin(const std::string& agent, UtcTime now, SteadyTime steady) {
    Session& session = sessions_[agent];
    const auto access = hub_.access(now);
    if (!access) return;
    session.file = (*access)->folder() / ("passing-" + agent + ".pem");
    session.is_up = session.is_lost = false;
    session.since = steady;
    ++session.attempts;
    const auto held = (*access)->passing_certificate(session.file, agent, now);
    if (!held) {
        session.is_lost = true;
        log_event(LogLevel::error, "broker.cut", {{"plant", agent}, {"why", held.error().what}});
        return;
    }
    mqtt::LinkOptions options = options_;
    options.client_id = agent;
    options.tls->certificate_file = held->file;
    options.tls->key_file = held->file;
    auto link = factory_(options, [this, agent](const mqtt::Event& event) {
        const auto found = sessions_.find(agent);
        if (found == sessions_.end()) return;
        if (std::holds_alternative<mqtt::Up>(event)) {
            found->second.is_up = true;
            found->second.since = now_steady();
            log_event(LogLevel::info, "broker.session_taken", {{"plant", agent}});
        } else if (std::holds_alternative<mqtt::Down>(event)) {
            found->second.is_lost = true;
            found->second.since = now_steady();
        }
    });
    session.is_lost = !link || !(*link)->connect();
    if (link) session.link = std::move(*link);
}

void BrokerCut::go_on(const std::string& agent, Session& session, UtcTime now, SteadyTime steady) {
    const bool is_stuck = !session.is_up && steady >= session.since.plus_ms(up_ms_max);
    if (session.is_lost || is_stuck) {
        if (steady < session.since.plus_ms(again_ms)) return;
        if (session.is_up) {
            log_event(LogLevel::warn, "broker.lets_revoked_in",
                      {{"plant", agent}, {"attempts", session.attempts}});
        }
        session.link.reset();
        begin(agent, now, steady);
    } else if (session.is_up && steady >= session.since.plus_ms(watched_ms)) {
        log_event(LogLevel::info, "broker.session_ended",
                  {{"plant", agent}, {"attempts", session.attempts}});
        done_.insert(agent);
    }
}

}  // namespace saldo::hub
